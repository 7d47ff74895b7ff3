using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>Numbers and e-mail addresses.</content>
public sealed partial class ContactBook
{
    /// <summary>Adds a number to a contact; a number that it has already is not added twice. A contact that was merged meanwhile stands for
    /// the one that it was merged into. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="number">The number.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number; null when the caller reaches no such contact.</returns>
    public Task<ContactNumber?> AddNumberAsync(
        Caller caller, Guid id, NewContactNumber number, ContactNumberSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(number);
        caller.Demand(Permission.ContactsEdit);
        return StoreWork.WriteAsync(_contexts, caller, (context, token) => AddNumberAsync(context, caller, id, number, source, token), cancellationToken);
    }

    /// <summary>Changes what is said of a number: its kind, its label, whether it is the first to dial. Needs
    /// <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="numberId">The number.</param>
    /// <param name="kind">Its kind; null to leave it.</param>
    /// <param name="label">Its label; null to leave it, empty for none.</param>
    /// <param name="isPrimary">Whether it becomes the first to dial; false leaves that as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such number.</returns>
    public Task<bool> EditNumberAsync(
        Caller caller, Guid id, Guid numberId, ContactNumberKind? kind, string? label, bool isPrimary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        if (kind is { } known && !Enum.IsDefined(known))
        {
            throw new ContactRejectedException("number.kind", "numbers", "A number is mobile, landline, work, extension, fax or other.");
        }

        var text = ContactText.Clean(label);
        if (text?.Length > ContactModel.LabelLength)
        {
            throw new ContactRejectedException("numbers.long", "numbers", "The label is longer than 100 characters: shorten it.");
        }

        return ChangeAsync(caller, id, async (context, contact, now, token) =>
        {
            var numbers = await ContactReading.NumbersAsync(context, contact.Id, token).ConfigureAwait(false);
            if (numbers.Find(n => n.Id == numberId) is not { } number)
            {
                return false;
            }

            number.Kind = kind ?? number.Kind;
            number.Label = label is null ? number.Label : text;
            if (isPrimary)
            {
                numbers.ForEach(other => other.IsPrimary = other == number);
            }

            AuditText(context, caller, now, "contact.number.edit", contact.Id, "numbers", null, number.E164 ?? number.Raw);
            return true;
        }, cancellationToken);
    }

    /// <summary>Takes a number from a contact. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="numberId">The number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such number.</returns>
    public Task<bool> RemoveNumberAsync(Caller caller, Guid id, Guid numberId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        return ChangeAsync(caller, id, async (context, contact, now, token) =>
        {
            var numbers = await ContactReading.NumbersAsync(context, contact.Id, token).ConfigureAwait(false);
            if (numbers.Find(n => n.Id == numberId) is not { } number)
            {
                return false;
            }

            context.Remove(number);
            if (number.IsPrimary && numbers.Find(n => n != number) is { } next)
            {
                next.IsPrimary = true;
            }

            AuditText(context, caller, now, "contact.number.remove", contact.Id, "numbers", number.E164 ?? number.Raw, null);
            return true;
        }, cancellationToken);
    }

    /// <summary>Adds an e-mail address to a contact; one that it has already is not added twice. Needs
    /// <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="email">The address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The address; null when the caller reaches no such contact.</returns>
    public Task<ContactEmail?> AddEmailAsync(Caller caller, Guid id, NewContactEmail email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(email);
        caller.Demand(Permission.ContactsEdit);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await ContactAccess.LockSurvivorAsync(context, caller, Permission.ContactsEdit, id, now, token).ConfigureAwait(false);
            if (contact is null)
            {
                return null;
            }

            var emails = await ContactReading.EmailsAsync(context, contact.Id, token).ConfigureAwait(false);
            var before = emails.Count;
            var writer = Writer(context, caller, await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false), now);
            var added = writer.AddEmail(contact.Id, emails, email);
            ThrowIfAny(writer.Problems);
            if (emails.Count == before)
            {
                ContactAccess.Untouch(context, contact);
            }
            else
            {
                AuditText(context, caller, now, "contact.email.add", contact.Id, "emails", null, added!.Address);
            }

            return added;
        }, cancellationToken);
    }

    /// <summary>Takes an e-mail address from a contact. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="emailId">The address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such address.</returns>
    public Task<bool> RemoveEmailAsync(Caller caller, Guid id, Guid emailId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        return ChangeAsync(caller, id, async (context, contact, now, token) =>
        {
            var emails = await ContactReading.EmailsAsync(context, contact.Id, token).ConfigureAwait(false);
            if (emails.Find(e => e.Id == emailId) is not { } email)
            {
                return false;
            }

            context.Remove(email);
            if (email.IsPrimary && emails.Find(e => e != email) is { } next)
            {
                next.IsPrimary = true;
            }

            AuditText(context, caller, now, "contact.email.remove", contact.Id, "emails", email.Address, null);
            return true;
        }, cancellationToken);
    }

    /// <summary>Adds a number within somebody else's piece of work, a call's for instance.</summary>
    internal async Task<ContactNumber?> AddNumberAsync(
        CallTrackingDbContext context, Caller caller, Guid id, NewContactNumber number, ContactNumberSource source, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var contact = await ContactAccess.LockSurvivorAsync(context, caller, Permission.ContactsEdit, id, now, cancellationToken).ConfigureAwait(false);
        if (contact is null)
        {
            return null;
        }

        var numbers = await ContactReading.NumbersAsync(context, contact.Id, cancellationToken).ConfigureAwait(false);
        var before = numbers.Count;
        var writer = Writer(context, caller, await ContactCatalogue.LoadAsync(context, cancellationToken).ConfigureAwait(false), now);
        var added = writer.AddNumber(contact.Id, numbers, number, source);
        ThrowIfAny(writer.Problems);
        if (numbers.Count == before)
        {
            ContactAccess.Untouch(context, contact);
        }
        else
        {
            AuditText(context, caller, now, "contact.number.add", contact.Id, "numbers", null, added!.E164 ?? added.Raw);
        }

        return added;
    }

    /// <summary>A change of what belongs to a contact, under its lock.</summary>
    private Task<bool> ChangeAsync(
        Caller caller, Guid id, Func<CallTrackingDbContext, Contact, DateTimeOffset, CancellationToken, Task<bool>> change,
        CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await LockAsync(context, caller, Permission.ContactsEdit, id, null, now, token).ConfigureAwait(false);
            if (contact is null)
            {
                return false;
            }

            var done = await change(context, contact, now, token).ConfigureAwait(false);
            if (!done)
            {
                ContactAccess.Untouch(context, contact);
            }

            return done;
        }, cancellationToken);
}
