using CallTracking.Access;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Contacts;

/// <summary>The customer base: who the contacts are, their numbers, statuses, notes and photos.</summary>
/// <remarks>
/// Safe for concurrent use. Every method is made for a caller and throws <see cref="AccessDeniedException"/> when he may not do it at all; a
/// contact out of his reach is as if it were not there. Edits of one contact queue in the store, so that none is lost; whoever wants to be
/// told that somebody was faster gives the revision that he read and gets <see cref="RevisionConflictException"/>. What cannot be taken throws
/// <see cref="ContactRejectedException"/> with all that is wrong. Every method throws <see cref="LedgerStoreException"/> when the store
/// cannot be used.
/// </remarks>
public sealed partial class ContactBook
{
    /// <summary>The largest page: 500 contacts.</summary>
    public const int MaxLimit = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TimeProvider _time;
    private readonly NumberPlan _plan;
    private readonly ContactOptions _options;
    private readonly IPhotoEncoder? _photos;

    internal ContactBook(
        ICallTrackingDbContextFactory contexts, TimeProvider time, NumberPlan plan, IOptions<ContactOptions> options, IPhotoEncoder? photos)
    {
        _contexts = contexts;
        _time = time;
        _plan = plan;
        _options = options.Value;
        _photos = photos;
    }

