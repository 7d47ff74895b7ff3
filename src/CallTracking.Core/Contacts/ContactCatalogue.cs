using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>The tenant's statuses and custom fields, as one piece of work finds them.</summary>
internal sealed class ContactCatalogue
{
    private readonly List<ContactStatus> _statuses;

    private ContactCatalogue(List<ContactStatus> statuses, List<ContactField> fields)
    {
        _statuses = statuses;
        Fields = fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
    }

    /// <summary>Custom fields by key, archived ones included.</summary>
    public IReadOnlyDictionary<string, ContactField> Fields { get; }

    /// <summary>What a new contact gets when nobody chooses.</summary>
    public ContactStatus? Default => _statuses.Find(status => status.IsDefault && !status.IsArchived);

    /// <summary>Names of the statuses that can be chosen, for messages.</summary>
    public string Choice => string.Join(", ", _statuses.Where(status => !status.IsArchived).Select(status => status.Code));

    public static async Task<ContactCatalogue> LoadAsync(CallTrackingDbContext context, CancellationToken cancellationToken) => new(
        await context.Set<ContactStatus>().OrderBy(s => s.Position).ThenBy(s => s.Code).ToListAsync(cancellationToken).ConfigureAwait(false),
        await context.Set<ContactField>().OrderBy(f => f.Position).ThenBy(f => f.Key).ToListAsync(cancellationToken).ConfigureAwait(false));

    public ContactStatus? Status(Guid id) => _statuses.Find(status => status.Id == id);

    /// <summary>A status by its code or its name.</summary>
    public ContactStatus? Status(string word) =>
        _statuses.Find(status => string.Equals(status.Code, word, StringComparison.OrdinalIgnoreCase))
        ?? _statuses.Find(status => string.Equals(status.Name, word, StringComparison.OrdinalIgnoreCase));
}
