using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>Merging and splitting, and taking either back.</content>
public sealed partial class ContactBook
{
    /// <summary>
    /// Makes two contacts one. The survivor keeps what it has, takes what it lacks, and gets the other one's numbers and addresses. Calls, notes
    /// and history of the other one stay with it and are shown with the survivor's. Needs <see cref="Permission.ContactsImport"/>.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="survivor">The contact that stays.</param>
    /// <param name="other">The contact that is merged into it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The merge, by which <see cref="UndoMergeAsync"/> takes it back; null when the caller does not reach both.</returns>
    /// <exception cref="ContactRejectedException">One of them was merged before (<c>contact.merged</c>), both are one
    /// (<c>merge.self</c>), or a person is to be merged with an organisation (<c>merge.kind</c>).</exception>
    public Task<ContactMerge?> MergeAsync(Caller caller, Guid survivor, Guid other, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsImport);
        if (survivor == other)
        {
            throw new ContactRejectedException("merge.self", null, "Both are the same contact: name two.");
        }

        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            if (await LockBothAsync(context, caller, survivor, other, now, token).ConfigureAwait(false) is not { } pair)
            {
                return null;
            }

            var (to, from) = pair;
            if (to.Kind != from.Kind)
            {
                throw new ContactRejectedException("merge.kind", "kind", "A person and an organisation cannot be one contact: change the kind of one first.");
            }

