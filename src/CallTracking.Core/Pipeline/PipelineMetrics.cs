using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Pipeline;

/// <summary>The meter's instruments, one set per host.</summary>
internal sealed class PipelineMetrics : IDisposable
{
    private readonly Meter? _ownMeter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _unknownEvents;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _reconnects;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _endedCalls;
    private readonly Counter<long> _contradictedCalls;
    private readonly Counter<long> _skippedChanges;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _lag;

    public PipelineMetrics(LinkBoard links, IMeterFactory? meters = null)
    {
        Meter = meters?.Create(CallTrackingTelemetry.Name) ?? (_ownMeter = new Meter(CallTrackingTelemetry.Name));
        _events = Meter.CreateCounter<long>("calltracking.events", "{event}", "Events tracked.");
        _unknownEvents = Meter.CreateCounter<long>("calltracking.unknown_events", "{event}", "Wire events that the mapping does not know.");
        _quarantined = Meter.CreateCounter<long>("calltracking.quarantined_events", "{event}", "Events on which the tracker failed.");
        _reconnects = Meter.CreateCounter<long>("calltracking.reconnects", "{attempt}", "Attempts to connect after the first.");
        _gaps = Meter.CreateCounter<long>("calltracking.gaps", "{gap}", "Times that a link went unobserved, by cause.");
        _endedCalls = Meter.CreateCounter<long>("calltracking.calls", "{call}", "Calls that ended, by direction and outcome.");
        _contradictedCalls = Meter.CreateCounter<long>(
            "calltracking.calls.contradicted", "{call}", "Calls of which finished records say otherwise than was seen.");
        _skippedChanges = Meter.CreateCounter<long>(
            "calltracking.subscriber.skipped", "{change}", "Changes that a live subscriber was too slow for.");
        _commit = Meter.CreateHistogram<double>("calltracking.commit.duration", "s", "Time to make a step durable, retries included.");
        _lag = Meter.CreateHistogram<double>("calltracking.lag", "s", "From an event, by its own time, to its being durable.");
        Meter.CreateObservableGauge(
            "calltracking.inbox.backlog", () => links.Entries.Select(link => new Measurement<int>(link.Backlog, Tag(link.Name))), "{event}",
            "Events that wait to be tracked.");
        Meter.CreateObservableGauge(
            "calltracking.link.unobserved", () => links.Entries.Select(link => new Measurement<int>(link.IsUnobserved ? 1 : 0, Tag(link.Name))),
            "{link}", "1 while a link is not observed.");
        Meter.CreateObservableGauge(
            "calltracking.open_calls", () => links.Entries.Select(link => new Measurement<int>(link.OpenCalls, Tag(link.Name))), "{call}",
            "Calls that have not ended.");
        Meter.CreateObservableGauge(
            "calltracking.spool.size", () => links.Entries.Select(link => new Measurement<long>(link.SpoolBytes, Tag(link.Name))), "By",
            "What waits on disk until the store takes it.");
    }

    public Meter Meter { get; }

    public void Tracked(string link, int events) => _events.Add(events, Tag(link));

    public void Unknown(string link) => _unknownEvents.Add(1, Tag(link));

    public void Quarantined(string link) => _quarantined.Add(1, Tag(link));

    public void Reconnecting(string link) => _reconnects.Add(1, Tag(link));

    public void Skipped(string subscriber, long changes) =>
        _skippedChanges.Add(changes, new KeyValuePair<string, object?>("subscriber", subscriber));

    public void Committed(string link, TimeSpan duration, TimeSpan lag)
    {
        _commit.Record(duration.TotalSeconds, Tag(link));
        if (lag >= TimeSpan.Zero)
        {
            _lag.Record(lag.TotalSeconds, Tag(link));
        }
    }

    public void GapOpened(CoverageGap gap) =>
        _gaps.Add(1, Tag(gap.Link), new KeyValuePair<string, object?>("cause", LedgerWord<GapCause>.Of(gap.Cause)));

    public void Ended(Call call) => _endedCalls.Add(
        1,
        new TagList
        {
            Tag(call.Link),
            new("direction", LedgerWord<CallDirection>.Of(call.Direction)),
            new("outcome", LedgerWord<CallOutcome>.Of(call.Outcome ?? CallOutcome.Unknown)),
        });

    public void Contradicted(string link, long calls)
    {
        if (calls > 0)
        {
            _contradictedCalls.Add(calls, Tag(link));
        }
    }

    public void Dispose() => _ownMeter?.Dispose();

    private static KeyValuePair<string, object?> Tag(string link) => new("link", link);
}