    /// <summary>Adds a contact with its first numbers and addresses. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf. One who reaches only his own contacts becomes responsible when the draft names nobody.</param>
    /// <param name="draft">The contact.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ContactDetails> CreateAsync(Caller caller, ContactDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        caller.Demand(Permission.ContactsEdit);
        var id = await StoreWork.WriteAsync(
            _contexts, caller,
            async (context, token) => (await AddAsync(context, caller, draft, ContactNumberSource.Entered, token).ConfigureAwait(false)).Id,
            cancellationToken).ConfigureAwait(false);
        return (await StoreWork.ReadAsync(
            _contexts, caller, context => ContactReading.OneAsync(context, caller, context.Set<Contact>(), id, cancellationToken)).ConfigureAwait(false))!;
    }

    /// <summary>Changes a contact. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="edit">Changes the draft, which begins as the contact is now. It may be called more than once, and while the contact is
    /// locked: it should do nothing else. Numbers and addresses that it adds are added.</param>
    /// <param name="expectedRevision">The revision that the change is meant for; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The contact as it is then; null when the caller reaches no such contact.</returns>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    /// <exception cref="ContactRejectedException">It cannot be so, or was merged into another (<c>contact.merged</c>).</exception>
    public async Task<ContactDetails?> UpdateAsync(
        Caller caller, Guid id, Action<ContactDraft> edit, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(edit);
        caller.Demand(Permission.ContactsEdit);
        var found = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await LockAsync(context, caller, Permission.ContactsEdit, id, expectedRevision, now, token).ConfigureAwait(false);
            if (contact is null)
            {
                return false;
            }

            var catalogue = await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false);
            var draft = ContactDraft.Of(contact, ContactFieldValues.Parse(contact.CustomFields));
            if (caller.Access.Hides(FieldMask.Debt))
            {
                (draft.Debt, draft.DebtCurrency) = (null, null);
            }

            edit(draft);
            var writer = Writer(context, caller, catalogue, now);
            var changes = writer.Apply(contact, draft).ToList();
            await CheckReferencesAsync(context, contact, changes, writer.Problems, token).ConfigureAwait(false);
            var added = await AddPartsAsync(context, writer, contact, draft, token).ConfigureAwait(false);
            ThrowIfAny(writer.Problems);
            if (changes.Count + added == 0)
            {
                ContactAccess.Untouch(context, contact);
            }
            else
            {
                Audit(context, caller, now, "contact.update", contact.Id, changes);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
        return found ? await AfterAsync(caller, id, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Sets a contact's status with a reason for its history. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="status">The status; null for none.</param>
    /// <param name="reason">Why; null for no words.</param>
    /// <param name="expectedRevision">The revision that the change is meant for; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The contact as it is then; null when the caller reaches no such contact.</returns>
    public Task<ContactDetails?> SetStatusAsync(
        Caller caller, Guid id, Guid? status, string? reason, long? expectedRevision, CancellationToken cancellationToken) =>
        UpdateAsync(caller, id, draft => (draft.StatusId, draft.StatusReason) = (status, reason), expectedRevision, cancellationToken);

    /// <summary>Deletes a contact: nothing shows it any more and no number finds it, and <see cref="RestoreAsync"/> brings it back. Needs
    /// <see cref="Permission.ContactsDelete"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="expectedRevision">The revision that is meant; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such contact.</returns>
    public Task<bool> DeleteAsync(Caller caller, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsDelete);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await LockAsync(context, caller, Permission.ContactsDelete, id, expectedRevision, now, token).ConfigureAwait(false);
            if (contact is not null)
            {
                contact.DeletedAt = now;
                Audit(context, caller, now, "contact.delete", id);
            }

            return contact is not null;
        }, cancellationToken);
    }

    /// <summary>Brings a deleted contact back. Needs <see cref="Permission.ContactsDelete"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such contact, or it is not deleted.</returns>
    public Task<bool> RestoreAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsDelete);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await ContactAccess.LockAsync(context, caller, Permission.ContactsDelete, id, now, token, evenDeleted: true).ConfigureAwait(false);
            if (contact?.DeletedAt is null)
            {
                if (contact is not null)
                {
                    ContactAccess.Untouch(context, contact);
                }

                return false;
            }

            if (contact.ExternalId is { } key && await context.Set<Contact>().Alive().AnyAsync(c => c.ExternalId == key && c.Id != id, token).ConfigureAwait(false))
            {
                // Somebody else has the key by now; the contact comes back without it.
                contact.ExternalId = null;
            }

            contact.DeletedAt = null;
            Audit(context, caller, now, "contact.restore", id);
            return true;
        }, cancellationToken);
    }

    /// <summary>Adds a contact within somebody else's piece of work.</summary>
    internal async Task<Contact> AddAsync(
        CallTrackingDbContext context, Caller caller, ContactDraft draft, ContactNumberSource source, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var catalogue = await ContactCatalogue.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        var writer = Writer(context, caller, catalogue, now);
        var contact = writer.Create(Guid.CreateVersion7(now), draft);
        if (contact.ResponsibleId is null && caller.Access.ScopeOf(Permission.ContactsEdit) is AccessScope.Own or AccessScope.Team)
        {
            contact.ResponsibleId = caller.Employee;
        }

        List<ContactChange> changes = [.. ContactProperties.Compare(new Dictionary<string, string>(), ContactProperties.Of(contact))];
        await CheckReferencesAsync(context, contact, changes, writer.Problems, cancellationToken).ConfigureAwait(false);
        List<ContactNumber> numbers = [];
        foreach (var number in draft.Numbers)
        {
            writer.AddNumber(contact.Id, numbers, number, source);
        }

        List<ContactEmail> emails = [];
        foreach (var email in draft.Emails)
        {
            writer.AddEmail(contact.Id, emails, email);
        }

        ThrowIfAny(writer.Problems);
        Audit(context, caller, now, "contact.create", contact.Id, changes);
        return contact;
    }

    private async Task<ContactDetails?> AfterAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        await StoreWork.ReadAsync(
            _contexts, caller, context => ContactReading.OneAsync(context, caller, context.Set<Contact>(), id, cancellationToken)).ConfigureAwait(false);

    private ContactWriter Writer(CallTrackingDbContext context, Caller caller, ContactCatalogue catalogue, DateTimeOffset now) =>
        new(caller, catalogue, _plan, now, entity => context.Add(entity));

    private static async Task<Contact?> LockAsync(
        CallTrackingDbContext context, Caller caller, Permission permission, Guid id, long? expected, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var contact = await ContactAccess.LockAsync(context, caller, permission, id, now, cancellationToken).ConfigureAwait(false);
        if (contact is not null && expected is { } revision && contact.Revision - 1 != revision)
        {
            throw new RevisionConflictException("contact", id, revision, contact.Revision - 1);
        }

        return contact?.MergedIntoId is not { } survivor ? contact : throw new ContactRejectedException(
            "contact.merged", null, $"The contact was merged into {survivor}: change that one.");
    }

    private static async Task<int> AddPartsAsync(
        CallTrackingDbContext context, ContactWriter writer, Contact contact, ContactDraft draft, CancellationToken cancellationToken)
    {
        var added = 0;
        if (draft.Numbers.Count > 0)
        {
            var numbers = await ContactReading.NumbersAsync(context, contact.Id, cancellationToken).ConfigureAwait(false);
            var before = numbers.Count;
            foreach (var number in draft.Numbers)
            {
                writer.AddNumber(contact.Id, numbers, number, ContactNumberSource.Entered);
            }

            added += numbers.Count - before;
        }

        if (draft.Emails.Count > 0)
        {
            var emails = await ContactReading.EmailsAsync(context, contact.Id, cancellationToken).ConfigureAwait(false);
            var before = emails.Count;
            foreach (var email in draft.Emails)
            {
                writer.AddEmail(contact.Id, emails, email);
            }

            added += emails.Count - before;
        }

        return added;
    }

    private static void ThrowIfAny(List<ContactProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new ContactRejectedException(problems);
        }
    }
}
