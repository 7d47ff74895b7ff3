namespace CallTracking.Pbx.Links;

/// <summary>
/// The time that a decoder gives its events. The PBX's own time counts. Where it gives none, our clock does, moved by what the two
/// differ, if that is much: else the end of a connection could lie before the calls it ends. The time on the wire (far less than a
/// second) stays as it is.
/// </summary>
/// <remarks>
/// What was told and what arrived differ by the clocks and by the delay, and a delay makes it only look earlier: a host that stood still
/// reads at once what was told over minutes. So the latest-looking message is believed at once, and an earlier-looking one only when for a
/// while none looks later.
/// </remarks>
internal sealed class LinkClock
{
    private static readonly TimeSpan WorthMinding = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Disbelief = TimeSpan.FromSeconds(30);

    private TimeSpan? _difference;
    private (DateTimeOffset Since, TimeSpan Best)? _earlier;

    /// <summary>The time of what came last, to the microsecond.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.UnixEpoch;

    private TimeSpan Skew => _difference is { } difference && difference.Duration() > WorthMinding ? difference : TimeSpan.Zero;

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
                Compare(time - arrived, arrived);
            }
        }
        else if (arrival is { } arrived)
        {
            Last = Truncate(arrived + Skew);
        }
    }

    private void Compare(TimeSpan difference, DateTimeOffset arrived)
    {
        if (_difference is not { } known || difference > known - WorthMinding)
        {
            _difference = _difference > difference ? _difference : difference;
            _earlier = null;
            return;
        }

        var (since, best) = _earlier ?? (arrived, difference);
        best = best > difference ? best : difference;
        if (arrived - since >= Disbelief)
        {
            _difference = best;
            _earlier = null;
        }
        else
        {
            // Our own clock may have been set back meanwhile.
            _earlier = (arrived < since ? arrived : since, best);
        }
    }

    private static DateTimeOffset Truncate(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
