using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Which contacts a caller reaches, and what of them he sees.</summary>
internal static class ContactAccess
{
    // Followed one by one: a chain this long is no merge of people.
    private const int LongestChain = 16;

    /// <summary>The contacts that a permission reaches; merged and deleted ones included.</summary>
    public static IQueryable<Contact> Reach(CallTrackingDbContext context, Caller caller, Permission permission) =>
        Reach(context.Set<Contact>(), caller, permission);

    /// <summary>Those of some contacts that a permission reaches.</summary>
    public static IQueryable<Contact> Reach(IQueryable<Contact> contacts, Caller caller, Permission permission)
    {
        var employee = caller.Employee;
        var departments = caller.Access.Departments;
        return caller.Access.ScopeOf(permission) switch
        {
            AccessScope.All => contacts,
            AccessScope.Team when departments.Count > 0 =>
                contacts.Where(c => c.ResponsibleId == employee || (c.DepartmentId != null && departments.Contains(c.DepartmentId.Value))),
            AccessScope.Team or AccessScope.Own => contacts.Where(c => c.ResponsibleId == employee),
            _ => contacts.Where(c => false),
        };
    }

    /// <summary>Those that lists show: neither merged nor deleted.</summary>
    public static IQueryable<Contact> Alive(this IQueryable<Contact> contacts) =>
        contacts.Where(c => c.MergedIntoId == null && c.DeletedAt == null);

    /// <summary>
    /// Locks a contact for the rest of the transaction, and reads it. The update comes before the read: edits of one contact queue in the
    /// store, each sees what the one before it left, and none has to be tried again.
    /// </summary>
    /// <returns>The contact, tracked, with its next revision; null when the caller cannot reach it, or it is deleted.</returns>
    public static async Task<Contact?> LockAsync(
        CallTrackingDbContext context, Caller caller, Permission permission, Guid id, DateTimeOffset now, CancellationToken cancellationToken,
        bool evenDeleted = false)
    {
        var reached = Reach(context, caller, permission).Where(c => c.Id == id && (evenDeleted || c.DeletedAt == null));
        var locked = await reached.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Revision, c => c.Revision + 1), cancellationToken).ConfigureAwait(false);
        if (locked == 0)
        {
            return null;
        }

        var contact = await context.Set<Contact>().AsTracking().SingleAsync(c => c.Id == id, cancellationToken).ConfigureAwait(false);
        contact.UpdatedAt = now;
        return contact;
    }

    /// <summary>Takes a lock's traces back: nothing changed, and nobody's revision is stale.</summary>
    public static void Untouch(CallTrackingDbContext context, Contact contact)
    {
        contact.Revision--;
        contact.UpdatedAt = context.Entry(contact).OriginalValues.GetValue<DateTimeOffset>(nameof(Contact.UpdatedAt));
    }

    /// <summary>The same for whoever the contact is now: a merged one stands for the one that it was merged into.</summary>
    public static async Task<Contact?> LockSurvivorAsync(
        CallTrackingDbContext context, Caller caller, Permission permission, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var step = 0; step < LongestChain; step++)
        {
            // Looked up without a lock first, so that the row of a merged contact is not touched.
            var into = await context.Set<Contact>().Where(c => c.Id == id).Select(c => c.MergedIntoId).FirstOrDefaultAsync(cancellationToken)
                .ConfigureAwait(false);
            if (into is { } survivor)
            {
                id = survivor;
                continue;
            }

            var contact = await LockAsync(context, caller, permission, id, now, cancellationToken).ConfigureAwait(false);
            if (contact?.MergedIntoId is not { } later)
            {
                return contact;
            }

            id = later;
        }

        return null;
    }

    /// <summary>All ids that a contact has: its own and those of the contacts that were merged into it, however long ago.</summary>
    public static async Task<List<Guid>> IdentitiesAsync(CallTrackingDbContext context, Guid id, CancellationToken cancellationToken)
    {
        List<Guid> all = [id];
        List<Guid> newest = [id];
        while (newest.Count > 0)
        {
            newest = await context.Set<Contact>().Where(c => c.MergedIntoId != null && newest.Contains(c.MergedIntoId.Value)).Select(c => c.Id)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            newest.RemoveAll(all.Contains);
            all.AddRange(newest);
        }

        return all;
    }

    /// <summary>The contact that a merged one is now; itself when it was not merged.</summary>
    public static async Task<Guid> SurvivorAsync(CallTrackingDbContext context, Guid id, CancellationToken cancellationToken)
    {
        for (var step = 0; step < LongestChain; step++)
        {
            var into = await context.Set<Contact>().Where(c => c.Id == id).Select(c => c.MergedIntoId).FirstOrDefaultAsync(cancellationToken)
                .ConfigureAwait(false);
            if (into is not { } next)
            {
                break;
            }

            id = next;
        }

        return id;
    }

    /// <summary>Hides what the caller may not see. The entities must be untracked.</summary>
    public static ContactDetails Mask(ContactDetails details, Caller caller)
    {
        var masks = caller.Access.Masks;
        if (caller.Access.Hides(FieldMask.Debt))
        {
            (details.Contact.Debt, details.Contact.DebtCurrency) = (null, null);
        }

        if (caller.Access.Hides(FieldMask.Numbers))
        {
            foreach (var number in details.Numbers)
            {
                (number.Raw, number.E164, number.NationalReversed) = (MaskNumber(number.E164 ?? number.Raw), null, null);
            }
        }

        return details with { Masked = masks };
    }

    /// <summary>A number with all but its last two digits hidden.</summary>
    public static string MaskNumber(string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        var shown = digits > 4 ? 2 : 0;
        var seen = 0;
        return string.Create(number.Length, (number, digits, shown), (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var letter = state.number[i];
                var isShown = char.IsAsciiDigit(letter) && ++seen > state.digits - state.shown;
                span[i] = isShown || letter == '+' ? letter : '•';
            }
        });
    }
}
