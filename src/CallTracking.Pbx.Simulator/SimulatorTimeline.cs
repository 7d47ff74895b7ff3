namespace CallTracking.Pbx.Simulator;

/// <summary>Weaves calls that overlap into one stream of events in order of time.</summary>
internal sealed class SimulatorTimeline
{
    // What the seam asks of every link while calls are open.
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    private readonly PriorityQueue<Pending, (DateTimeOffset At, long Ordinal)> _pending = new();

    private long _seq;
    private long _ordinal;
    private int _openCalls;
    private DateTimeOffset _last;

    private SimulatorTimeline(long firstSeq) => _seq = firstSeq - 1;

    /// <summary>Weaves lazily: what is kept are the calls in progress.</summary>
    /// <param name="calls">Calls in order of their beginning.</param>
    /// <param name="firstSeq">Number of the first event.</param>
    /// <returns>Their events, numbered, with the time passing between them while a call is open; the truths of a call come with its
    /// last event.</returns>
    public static IEnumerable<SimulatedStep> Weave(IEnumerable<SimulatedCall> calls, long firstSeq)
    {
        var timeline = new SimulatorTimeline(firstSeq);
        foreach (var call in calls)
        {
            foreach (var step in timeline.Until(call.StartedAt))
            {
                yield return step;
            }

            timeline.Add(call);
        }

        foreach (var step in timeline.Until(DateTimeOffset.MaxValue))
        {
            yield return step;
        }
    }

    private void Add(SimulatedCall call)
    {
        for (var i = 0; i < call.Events.Count; i++)
        {
            var pbxEvent = call.Events[i];
            _pending.Enqueue(
                new Pending(pbxEvent, IsFirst: i == 0, i == call.Events.Count - 1 ? call : null), (pbxEvent.At, _ordinal++));
        }
    }

    private IEnumerable<SimulatedStep> Until(DateTimeOffset limit)
    {
        while (_pending.TryPeek(out var next, out var order) && order.At <= limit)
        {
            _pending.Dequeue();
            for (var tick = _last + TickEvery; _openCalls > 0 && tick < order.At; tick += TickEvery)
            {
                yield return new SimulatedStep(new Tick(_seq, tick), []);
            }

            _openCalls += (next.IsFirst ? 1 : 0) - (next.Completed is null ? 0 : 1);
            _last = order.At;
            yield return new SimulatedStep(next.Event with { Seq = ++_seq }, next.Completed?.Truths ?? []);
        }
    }

    private readonly record struct Pending(PbxEvent Event, bool IsFirst, SimulatedCall? Completed);
}

/// <summary>One event of a run.</summary>
/// <param name="Event">The event.</param>
/// <param name="Completed">What really happened in the call that is complete with it; else empty.</param>
internal sealed record SimulatedStep(PbxEvent Event, IReadOnlyList<SimulatedCallTruth> Completed);
