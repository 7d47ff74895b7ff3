namespace CallTracking.Pbx;

/// <summary>
/// Something that happened on one PBX link, in words that every PBX family shares. The set is closed: adapters map what they hear
/// to the records of this assembly and to nothing else, so that the engine never learns which PBX it listens to.
/// </summary>
/// <remarks>Immutable; may be shared between threads.</remarks>
public abstract record PbxEvent
{
    // Only this assembly adds events: the engine's rules have to know them all.
    private protected PbxEvent(long seq, DateTimeOffset at)
    {
        Seq = seq;
        At = at;
    }

    /// <summary>Ordinal of the wire frame this came from, counted from 1 over the life of the connection (in replay: over all traces).
    /// Several events of one frame share it. It is what <c>because.events</c> names.</summary>
    public long Seq { get; init; }

    /// <summary>When it happened, by the PBX's clock where it says so, else by arrival. Offset zero, truncated to microseconds: an adapter may give
    /// any instant.</summary>
    public DateTimeOffset At { get; init => field = Whole(value); }

    private static DateTimeOffset Whole(DateTimeOffset at)
    {
        var rest = at.Ticks % TimeSpan.TicksPerMicrosecond;
        return rest == 0 && at.Offset == TimeSpan.Zero ? at : at.ToUniversalTime().AddTicks(-rest);
    }
}