            var catalogue = await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false);
            var numbers = await MoveNumbersAsync(context, from.Id, to.Id, null, token).ConfigureAwait(false);
            var emails = await MoveEmailsAsync(context, from.Id, to.Id, null, token).ConfigureAwait(false);

            // The other one leaves first: a key that it has may become the survivor's.
            from.MergedIntoId = to.Id;
            context.ChangeTracker.DetectChanges();
            await context.SaveChangesAsync(token).ConfigureAwait(false);
            var changes = Lacking(to, from);
            ContactProperties.Set(to, changes.Select(change => (change.Field, change.After)), catalogue.Fields);
            var merge = new ContactMerge
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                Kind = ContactMergeKind.Merge,
                ContactId = to.Id,
                OtherId = from.Id,
                At = now,
                ByEmployee = caller.Employee,
                Numbers = numbers,
                Emails = emails,
                Changes = changes,
            };
            context.Add(merge);
            Audit(context, caller, now, "contact.merge", to.Id, [new ContactChange("merged", null, from.Id.ToString()), .. changes]);
            return merge;
        }, cancellationToken);
    }

    /// <summary>
    /// Makes one contact two: chosen numbers, addresses and notes go to a new one. Calls that are bound to the contact stay with it, as they do
    /// when a number changes owner. Needs <see cref="Permission.ContactsImport"/>.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="draft">The new contact; it may bring numbers and addresses of its own.</param>
    /// <param name="parts">Ids of the contact's numbers, addresses and notes that go to the new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The split, by which <see cref="UndoMergeAsync"/> takes it back; <see cref="ContactMerge.OtherId"/> is the new contact. Null when
    /// the caller reaches no such contact.</returns>
    /// <exception cref="ContactRejectedException">One of the parts is none of the contact's (<c>split.parts</c>).</exception>
    public Task<ContactMerge?> SplitAsync(
        Caller caller, Guid id, ContactDraft draft, IReadOnlyCollection<Guid> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(parts);
        caller.Demand(Permission.ContactsImport);
        caller.Demand(Permission.ContactsEdit);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await LockAsync(context, caller, Permission.ContactsImport, id, null, now, token).ConfigureAwait(false);
            if (contact is null)
            {
                return null;
            }

            var created = await AddAsync(context, caller, draft, ContactNumberSource.Entered, token).ConfigureAwait(false);
            var wanted = parts.Distinct().ToList();
            var numbers = await MoveNumbersAsync(context, id, created.Id, wanted, token).ConfigureAwait(false);
            var emails = await MoveEmailsAsync(context, id, created.Id, wanted, token).ConfigureAwait(false);
            var notes = await context.Set<ContactNote>().AsTracking().Where(n => n.ContactId == id && wanted.Contains(n.Id)).ToListAsync(token)
                .ConfigureAwait(false);
            notes.ForEach(note => note.ContactId = created.Id);
            if (numbers.Count + emails.Count + notes.Count != wanted.Count)
            {
                throw new ContactRejectedException(
                    "split.parts", null, "One of the parts is no number, address or note of this contact, or the new one has it already: read it again.");
            }

            var split = new ContactMerge
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                Kind = ContactMergeKind.Split,
                ContactId = id,
                OtherId = created.Id,
                At = now,
                ByEmployee = caller.Employee,
                Numbers = numbers,
                Emails = emails,
                Notes = [.. notes.Select(note => note.Id)],
            };
            context.Add(split);
            Audit(context, caller, now, "contact.split", id, [new ContactChange("split", null, created.Id.ToString())]);
            return split;
        }, cancellationToken);
    }

    /// <summary>
    /// Takes a merge or a split back. What was changed since stays as it is now: a merged contact gets back the numbers that the survivor still
    /// has, and the survivor gives back what it took over and still has unchanged; the new contact of a split is merged into the original. Needs
    /// <see cref="Permission.ContactsImport"/>.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="mergeId">The merge or split.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such merge, or it was taken back before.</returns>
    /// <exception cref="ContactRejectedException">The survivor was itself merged since (<c>merge.later</c>): take that back first.</exception>
    public Task<bool> UndoMergeAsync(Caller caller, Guid mergeId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsImport);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var seen = await context.Set<ContactMerge>().SingleOrDefaultAsync(m => m.Id == mergeId, token).ConfigureAwait(false);
            if (seen?.UndoneAt is not null || seen is null
                || await LockPairAsync(context, caller, seen.ContactId, seen.OtherId, now, token).ConfigureAwait(false) is not { } pair)
            {
                return false;
            }

            // Read under the lock: somebody may have taken it back a moment ago.
            var merge = await context.Set<ContactMerge>().AsTracking().SingleAsync(m => m.Id == mergeId, token).ConfigureAwait(false);
            if (merge.UndoneAt is not null)
            {
                ContactAccess.Untouch(context, pair.To);
                ContactAccess.Untouch(context, pair.From);
                return false;
            }

            merge.UndoneAt = now;
            if (pair.To.MergedIntoId is not null || (merge.Kind == ContactMergeKind.Split && pair.From.MergedIntoId is not null))
            {
                throw new ContactRejectedException("merge.later", null, "The contact was merged into another since: take that merge back first.");
            }

            await (merge.Kind == ContactMergeKind.Merge
                ? SeparateAsync(context, merge, pair.To, pair.From, token)
                : RejoinAsync(context, merge, pair.To, pair.From, token)).ConfigureAwait(false);
            Audit(context, caller, now, "contact.merge.undo", merge.ContactId, [new ContactChange("merge", mergeId.ToString(), null)]);
            return true;
        }, cancellationToken);
    }

    /// <summary>Merges and splits of a contact, the latest first. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact, the surviving or the other one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<ContactMerge>> ListMergesAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<IReadOnlyList<ContactMerge>>(_contexts, caller, async context =>
            await ContactAccess.Reach(context, caller, Permission.ContactsRead).AnyAsync(c => c.Id == id, cancellationToken).ConfigureAwait(false)
                ? [.. (await context.Set<ContactMerge>().Where(m => m.ContactId == id || m.OtherId == id)
                    .OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(MaxLimit).ToListAsync(cancellationToken).ConfigureAwait(false))
                    .Select(merge => Masked(merge, caller))]
                : []);
    }

    private static ContactMerge Masked(ContactMerge merge, Caller caller) => !caller.Access.Hides(FieldMask.Debt) ? merge : new ContactMerge
    {
        Tenant = merge.Tenant,
        Id = merge.Id,
        Kind = merge.Kind,
        ContactId = merge.ContactId,
        OtherId = merge.OtherId,
        At = merge.At,
        ByEmployee = merge.ByEmployee,
        UndoneAt = merge.UndoneAt,
        Numbers = merge.Numbers,
        Emails = merge.Emails,
        Notes = merge.Notes,
        Changes = [.. merge.Changes.Where(change => !change.Field.StartsWith(ContactProperties.Debt, StringComparison.Ordinal))],
    };

    private static async Task SeparateAsync(CallTrackingDbContext context, ContactMerge merge, Contact survivor, Contact other, CancellationToken cancellationToken)
    {
        var catalogue = await ContactCatalogue.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        ContactProperties.Revert(survivor, merge.Changes, catalogue.Fields);
        context.ChangeTracker.DetectChanges();
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        if (other.ExternalId is { } key && await context.Set<Contact>().Alive().AnyAsync(c => c.ExternalId == key && c.Id != other.Id, cancellationToken)
            .ConfigureAwait(false))
        {
            // Another contact was given the key since; it keeps it.
            other.ExternalId = null;
        }

        other.MergedIntoId = null;
        await MoveNumbersAsync(context, survivor.Id, other.Id, merge.Numbers, cancellationToken).ConfigureAwait(false);
        await MoveEmailsAsync(context, survivor.Id, other.Id, merge.Emails, cancellationToken).ConfigureAwait(false);
    }

    private static async Task RejoinAsync(CallTrackingDbContext context, ContactMerge split, Contact original, Contact created, CancellationToken cancellationToken)
    {
        created.MergedIntoId = original.Id;
        await MoveNumbersAsync(context, created.Id, original.Id, null, cancellationToken).ConfigureAwait(false);
        await MoveEmailsAsync(context, created.Id, original.Id, null, cancellationToken).ConfigureAwait(false);
        foreach (var note in await context.Set<ContactNote>().AsTracking().Where(n => n.ContactId == created.Id && split.Notes.Contains(n.Id))
            .ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            note.ContactId = original.Id;
        }
    }

    /// <summary>What the survivor lacks and the other one has. A debt goes with its currency, and is never added to another.</summary>
    private static List<ContactChange> Lacking(Contact survivor, Contact other)
    {
        var (has, offered) = (ContactProperties.Of(survivor), ContactProperties.Of(other));
        return
        [
            .. ContactProperties.Compare(has, offered).Where(change => change.Before is null && change.After is not null
                && (change.Field is not "departmentId" || survivor.ResponsibleId is null)
                && (change.Field is not "organisationId" || change.After != survivor.Id.ToString())),
        ];
    }

    private static async Task<List<Guid>> MoveNumbersAsync(
        CallTrackingDbContext context, Guid from, Guid to, IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        var (moving, there) = (await ContactReading.NumbersAsync(context, from, cancellationToken).ConfigureAwait(false),
            await ContactReading.NumbersAsync(context, to, cancellationToken).ConfigureAwait(false));
        var moved = moving.FindAll(n => only?.Contains(n.Id) != false
            && !there.Exists(other => n.E164 is null ? other.E164 is null && other.Raw == n.Raw : other.E164 == n.E164));
        foreach (var number in moved)
        {
            number.ContactId = to;
            number.IsPrimary &= !there.Exists(n => n.IsPrimary);
        }

        MakeOnePrimary(moving.Except(moved));
        MakeOnePrimary(there.Concat(moved));
        return moved.ConvertAll(n => n.Id);
    }

    private static void MakeOnePrimary(IEnumerable<ContactNumber> numbers)
    {
        var all = numbers.ToList();
        if (all.Count > 0 && !all.Exists(n => n.IsPrimary))
        {
            all[0].IsPrimary = true;
        }
    }

    private static async Task<List<Guid>> MoveEmailsAsync(
        CallTrackingDbContext context, Guid from, Guid to, IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        var (moving, there) = (await ContactReading.EmailsAsync(context, from, cancellationToken).ConfigureAwait(false),
            await ContactReading.EmailsAsync(context, to, cancellationToken).ConfigureAwait(false));
        var moved = moving.FindAll(e => only?.Contains(e.Id) != false && !there.Exists(other => other.Normalized == e.Normalized));
        foreach (var email in moved)
        {
            email.ContactId = to;
            email.IsPrimary &= !there.Exists(e => e.IsPrimary);
        }

        return moved.ConvertAll(e => e.Id);
    }

    /// <summary>Locks two contacts that are neither merged nor deleted.</summary>
    private static async Task<(Contact To, Contact From)?> LockBothAsync(
        CallTrackingDbContext context, Caller caller, Guid to, Guid from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pair = await LockPairAsync(context, caller, to, from, now, cancellationToken).ConfigureAwait(false);
        return pair is not { } both || (both.To.MergedIntoId ?? both.From.MergedIntoId) is not { } survivor
            ? pair
            : throw new ContactRejectedException("contact.merged", null, $"One of the contacts was merged into {survivor} before: use that one.");
    }

    // In the order of their ids, so that two who lock the same pair wait for each other instead of forming a circle.
    private static async Task<(Contact To, Contact From)?> LockPairAsync(
        CallTrackingDbContext context, Caller caller, Guid to, Guid from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (low, high) = to < from ? (to, from) : (from, to);
        var first = await ContactAccess.LockAsync(context, caller, Permission.ContactsImport, low, now, cancellationToken).ConfigureAwait(false);
        var second = first is null ? null
            : await ContactAccess.LockAsync(context, caller, Permission.ContactsImport, high, now, cancellationToken).ConfigureAwait(false);
        if (second is null)
        {
            if (first is not null)
            {
                ContactAccess.Untouch(context, first);
            }

            return null;
        }

        return low == to ? (first!, second) : (second, first!);
    }
}
