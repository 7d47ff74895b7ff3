using CallTracking.Callbacks;
using CallTracking.Identification;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Says which contacts a capability's rows name, so that nobody removes a contact from under them. Registered as a singleton of this
/// interface, any number of them.</summary>
public interface IContactReferences
{
    /// <summary>Which of some contacts are named.</summary>
    /// <param name="context">The store.</param>
    /// <param name="contacts">The contacts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyCollection<Guid>> FindAsync(CallTrackingDbContext context, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken);
}

/// <summary>Calls, obligations, tasks and messages.</summary>
internal sealed class CustomaryReferences : IContactReferences
{
    public async Task<IReadOnlyCollection<Guid>> FindAsync(
        CallTrackingDbContext context, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var found = new HashSet<Guid>();
        foreach (var query in new[]
        {
            context.Set<CallContact>().Where(row => contacts.Contains(row.ContactId)).Select(row => (Guid?)row.ContactId),
            context.Set<Obligation>().Where(row => row.ContactId != null && contacts.Contains(row.ContactId.Value)).Select(row => row.ContactId),
            context.Set<WorkTask>().Where(row => row.ContactId != null && contacts.Contains(row.ContactId.Value)).Select(row => row.ContactId),
            context.Set<Message>().Where(row => row.ContactId != null && contacts.Contains(row.ContactId.Value)).Select(row => row.ContactId),
        })
        {
            found.UnionWith((await query.Distinct().ToListAsync(cancellationToken).ConfigureAwait(false)).OfType<Guid>());
        }

        return found;
    }
}
