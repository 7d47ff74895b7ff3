using CallTracking.Pbx.Records;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Turns a record's times into UTC. Asterisk writes them without a zone: in that of its host, or in UTC where <c>usegmtime</c> is set. The
/// id of a channel holds the second of its birth, so that mostly the row itself tells which of the two it is.
/// </summary>
/// <remarks>Not thread-safe: what a row told holds for those after it that cannot tell.</remarks>
internal sealed class CdrClock
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly TimeZoneInfo _local;
    private readonly bool _isGiven;
    private bool _isUtc;

    /// <summary>Creates the clock.</summary>
    /// <param name="zone">The zone of the times, whatever the ids say; null to find out.</param>
    /// <param name="local">The zone of the PBX's host, where it is not UTC.</param>
    public CdrClock(TimeZoneInfo? zone, TimeZoneInfo? local = null)
    {
        _isGiven = zone is not null;
        _local = zone ?? local ?? TimeZoneInfo.Utc;
    }

    /// <summary>The zone to read the times of one row in.</summary>
    /// <param name="start">The row's start as it stands there.</param>
    /// <param name="birth">When the channel came to be, or an older one that it belongs to; null when unknown.</param>
    /// <returns>What is to be taken from its times.</returns>
    public TimeSpan OffsetOf(DateTime start, DateTimeOffset? birth)
    {
        var local = LocalTimes.OffsetIn(_local, start);
        if (_isGiven || local == TimeSpan.Zero)
        {
            return local;
        }

        if (birth is { } born)
        {
            // A record never begins before its channel, and rarely hours after it.
            var asUtc = new DateTimeOffset(start, TimeSpan.Zero) - born;
            var asLocal = asUtc - local;
            _isUtc = asUtc >= -Slack && (asLocal < -Slack || asUtc < asLocal);
        }

        return _isUtc ? TimeSpan.Zero : local;
    }

    /// <summary>What the clock of the PBX's host is ahead of UTC, found from a record that has just been written.</summary>
    public static TimeSpan OffsetOf(DateTime written, DateTimeOffset now)
    {
        // Zones lie a multiple of a quarter of an hour from UTC; records may be held back for some minutes.
        const double Quarter = 15;
        var quarters = Math.Round((written - now.UtcDateTime).TotalMinutes / Quarter);
        return Math.Abs(quarters) <= 14 * 4 ? TimeSpan.FromMinutes(quarters * Quarter) : TimeSpan.Zero;
    }
}
