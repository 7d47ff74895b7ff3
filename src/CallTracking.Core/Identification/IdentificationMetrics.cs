using System.Diagnostics.Metrics;

namespace CallTracking.Identification;

/// <summary>What is counted of identification, one set per host.</summary>
internal sealed class IdentificationMetrics : IDisposable
{
    private readonly Meter? _ownMeter;
    private readonly Counter<long> _identified;
    private readonly Counter<long> _failures;

    public IdentificationMetrics(IMeterFactory? meters = null)
    {
        var meter = meters?.Create(CallTrackingTelemetry.Name) ?? (_ownMeter = new Meter(CallTrackingTelemetry.Name));
        _identified = meter.CreateCounter<long>("calltracking.identifications", "{number}", "Numbers looked up, by result.");
        _failures = meter.CreateCounter<long>(
            "calltracking.caller_lookup.failures", "{attempt}", "Look-ups of the host that gave no answer, by name and reason.");
    }

    public void Identified(IdentificationStatus status)
    {
        var result = status switch
        {
            IdentificationStatus.Known => "known",
            IdentificationStatus.Ambiguous => "ambiguous",
            IdentificationStatus.Suggested => "suggested",
            IdentificationStatus.Unknown => "unknown",
            _ => "not_identifiable",
        };
        _identified.Add(1, new KeyValuePair<string, object?>("result", result));
    }

    public void LookupFailed(string lookup, string reason) =>
        _failures.Add(1, new KeyValuePair<string, object?>("lookup", lookup), new KeyValuePair<string, object?>("reason", reason));

    public void LookupSkipped(string lookup) => LookupFailed(lookup, "skipped");

    public void Dispose() => _ownMeter?.Dispose();
}
