namespace CallTracking.Pbx.Links;

/// <summary>
/// The time that a decoder gives its events. The PBX's own time counts. Where it gives none, our clock does, moved by what the two were
/// last seen to differ, if that is much: else the end of a connection could lie before the calls it ends. The time on the wire (far less than a
/// second) stays as it is.
/// </summary>
internal sealed class LinkClock
{
    private static readonly TimeSpan WorthMinding = TimeSpan.FromSeconds(2);

    private TimeSpan _skew;

    /// <summary>The time of what came last, to the microsecond.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Something came.</summary>
    /// <param name="told">When the PBX says that it happened; null where it does not.</param>
    /// <param name="arrival">When it arrived; null when unknown.</param>
    public void Remember(DateTimeOffset? told, DateTimeOffset? arrival)
    {
        if (told is { } time)
        {
            Last = Truncate(time);
            if (arrival is { } arrived)
            {
                var difference = time - arrived;
                _skew = difference.Duration() > WorthMinding ? difference : TimeSpan.Zero;
            }
        }
        else if (arrival is { } arrived)
        {
            Last = Truncate(arrived + _skew);
        }
    }

    private static DateTimeOffset Truncate(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
