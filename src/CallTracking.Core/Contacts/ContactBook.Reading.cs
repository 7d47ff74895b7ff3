using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>Looking contacts up.</content>
public sealed partial class ContactBook
{
    /// <summary>One contact. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact. One that was merged is given as it is; <see cref="Contact.MergedIntoId"/> says who it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the caller reaches no such contact, or it is deleted.</returns>
    public Task<ContactDetails?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync(
            _contexts, caller,
            context => ContactReading.OneAsync(context, caller, ContactAccess.Reach(context, caller, Permission.ContactsRead), id, cancellationToken));
    }

    /// <summary>Several contacts at once, for lists that others keep. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="ids">The contacts, at most <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that the caller reaches, by id, under the id that was asked for.</returns>
    public Task<IReadOnlyDictionary<Guid, ContactDetails>> GetManyAsync(Caller caller, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxLimit);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<IReadOnlyDictionary<Guid, ContactDetails>>(_contexts, caller, async context =>
        {
            var wanted = ids.Distinct().ToList();
            var contacts = await ContactAccess.Reach(context, caller, Permission.ContactsRead)
                .Where(c => wanted.Contains(c.Id) && c.DeletedAt == null).ToListAsync(cancellationToken).ConfigureAwait(false);
            var details = await ContactReading.DetailsAsync(context, caller, contacts, cancellationToken).ConfigureAwait(false);
            return details.ToDictionary(one => one.Contact.Id);
        });
    }

    /// <summary>One page of contacts, in order of name. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which contacts.</param>
    /// <param name="after">The <see cref="ContactPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AccessDeniedException">Also when the filter asks for what is hidden from the caller.</exception>
    public Task<ContactPage> ListAsync(Caller caller, ContactFilter filter, ContactCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            // One more than asked for tells whether there is a next page.
            var contacts = await Page(Filtered(context, caller, Permission.ContactsRead, filter), after).Take(limit + 1)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            ContactCursor? next = null;
            if (contacts.Count > limit)
            {
                contacts.RemoveAt(limit);
                next = new ContactCursor(contacts[^1].Name, contacts[^1].Id);
            }

            return new ContactPage(await ContactReading.DetailsAsync(context, caller, contacts, cancellationToken).ConfigureAwait(false), next);
        });
    }

    /// <summary>How many contacts a filter selects. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which contacts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CountAsync(Caller caller, ContactFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync(
            _contexts, caller, context => Filtered(context, caller, Permission.ContactsRead, filter).LongCountAsync(cancellationToken));
    }

    /// <summary>Who a contact is now. A contact that was merged is the one that it was merged into, however often. Needs
    /// <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The contact's id now; null when the caller reaches no such contact.</returns>
    public Task<Guid?> ResolveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<Guid?>(_contexts, caller, async context =>
        {
            var now = await ContactAccess.SurvivorAsync(context, id, cancellationToken).ConfigureAwait(false);
            return await ContactAccess.Reach(context, caller, Permission.ContactsRead).AnyAsync(c => c.Id == now && c.DeletedAt == null, cancellationToken)
                .ConfigureAwait(false) ? now : null;
        });
    }

    /// <summary>All ids under which calls, notes and tasks of a contact may stand: its own and those of the contacts that were merged into it.
    /// Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its ids, its own first; none when the caller reaches no such contact.</returns>
    public Task<IReadOnlyList<Guid>> IdentitiesAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<IReadOnlyList<Guid>>(_contexts, caller, async context =>
            await ContactAccess.Reach(context, caller, Permission.ContactsRead).AnyAsync(c => c.Id == id, cancellationToken).ConfigureAwait(false)
                ? await ContactAccess.IdentitiesAsync(context, id, cancellationToken).ConfigureAwait(false)
                : []);
    }

    internal static IQueryable<Contact> Page(IQueryable<Contact> contacts, ContactCursor? after)
    {
        if (after is { } cursor)
        {
            // The first condition is what an index can seek; the second one only decides among contacts of the same name.
            var (name, id) = cursor;
#pragma warning disable CA1309 // What EF Core translates; the database compares.
            contacts = contacts.Where(c => string.Compare(c.Name, name) >= 0 && (string.Compare(c.Name, name) > 0 || c.Id > id));
#pragma warning restore CA1309
        }

        return contacts.OrderBy(c => c.Name).ThenBy(c => c.Id);
    }

    internal IQueryable<Contact> Filtered(CallTrackingDbContext context, Caller caller, Permission permission, ContactFilter filter)
    {
        var contacts = ContactAccess.Reach(context, caller, permission).Alive();
        if (filter.Kind is { } kind)
        {
            contacts = contacts.Where(c => c.Kind == kind);
        }

        if (filter.Statuses.Count == 1)
        {
            var only = filter.Statuses.First();
            contacts = contacts.Where(c => c.StatusId == only);
        }
        else if (filter.Statuses.Count > 1)
        {
            var several = filter.Statuses.Distinct().ToList();
            contacts = contacts.Where(c => c.StatusId != null && several.Contains(c.StatusId.Value));
        }

        if (filter.ResponsibleId is { } responsible)
        {
            contacts = contacts.Where(c => c.ResponsibleId == responsible);
        }

        if (filter.OrganisationId is { } organisation)
        {
            contacts = contacts.Where(c => c.OrganisationId == organisation);
        }

        if (filter.ChangedSince is { } since)
        {
            contacts = contacts.Where(c => c.UpdatedAt >= since);
        }

        if (filter.DebtAbove is { } debt)
        {
            caller.DemandField(FieldMask.Debt, "filtered");
            contacts = contacts.Where(c => c.Debt > debt);
        }

        if (filter.Email is { } email)
        {
            var normalized = ContactWriter.Normalize(email);
            contacts = contacts.Where(c => context.Set<ContactEmail>().Where(e => e.Normalized == normalized).Select(e => e.ContactId).Contains(c.Id));
        }

        return filter.Number is { } number ? WithNumber(context, caller, contacts, number) : contacts;
    }

    private IQueryable<Contact> WithNumber(CallTrackingDbContext context, Caller caller, IQueryable<Contact> contacts, string text)
    {
        caller.DemandField(FieldMask.Numbers, "searched");
        var number = _plan.Read(text);
        return number.E164 is { } e164
            ? contacts.Where(c => context.Set<ContactNumber>().Where(n => n.E164 == e164).Select(n => n.ContactId).Contains(c.Id))
            : throw new ArgumentException("The number is not one: write it with + and country code, or as it is dialled.", nameof(text));
    }
}
