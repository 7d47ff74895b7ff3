using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>
/// A customer's waiting as episodes: each begins with an unserved call and ends with the first evidence after it. Calls and evidence
/// that become known late stretch, split and join them.
/// </content>
internal sealed partial class ObligationLedger
{
    /// <summary>Finds the obligation that covers an unserved call, or opens one.</summary>
    private async Task PlaceAsync(ObligationCall row, Call? call, CancellationToken cancellationToken)
    {
        var (contact, number, at) = (row.ContactId, row.NumberKey!, row.At);
        var open = await OpenOfAsync(contact, number, cancellationToken).ConfigureAwait(false);
        if (open is not null && at >= open.OpenedAt)
        {
            await JoinAsync(open, row, cancellationToken).ConfigureAwait(false);
            return;
        }

        var covering = await Live(Of(contact, number)).Where(one => one.OpenedAt <= at).OrderByDescending(one => one.OpenedAt)
            .ThenByDescending(one => one.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (covering is not null && (covering.IsOpen || covering.ClosedAt >= at))
        {
            await JoinAsync(covering, row, cancellationToken).ConfigureAwait(false);
            return;
        }

        var evidence = await _customers.FirstEvidenceAsync(
            contact, await NumbersOfAsync(contact, number, null, cancellationToken).ConfigureAwait(false), at, row.CallId, cancellationToken)
            .ConfigureAwait(false);
        var next = await Live(Of(contact, number)).Where(one => one.OpenedAt > at).OrderBy(one => one.OpenedAt).ThenBy(one => one.Id)
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (next is not null && (evidence is null || evidence.AnsweredAt >= next.OpenedAt))
        {
            await JoinAsync(next, row, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Told by an earlier version of itself: the row of the call may have been loaded without what a new obligation needs.
        call ??= await _context.Calls.SingleOrDefaultAsync(one => one.Id == row.CallId, cancellationToken).ConfigureAwait(false);
        await OpenAsync(row, call, evidence, cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenAsync(ObligationCall row, Call? call, Evidence? evidence, CancellationToken cancellationToken)
    {
        var number = row.NumberKey!;
        Obligation? former = null;
        var id = Guid.Empty;
        for (var attempt = 0; attempt == 0 || former is not null; attempt++)
        {
            // From the call, so that the same calls give the same ids; a further one only when the first is in use.
            id = CallIdentity.Derive(row.Tenant, "obligation", $"{row.CallId:N}:{attempt}", row.At);
            former = await Obligations.SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
            if (former is { State: ObligationState.Void })
            {
                break;
            }
        }

        var obligation = former ?? new Obligation
        {
            Tenant = row.Tenant,
            Id = id,
            Number = Dialable(call, number),
            NumberKey = number,
            Link = call?.Link ?? string.Empty,
        };
        if (former is null)
        {
            _context.Add(obligation);
        }
        else
        {
            _machine.Fire(obligation, ObligationTrigger.Reopen);
        }

        obligation.ContactId = row.ContactId;
        obligation.Queue = row.Queue;
        obligation.DialedNumber = Shortened(call?.DialedNumber);
        obligation.Calls = 1;
        (obligation.LastCallAt, obligation.LastCallId) = (row.At, row.CallId);
        Write(obligation, former is null ? ObligationEventKind.Opened : ObligationEventKind.Reopened, row.At, row.CallId, rule: Rule(call));
        if (obligation.OwnerRule != AssignedRule)
        {
            var owner = await _owners.FindAsync(row.ContactId, number, call, row.At, cancellationToken).ConfigureAwait(false);
            Give(obligation, owner, row.At, null, isSettled: evidence is not null);
        }

        await BeginAsync(obligation, row.At, cancellationToken).ConfigureAwait(false);
        if (evidence is not null)
        {
            // Closed before it is stored: a later one of the same customer may be open.
            Settle(obligation, evidence);
        }

        await AssignRowAsync(row.CallId, obligation.Id, cancellationToken).ConfigureAwait(false);
        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task JoinAsync(Obligation obligation, ObligationCall row, CancellationToken cancellationToken)
    {
        _machine.Fire(obligation, ObligationTrigger.Join);
        obligation.Calls++;
        if (row.At < obligation.OpenedAt)
        {
            await BeginAsync(obligation, row.At, cancellationToken).ConfigureAwait(false);
        }

        if (row.At >= obligation.LastCallAt)
        {
            (obligation.LastCallAt, obligation.LastCallId) = (row.At, row.CallId);
            obligation.Number = Dialable(null, row.NumberKey!);
        }

        await AssignRowAsync(row.CallId, obligation.Id, cancellationToken).ConfigureAwait(false);
        if (obligation.ContactId is null && row.ContactId is { } contact)
        {
            await KnowContactAsync(obligation, contact, row.At, cancellationToken).ConfigureAwait(false);
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Evidence closes an obligation. Unserved calls that came after it wait on, in an obligation of their own.</summary>
    private async Task CloseAsync(Obligation obligation, Evidence evidence, CancellationToken cancellationToken)
    {
        var at = evidence.AnsweredAt;
        var later = await Rows.Where(row => row.ObligationId == obligation.Id && row.Kind == ObligationCallKind.Unserved && row.At > at)
            .OrderBy(row => row.At).ThenBy(row => row.CallId).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (later.Count == obligation.Calls)
        {
            return;
        }

        var attempts = await Rows.Where(row => row.ObligationId == obligation.Id && row.Kind == ObligationCallKind.Attempt && row.At > at)
            .OrderBy(row => row.At).ThenBy(row => row.CallId).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (later.Count + attempts.Count > 0)
        {
            await Rows.Where(row => row.ObligationId == obligation.Id && row.At > at)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ObligationId, (Guid?)null), cancellationToken).ConfigureAwait(false);
            obligation.Attempts -= attempts.Count;
            await RecountAsync(obligation, cancellationToken).ConfigureAwait(false);
        }

        Settle(obligation, evidence);
        await SaveAsync(cancellationToken).ConfigureAwait(false);
        foreach (var row in later)
        {
            row.ObligationId = null;
            await PlaceAsync(row, null, cancellationToken).ConfigureAwait(false);
        }

        foreach (var row in attempts)
        {
            await MoveAttemptAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Settle(Obligation obligation, Evidence evidence)
    {
        _machine.Fire(obligation, evidence.WeCalled ? ObligationTrigger.Reach : ObligationTrigger.Return);
        (obligation.ClosedAt, obligation.EvidenceCallId) = (evidence.AnsweredAt, evidence.CallId);
        Write(
            obligation, evidence.WeCalled ? ObligationEventKind.Reached : ObligationEventKind.Returned, evidence.AnsweredAt, evidence.CallId,
            rule: evidence.WeCalled ? "evidence:weReached" : "evidence:theyReached");
    }

    /// <summary>A call that closed obligations is no evidence any more.</summary>
    private async Task ForgetEvidenceAsync(Guid callId, CancellationToken cancellationToken)
    {
        var closed = await Obligations.Where(one => one.EvidenceCallId == callId).OrderBy(one => one.OpenedAt).ThenBy(one => one.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var obligation in closed)
        {
            var numbers = await NumbersOfAsync(obligation.ContactId, obligation.NumberKey, obligation.Id, cancellationToken).ConfigureAwait(false);
            var evidence = await _customers.FirstEvidenceAsync(obligation.ContactId, numbers, obligation.OpenedAt, callId, cancellationToken)
                .ConfigureAwait(false);
            var until = evidence?.AnsweredAt ?? DateTimeOffset.MaxValue;
            var followers = await Live(Of(obligation.ContactId, obligation.NumberKey))
                .Where(one => one.OpenedAt > obligation.OpenedAt && one.OpenedAt <= until && one.Id != obligation.Id)
                .OrderBy(one => one.OpenedAt).ThenBy(one => one.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var follower in followers)
            {
                await TakeOverAsync(obligation, follower, cancellationToken).ConfigureAwait(false);
            }

            var at = obligation.ClosedAt ?? obligation.OpenedAt;
            _machine.Fire(obligation, ObligationTrigger.Reopen);
            if (obligation.Attempts > 0)
            {
                _machine.Fire(obligation, ObligationTrigger.Try);
            }

            (obligation.ClosedAt, obligation.EvidenceCallId) = (null, null);
            await BeginAsync(obligation, obligation.OpenedAt, cancellationToken).ConfigureAwait(false);
            Write(obligation, ObligationEventKind.Reopened, at, callId, rule: "evidenceWithdrawn");
            if (evidence is not null)
            {
                // Not stored as open in between: a later one of the same customer may be.
                await CloseAsync(obligation, evidence, cancellationToken).ConfigureAwait(false);
            }

            await SaveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Moves the calls of a younger obligation to an older one of the same customer.</summary>
    private async Task TakeOverAsync(Obligation target, Obligation other, CancellationToken cancellationToken)
    {
        var at = other.OpenedAt;
        _machine.Fire(other, ObligationTrigger.Merge);
        (other.MergedIntoId, other.EvidenceCallId, other.ClosedAt) = (target.Id, null, at);
        Write(other, ObligationEventKind.Merged, at, null, rule: "sameCustomer");
        target.Attempts += other.Attempts;
        (other.Attempts, other.Calls) = (0, 0);
        if (target.OwnerRule != AssignedRule && other.OwnerRule == AssignedRule)
        {
            // Whom a person named goes before whom a rule named.
            (target.OwnerId, target.DepartmentId, target.OwnerRule) = (other.OwnerId, other.DepartmentId, other.OwnerRule);
        }

        await Rows.Where(row => row.ObligationId == other.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ObligationId, (Guid?)target.Id), cancellationToken).ConfigureAwait(false);
        await RecountAsync(target, cancellationToken).ConfigureAwait(false);
        if (target.Attempts > 0 && target.IsOpen)
        {
            _machine.Fire(target, ObligationTrigger.Try);
        }

        Write(target, ObligationEventKind.TookOver, at, null, rule: "sameCustomer", note: other.Id.ToString());
        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A call is none that obliges: its row goes, and with the last one the obligation.</summary>
    private async Task RemoveRowAsync(Guid callId, CancellationToken cancellationToken)
    {
        var row = await Rows.SingleOrDefaultAsync(one => one.CallId == callId, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return;
        }

        await Rows.Where(one => one.CallId == callId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (row.ObligationId is not { } id
            || await Obligations.SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false) is not { } obligation)
        {
            return;
        }

        Write(obligation, ObligationEventKind.Corrected, row.At, callId, rule: "callAmended");
        if (row.Kind == ObligationCallKind.Attempt)
        {
            obligation.Attempts--;
        }
        else if (!await RecountAsync(obligation, cancellationToken).ConfigureAwait(false)
            && obligation.State is not (ObligationState.Closed or ObligationState.Waived)
            && _machine.Fire(obligation, ObligationTrigger.Void))
        {
            (obligation.EvidenceCallId, obligation.ClosedAt) = (null, row.At);
            Write(obligation, ObligationEventKind.Voided, row.At, callId, rule: "noCallLeft");
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveAttemptAsync(ObligationCall row, CancellationToken cancellationToken)
    {
        var theirs = await MatchAsync(row.ContactId, row.NumberKey!, row.At, cancellationToken).ConfigureAwait(false);
        if (theirs.Find(one => one.IsOpen || one.ClosedAt >= row.At) is not { } obligation)
        {
            await Rows.Where(one => one.CallId == row.CallId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await AssignRowAsync(row.CallId, obligation.Id, cancellationToken).ConfigureAwait(false);
        obligation.Attempts++;
        if (obligation.IsOpen)
        {
            _machine.Fire(obligation, ObligationTrigger.Try);
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }
}
