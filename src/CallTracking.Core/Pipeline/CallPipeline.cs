using System.Threading.Channels;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pipeline;

/// <summary>
/// The way of one link's events into the ledger, top to bottom: inbox, number, track, commit, publish. One ordered worker per link;
/// links run in parallel and meet only in the store.
/// </summary>
/// <remarks>
/// Whatever came in while a step was being made durable is the next step, so a burst makes steps larger and not slower. Events are durable
/// (in the ledger, or in the spool while the store is away) or still in the inbox, never in between: a crash loses the inbox only, and the
/// link's next snapshot makes up for it.
/// </remarks>
internal sealed partial class CallPipeline : IAsyncDisposable
{
    private readonly Channel<PbxEvent> _inbox;
    private readonly PipelineLink _link;
    private readonly PipelineStages _stages;
    private readonly CallSpans _spans = new();
    private readonly EventLogWriter _eventLog = new();
    private readonly DurableCommits _commits;
    private LinkFold _fold;
    private long _epoch;
    private long _ordinal;
    private long _seq = long.MaxValue;
    private DateTimeOffset _storedAt;

    public CallPipeline(PipelineLink link, PipelineStages stages)
    {
        _link = link;
        _stages = stages;
        _fold = NewFold();
        _inbox = Channel.CreateBounded<PbxEvent>(new BoundedChannelOptions(stages.Options.InboxCapacity) { SingleReader = true });
        _commits = new DurableCommits(link, stages, refusal => _inbox.Writer.TryComplete(refusal));
        link.Status.ReadsBacklogFrom(() => _inbox.Reader.Count);
    }

    /// <summary>The inbox: takes an event, or waits for room, which makes the adapter stop reading.</summary>
    /// <exception cref="ChannelClosedException">The pipeline takes nothing more.</exception>
    public ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken) =>
        _inbox.Writer.TryWrite(pbxEvent) ? ValueTask.CompletedTask : WaitForRoomAsync(pbxEvent, cancellationToken);

    /// <summary>No event comes any more: <see cref="RunAsync"/> finishes what is in the inbox and returns.</summary>
    /// <param name="leaving">The host stops: what the store does not take at once then waits in the spool for the next start, instead of
    /// <see cref="RunAsync"/> waiting for the store.</param>
    public void Complete(bool leaving = false)
    {
        if (leaving)
        {
            _commits.Leave();
        }

        _inbox.Writer.TryComplete();
    }

    /// <summary>Moves events from the inbox into the ledger until <see cref="Complete"/>; to be called after
    /// <see cref="RebuildAsync"/>.</summary>
    /// <param name="abort">Gives up at once; what is not durable is then lost.</param>
    /// <exception cref="LedgerStoreException">The store refuses for good. Nothing is taken from the inbox any more.</exception>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            while (await WaitForEventsAsync(abort).ConfigureAwait(false))
            {
                await RecallAsync(abort).ConfigureAwait(false);
                var step = Track();
                await CommitAsync(step, abort).ConfigureAwait(false);
                Publish(step);
            }

            await _commits.FinishAsync(abort).ConfigureAwait(false);
        }
        finally
        {
            _inbox.Writer.TryComplete();
            await _commits.DisposeAsync().ConfigureAwait(false);
            _link.Status.StoreAnswered();
        }
    }

    // Number and track: every event gets its place (link, epoch, seq); the tracker folds it into calls.
    private PipelineStep Track()
    {
        var step = new PipelineStep(_link.Tenant, _link.Name, _eventLog, _link.Lease);
        while (step.Taken < _stages.Options.MaxBatch && TryTake(out var taken))
        {
            if (LooksAhead(taken))
            {
                break;
            }

            var pbxEvent = Number(taken);
            if (pbxEvent is LinkUp || pbxEvent.Seq < _seq)
            {
                // A new connection, or a count of frames that begins anew as it does in each process: its places come after all before.
                step.CloseCommit(ref _ordinal);
                (_epoch, _ordinal) = (_epoch + 1, 0);
            }

            _seq = pbxEvent.Seq;
            Take(step, pbxEvent);
            foreach (var placed in _stages.Placed?.TakeFor(_link.Name, pbxEvent) ?? [])
            {
                // Ours, behind the first word of its leg and in the same commit: whoever has the one has the other.
                Take(step, placed);
            }
        }

        step.CloseCommit(ref _ordinal);
        _storedAt = step.Commits is [.., var newest] ? newest.At : _storedAt;
        if (_inbox.Reader.Count < _stages.Options.InboxCapacity / 2)
        {
            _link.Status.InboxHasRoom();
        }

        _stages.Metrics.Tracked(_link.Name, step.Taken);
        CountContradictions();
        return step;
    }

    private void Take(PipelineStep step, PbxEvent pbxEvent)
    {
        var error = _fold.Apply(_epoch, pbxEvent, step.NewChanges, step.NewGaps);
        if (error is not null)
        {
            Quarantine(pbxEvent, error);
        }

        if (_stages.Staff is { } staff)
        {
            for (var i = 0; i < step.NewChanges.Count; i++)
            {
                var change = step.NewChanges[i];
                step.NewChanges[i] = change with { Call = CallStaff.Resolve(change.Call, staff) };
            }
        }

        foreach (var change in step.NewChanges)
        {
            _spans.Observe(pbxEvent, change);
        }

        foreach (var gap in step.NewGaps)
        {
            if (gap.Revision == 1)
            {
                _stages.Metrics.GapOpened(gap);
            }
        }

        step.Take(_epoch, pbxEvent, error, _fold.Records, marksLife: MarksLife(pbxEvent));
    }

    // Commit: calls, event log and position become durable in one transaction of the store, or in the spool while it is away.
    private async Task CommitAsync(PipelineStep step, CancellationToken abort)
    {
        if (step.Commits.Count == 0)
        {
            return;
        }

        var started = _stages.Time.GetTimestamp();
        await _commits.CommitAsync(step.Commits, abort).ConfigureAwait(false);
        _stages.Metrics.Committed(_link.Name, _stages.Time.GetElapsedTime(started), _stages.Time.GetUtcNow() - step.LastAt);
    }

    // Publish: what is durable reaches the live subscribers, the newest state of each call once per step.
    private void Publish(PipelineStep step)
    {
        _link.Status.Tracked(step.LastAt, _fold.Open.Count, _fold.Gaps.Open);
        if (step.HasSnapshot)
        {
            _link.Status.Resynced();
        }
        foreach (var change in step.Changes.ToPublish())
        {
            if (change.Kind == CallChangeKind.Ended)
            {
                _stages.Metrics.Ended(change.Call);
            }

            _stages.Feed.Publish(change);
        }

        _link.RecordMarks.Durable(step.RecordsRead);
        if (step.Commits.Count > 0)
        {
            _stages.Projections?.Wake();
        }
    }
}
