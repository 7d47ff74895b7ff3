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

    /// <summary>The lease under which the newest commit was made.</summary>
    public long Lease { get; set; }
}

/// <summary>A row of <c>ct_call_families</c>: where a finished record finds its call. It says nothing that the call's row does not say.</summary>
internal sealed record CallFamilyRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public required string Family { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public Guid CallId { get; init; }
}

/// <summary>A row of <c>ct_records</c>: a finished record that was taken in.</summary>
internal sealed class RecordRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public required string Key { get; init; }

    public string? Family { get; init; }

    public Guid? CallId { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public required byte[] Record { get; init; }
}

/// <summary>A row of <c>ct_record_positions</c>: how far a source of finished records was read.</summary>
internal sealed class RecordPositionRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public required string Source { get; init; }

    public required string Position { get; set; }
}

/// <summary>A row of <c>ct_quarantine</c>: an event on which the rules failed.</summary>
internal sealed class QuarantineRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public long Epoch { get; init; }

    public long Seq { get; init; }

    /// <summary>Of the commit that brought it: a frame may be more than one event.</summary>
    public long Ordinal { get; init; }

    /// <summary>Its place in that commit, from 0.</summary>
    public int Number { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Error { get; init; }

    public required byte[] Event { get; init; }
}

/// <summary>A row of <c>ct_leases</c>: which host holds a link. The row stays when nobody does, so that epochs never come twice.</summary>
internal sealed class LeaseRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    /// <summary>Grows with each change of hands.</summary>
    public long Epoch { get; init; }

    /// <summary>Null when it was given back.</summary>
    public string? Holder { get; init; }

    /// <summary>When others may take it; null when it was given back, or when something else than time guards it.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A row of <c>ct_changes</c>: the calls that one commit of one link changed, for projections.</summary>
internal sealed class ChangesRow
{
    public required string Tenant { get; init; }

    public required string Link { get; init; }

    public long Epoch { get; init; }

    public long Ordinal { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] Changes { get; init; }
}

/// <summary>A row of <c>ct_projections</c>: how far a projection has followed a link.</summary>
internal sealed class ProjectionRow
{
    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public required string Link { get; init; }

    public long Epoch { get; set; }

    public long Ordinal { get; set; }
}
