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
        var local = LocalOffset(start);
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

    /// <summary>Reads <c>yyyy-MM-dd HH:mm:ss</c>, with a fraction or without.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        var isRight = true;
        var year = (Two(text, 0, ref isRight) * 100) + Two(text, 2, ref isRight);
        var (month, day) = (Two(text, 5, ref isRight), Two(text, 8, ref isRight));
        var (hour, minute, second) = (Two(text, 11, ref isRight), Two(text, 14, ref isRight), Two(text, 17, ref isRight));
        if (!isRight || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 60)
        {
            return false;
        }

        var ticks = 0L;
        if (text.Length > 20 && text[19] == '.')
        {
            var unit = TimeSpan.TicksPerSecond / 10;
            foreach (var digit in text[20..])
            {
                if (digit is < (byte)'0' or > (byte)'9')
                {
                    return false;
                }

                ticks += (digit - '0') * unit;
                unit /= 10;
            }
        }

        // A leap second is the first of the next minute.
        ticks += (second * TimeSpan.TicksPerSecond) - (ticks % TimeSpan.TicksPerMicrosecond);
        time = new DateTime(year, month, day, hour, minute, 0).AddTicks(ticks);
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at, ref bool isRight)
    {
        var (tens, ones) = ((uint)text[at] - '0', (uint)text[at + 1] - '0');
        isRight &= tens <= 9 && ones <= 9;
        return (int)((tens * 10) + ones);
    }

    /// <summary>In the hour that a change to winter time repeats, the first of the two is meant; in the one that a change to summer time leaves
    /// out, the offset before it counts.</summary>
    private TimeSpan LocalOffset(DateTime time)
    {
        if (_local.IsAmbiguousTime(time))
        {
            return _local.GetAmbiguousTimeOffsets(time).Max();
        }

        return _local.GetUtcOffset(_local.IsInvalidTime(time) ? time.AddHours(-1) : time);
    }
}
