namespace CallTracking.Storage;

/// <summary>A row of <c>ct_event_log</c>: the events that one commit of one link consumed.</summary>
internal sealed class EventLogRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public long Epoch { get; init; }

    public long Ordinal { get; init; }

    public long FirstSeq { get; init; }

    public long LastSeq { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] Events { get; init; }
}

/// <summary>A row of <c>ct_links</c>: how far a link is stored.</summary>
internal sealed class LinkRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public long Epoch { get; set; }

    public long Ordinal { get; set; }

    public long Seq { get; set; }

    public DateTimeOffset At { get; set; }
}
