using CallTracking.Dialing;
using CallTracking.Links;
using CallTracking.Staff;
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

    /// <summary>How far the link's sources of finished records are.</summary>
    public RecordMarks RecordMarks { get; init; } = new();

    /// <summary>Epoch of the lease under which the link is held; 0 where the store has no leases.</summary>
    public long Lease { get; init; }

    /// <summary>Whether it was taken over from a host that was at work until then.</summary>
    public bool IsTakenOver { get; init; }
}

/// <summary>What all pipelines of a host share.</summary>
internal sealed record PipelineStages(
    CallTrackingOptions Options, ILedgerReader Reader, ILedgerWriter Writer, CallFeed Feed, PipelineMetrics Metrics, TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Says which host has a link; null where the store cannot, and one host must be all there is.</summary>
    public ILinkLease? Leases { get; init; }

    /// <summary>Who has which extension; null where nobody keeps a staff.</summary>
    public IStaffDirectory? Staff { get; init; }

    /// <summary>The calls that this host has asked for; null where it asks for none.</summary>
    public PlacedCalls? Placed { get; init; }

    /// <summary>What is told of each commit; null where nothing is.</summary>
    public CallProjections? Projections { get; init; }

    /// <summary>Where commits wait on disk while the store is away; null when they wait in the inbox.</summary>
    public SpoolFolder? Spools { get; init; }
}
