using CallTracking.Contacts;
using CallTracking.Identification;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>Contacts that become known after the call: somebody said who it was, a number was added, two contacts were merged.</content>
internal sealed partial class ObligationLedger
{
    /// <summary>Obligations whose customer is known by now, or is somebody else's, at most so many.</summary>
    public async Task<List<(Guid Obligation, Guid Contact)>> FindKnownAsync(int limit, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, Guid>();
        var open = _context.Set<Obligation>().Where(one => one.IsOpen);

        // Somebody, or the identification, tied one of the calls to a contact.
        foreach (var pair in await open.Where(one => one.ContactId == null)
            .Join(Rows, one => one.Id, row => row.ObligationId, (one, row) => new { one.Id, row.CallId, row.At })
            .Join(_context.Set<CallContact>().Where(link => link.ContactId != CallContact.Nobody), one => one.CallId, link => link.CallId, (one, link) => new { one.Id, link.ContactId, one.At, link.CallId })
            .OrderByDescending(one => one.At).ThenBy(one => one.CallId).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            found.TryAdd(pair.Id, pair.ContactId);
        }

        // The number was added to one contact, and to no other.
        foreach (var pair in await open.Where(one => one.ContactId == null)
            .Join(_context.Set<ContactNumber>(), one => one.NumberKey, number => number.E164, (one, number) => new { one.Id, one.NumberKey, number.ContactId })
            .OrderBy(one => one.Id).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            var owners = await _customers.OwnersOf(pair.NumberKey).Take(2).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (owners.Count == 1)
            {
                found.TryAdd(pair.Id, owners[0]);
            }
        }

        foreach (var pair in await open.Where(one => one.ContactId != null)
            .Join(_context.Set<Contact>(), one => one.ContactId, contact => contact.Id, (one, contact) => new { one.Id, contact.MergedIntoId })
            .Where(one => one.MergedIntoId != null).OrderBy(one => one.Id).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            found.TryAdd(pair.Id, pair.MergedIntoId!.Value);
        }

        return [.. found.Select(static pair => (pair.Key, pair.Value))];
    }

    /// <summary>It became known who waits: his obligations become one, and what he said meanwhile from any of his numbers counts.</summary>
    public async Task SetContactAsync(Guid id, Guid contact, DateTimeOffset now, CancellationToken cancellationToken)
    {
        contact = await _customers.StandingForAsync(contact, cancellationToken).ConfigureAwait(false);
        if (await Obligations.SingleOrDefaultAsync(one => one.Id == id && one.IsOpen, cancellationToken).ConfigureAwait(false) is not { } obligation
            || obligation.ContactId == contact)
        {
            return;
        }

        // The younger one goes into the older one before that gets the contact: a customer has one open obligation.
        if (await Obligations.SingleOrDefaultAsync(one => one.ContactId == contact && one.IsOpen, cancellationToken).ConfigureAwait(false) is { } other)
        {
            var isOlder = (other.OpenedAt, other.Id).CompareTo((obligation.OpenedAt, obligation.Id)) < 0;
            var (older, younger) = isOlder ? (other, obligation) : (obligation, other);
            await TakeOverAsync(older, younger, cancellationToken).ConfigureAwait(false);
            obligation = older;
        }

        await KnowContactAsync(obligation, contact, now, cancellationToken).ConfigureAwait(false);
        await SaveAsync(cancellationToken).ConfigureAwait(false);
        await RecheckAsync(obligation, cancellationToken).ConfigureAwait(false);
        Detach();
    }

    /// <summary>Looks in the ledger for evidence that an open obligation was not told of.</summary>
    public async Task RecheckAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await Obligations.SingleOrDefaultAsync(one => one.Id == id && one.IsOpen, cancellationToken).ConfigureAwait(false) is { } obligation)
        {
            await RecheckAsync(obligation, cancellationToken).ConfigureAwait(false);
            Detach();
        }
    }

    private async Task RecheckAsync(Obligation obligation, CancellationToken cancellationToken)
    {
        var numbers = await NumbersOfAsync(obligation.ContactId, obligation.NumberKey, obligation.Id, cancellationToken).ConfigureAwait(false);
        if (await _customers.FirstEvidenceAsync(obligation.ContactId, numbers, obligation.OpenedAt, null, cancellationToken).ConfigureAwait(false)
            is { } evidence)
        {
            await CloseAsync(obligation, evidence, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task KnowContactAsync(Obligation obligation, Guid contact, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await Rows.Where(row => row.ObligationId == obligation.Id && row.ContactId != contact)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ContactId, (Guid?)contact), cancellationToken).ConfigureAwait(false);
        if (obligation.ContactId == contact)
        {
            return;
        }

        obligation.ContactId = contact;
        Write(obligation, ObligationEventKind.ContactKnown, at, null, rule: "contactKnown", note: contact.ToString());
        if (obligation.OwnerRule == AssignedRule || !obligation.IsOpen)
        {
            return;
        }

        var call = await _context.Calls.SingleOrDefaultAsync(one => one.Id == obligation.LastCallId, cancellationToken).ConfigureAwait(false);
        var owner = await _owners.FindAsync(contact, obligation.NumberKey, call, obligation.OpenedAt, cancellationToken).ConfigureAwait(false);
        Give(obligation, owner, at, null, isSettled: false);
    }
}
