using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Staff;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

internal sealed partial class CallPipeline
{
    /// <summary>How much older than the host's death the beginning of the gap that it leaves may be, while nobody calls.</summary>
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Before the first event: what an earlier process left in the spool goes into the store, and the tracker becomes again what it was when
    /// that process ended, from the event log of the calls still open. Nothing of it is published; the open calls are on the board again.
    /// A store that does not answer is waited for: without it, nobody could tell which calls were open.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">The store cannot be read for good.</exception>
    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        var retry = new RetryDelay(_stages.Options.MaxRetryDelay);
        while (true)
        {
            try
            {
                await RebuildOnceAsync(cancellationToken).ConfigureAwait(false);
                _link.Status.StoreAnswered();
                return;
            }
            catch (LedgerStoreException exception) when (exception.IsTransient)
            {
                await PauseAsync(retry.Next(), exception, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RebuildOnceAsync(CancellationToken cancellationToken)
    {
        await _stages.Reader.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await _commits.RecoverAsync(cancellationToken).ConfigureAwait(false);
        var position = await _stages.Reader.GetPositionAsync(_link.Tenant, _link.Name, cancellationToken).ConfigureAwait(false);
        var fold = NewFold();
        fold.Records?.Rebuilding(true);
        var seen = 0L;
        var isWhole = true;
        await foreach (var entry in _stages.Reader.ReadOpenAsync(_link.Tenant, _link.Name, cancellationToken).ConfigureAwait(false))
        {
            seen += Replay(fold, entry, ref isWhole);
        }

        fold.Records?.Rebuilding(false);
        await CompareAsync(fold, position, isWhole, cancellationToken).ConfigureAwait(false);
        _fold = fold;
        _contradictions = fold.Records?.Contradictions ?? 0;
        _epoch = position.Epoch;
        _stages.Feed.Restore(_stages.Staff is { } staff ? fold.Open.Values.Select(call => CallStaff.Resolve(call, staff)) : fold.Open.Values);
        var gaps = await _stages.Reader.GetGapsAsync(_link.Tenant, _link.Name, position.At, null, cancellationToken).ConfigureAwait(false);
        if (gaps is [.., { To: null } open])
        {
            fold.Gaps.Restore(open);
        }

        _link.Status.Tracked(position.At, fold.Open.Count, fold.Gaps.Open);
        Log.Rebuilt(_stages.Logger, _link.Name, fold.Open.Count, seen, position.Epoch);
        if (fold.Gaps.Open is null && position.At is { } lastSeen && _link.IsObserved)
        {
            // The process before died, or lost the link, without ending the connection: what happened after the last event was not seen.
            var reason = _link.IsTakenOver ? LinkDownReason.LeaseLost : LinkDownReason.HostDied;
            var down = new LinkDown(0, lastSeen, PbxStopped: false) { Reason = reason };
            await PublishAsync(down, cancellationToken).ConfigureAwait(false);
        }
    }

    // The tracker and the ledger must agree on what is open. They do, unless events of the log are damaged, or other rules made the ledger.
    private async Task CompareAsync(LinkFold fold, LinkPosition position, bool isWhole, CancellationToken cancellationToken)
    {
        var stored = await _stages.Reader.GetOpenCallsAsync(_link.Tenant, _link.Name, cancellationToken).ConfigureAwait(false);
        var open = stored.Select(call => call.Id).ToHashSet();
        foreach (var over in fold.Open.Keys.Where(id => !open.Contains(id)).ToList())
        {
            fold.Ignore(over);
        }

        foreach (var known in isWhole ? [] : open.Where(fold.Open.ContainsKey))
        {
            fold.Doubt(known);
        }

        var lost = stored.Where(call => !fold.Open.ContainsKey(call.Id)).Select(call => Close(call, position.At ?? call.StartedAt)).ToList();
        if (lost.Count > 0 && position.Epoch > 0)
        {
            Log.OpenCallsLost(_stages.Logger, _link.Name, lost.Count);
            var commit = new LedgerCommit(
                _link.Tenant, _link.Name, position.Epoch, position.Ordinal + 1, position.Seq, position.Seq, position.At ?? lost[0].StartedAt,
                ReadOnlyMemory<byte>.Empty, lost, [])
            { Lease = _link.Lease };
            await _stages.Writer.WriteAsync([commit], cancellationToken).ConfigureAwait(false);
        }
    }

    // Nobody will ever tell how it went on: no event is left that would find it.
    private static Call Close(Call call, DateTimeOffset lastSeen)
    {
        var known = call.AnsweredAt ?? call.StartedAt;
        var end = lastSeen > known ? lastSeen : known;
        return call with
        {
            Revision = call.Revision + 1,
            State = CallState.Ended,
            EndedAt = end,
            Outcome = call.AnsweredAt is null ? CallOutcome.Unknown : CallOutcome.Answered,
            Connected = call.AnsweredAt is { } answered ? end - answered : TimeSpan.Zero,
            Because = [.. call.Because, new Because("endedAt", "eventsLost", []), new Because("outcome", "eventsLost", [])],
        };
    }

    private LinkFold NewFold() => new(_link.NewTracker(), new CoverageGaps(_link.Tenant, _link.Name));

    // Ticks come for ever. Where nothing else is stored, one now and then says until when the link was observed.
    private bool MarksLife(PbxEvent pbxEvent) =>
        pbxEvent is Tick && _storedAt > default(DateTimeOffset) && _link.IsObserved && _fold.Gaps.Open is null && pbxEvent.At - _storedAt >= MarkEvery;

    private int Replay(LinkFold fold, EventLogEntry entry, ref bool isWhole)
    {
        var events = new List<PbxEvent>();
        try
        {
            var skipped = EventLogCodec.Decode(entry.Events, events);
            if (skipped > 0)
            {
                Log.EventsOfNewerProgram(_stages.Logger, _link.Name, skipped, entry.Epoch, entry.FirstSeq, entry.LastSeq);
            }
        }
        catch (InvalidDataException exception)
        {
            // The events read before the damage are good; what the ledger says of the calls is compared with them afterwards.
            isWhole = false;
            Log.EventLogDamaged(_stages.Logger, _link.Name, entry.Epoch, entry.FirstSeq, entry.LastSeq, exception);
        }

        var changes = new List<CallChange>();
        var gaps = new List<CoverageGap>();
        foreach (var pbxEvent in events)
        {
            if (fold.Apply(entry.Epoch, pbxEvent, changes, gaps) is { } error)
            {
                Log.QuarantinedAgain(_stages.Logger, _link.Name, pbxEvent.GetType().Name, entry.Epoch, pbxEvent.Seq, error);
            }

            changes.Clear();
        }

        return events.Count;
    }
}
