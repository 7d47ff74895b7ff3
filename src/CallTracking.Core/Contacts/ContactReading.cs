using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Contacts with what belongs to them, read in a fixed number of queries whatever their number.</summary>
internal static class ContactReading
{
    /// <summary>One contact out of some, merged or not.</summary>
    public static async Task<ContactDetails?> OneAsync(
        CallTrackingDbContext context, Caller caller, IQueryable<Contact> contacts, Guid id, CancellationToken cancellationToken)
    {
        var contact = await contacts.Where(c => c.Id == id && c.DeletedAt == null).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return contact is null ? null : (await DetailsAsync(context, caller, [contact], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>What belongs to contacts, in their order; masked for the caller.</summary>
    public static async Task<List<ContactDetails>> DetailsAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Contact> contacts, CancellationToken cancellationToken)
    {
        var ids = contacts.Select(c => c.Id).ToList();
        var numbers = (await context.Set<ContactNumber>().Where(n => ids.Contains(n.ContactId)).ToListAsync(cancellationToken).ConfigureAwait(false))
            .ToLookup(n => n.ContactId);
        var emails = (await context.Set<ContactEmail>().Where(e => ids.Contains(e.ContactId)).ToListAsync(cancellationToken).ConfigureAwait(false))
            .ToLookup(e => e.ContactId);
        var statuses = contacts.Any(c => c.StatusId is not null)
            ? await context.Set<ContactStatus>().ToDictionaryAsync(s => s.Id, cancellationToken).ConfigureAwait(false)
            : [];
        var organisations = await NamesAsync(
            contacts.Select(c => c.OrganisationId), wanted => context.Set<Contact>().Where(c => wanted.Contains(c.Id))
                .Select(c => new Named(c.Id, c.Name)), cancellationToken).ConfigureAwait(false);
        var employees = await NamesAsync(
            contacts.Select(c => c.ResponsibleId), wanted => context.Set<Employee>().Where(e => wanted.Contains(e.Id))
                .Select(e => new Named(e.Id, e.DisplayName)), cancellationToken).ConfigureAwait(false);
        return
        [
            .. contacts.Select(contact => ContactAccess.Mask(
                new ContactDetails(
                    contact,
                    Ordered(numbers[contact.Id]),
                    [.. emails[contact.Id].OrderByDescending(e => e.IsPrimary).ThenBy(e => e.AddedAt).ThenBy(e => e.Id)],
                    contact.StatusId is { } status ? statuses.GetValueOrDefault(status) : null,
                    contact.OrganisationId is { } organisation ? organisations.GetValueOrDefault(organisation) : null,
                    contact.ResponsibleId is { } responsible ? employees.GetValueOrDefault(responsible) : null,
                    ContactFieldValues.Parse(contact.CustomFields),
                    FieldMask.None),
                caller)),
        ];
    }

    /// <summary>A contact's numbers, tracked, in the order in which they are shown.</summary>
    public static async Task<List<ContactNumber>> NumbersAsync(CallTrackingDbContext context, Guid contact, CancellationToken cancellationToken) =>
        [.. Ordered(await context.Set<ContactNumber>().AsTracking().Where(n => n.ContactId == contact).ToListAsync(cancellationToken).ConfigureAwait(false))];

    /// <summary>A contact's e-mail addresses, tracked, in the order in which they are shown.</summary>
    public static async Task<List<ContactEmail>> EmailsAsync(CallTrackingDbContext context, Guid contact, CancellationToken cancellationToken) =>
        await context.Set<ContactEmail>().AsTracking().Where(e => e.ContactId == contact)
            .OrderByDescending(e => e.IsPrimary).ThenBy(e => e.AddedAt).ThenBy(e => e.Id).ToListAsync(cancellationToken).ConfigureAwait(false);

    private static IReadOnlyList<ContactNumber> Ordered(IEnumerable<ContactNumber> numbers) =>
        [.. numbers.OrderByDescending(n => n.IsPrimary).ThenBy(n => n.AddedAt).ThenBy(n => n.Id)];

    private static async Task<Dictionary<Guid, string>> NamesAsync(
        IEnumerable<Guid?> ids, Func<List<Guid>, IQueryable<Named>> query, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToList();
        return wanted.Count == 0
            ? []
            : await query(wanted).ToDictionaryAsync(named => named.Id, named => named.Name, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Named(Guid Id, string Name);
}
