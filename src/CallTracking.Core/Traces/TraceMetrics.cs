using System.Diagnostics.Metrics;
using CallTracking.Pipeline;

namespace CallTracking.Traces;

/// <summary>What is recorded, and what could not be.</summary>
internal sealed class TraceMetrics(PipelineMetrics metrics)
{
    private readonly Counter<long> _recorded = metrics.Meter.CreateCounter<long>(
        "calltracking.trace.recorded", "By", "Bytes of links that were written to traces.");

    private readonly Counter<long> _lost = metrics.Meter.CreateCounter<long>(
        "calltracking.trace.lost", "By", "Bytes of links that the disk did not take; the link went on.");

    public void Recorded(string link, int bytes) => _recorded.Add(bytes, new KeyValuePair<string, object?>("link", link));

    public void Lost(string link, int bytes)
    {
        if (bytes > 0)
        {
            _lost.Add(bytes, new KeyValuePair<string, object?>("link", link));
        }
    }
}
