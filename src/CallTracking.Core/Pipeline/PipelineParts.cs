using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pipeline;

/// <summary>Whose events a pipeline moves.</summary>
/// <param name="Tenant">Tenant of the link.</param>
/// <param name="Name">Name of the link.</param>
/// <param name="Status">Where the link's state and figures are kept.</param>
/// <param name="NewTracker">Makes an empty tracker of the link.</param>
internal sealed record PipelineLink(string Tenant, string Name, LinkRecord Status, Func<TrackEvent> NewTracker)
{
    /// <summary>Whether not hearing it is a gap: false for a script, and for records, which keep until they are read.</summary>
    public bool IsObserved { get; init; } = true;

    /// <summary>Whether the link has no live connection.</summary>
    public bool HasOnlyRecords { get; init; }

    /// <summary>The epoch of the lease under which the link is written, asked at each write; 0 where nobody else can have it.</summary>
    public Func<long> Lease { get; init; } = static () => 0;

    /// <summary>How far the link's sources of finished records are.</summary>
    public RecordMarks RecordMarks { get; } = new();
}

/// <summary>What all pipelines of a host share.</summary>
internal sealed record PipelineStages(
    CallTrackingOptions Options, ILedgerReader Reader, ILedgerWriter Writer, CallFeed Feed, PipelineMetrics Metrics, TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Where commits wait on disk while the store is away; null when they wait in the inbox.</summary>
    public SpoolFolder? Spools { get; init; }
}
