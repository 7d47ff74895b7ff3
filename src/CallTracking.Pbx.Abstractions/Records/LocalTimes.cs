namespace CallTracking.Pbx.Records;

/// <summary>Times that a PBX writes without a zone.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class LocalTimes
{
    /// <summary>Reads <c>yyyy-MM-dd HH:mm:ss</c>, with a fraction or without.</summary>
    /// <param name="text">The text, nothing around it.</param>
    /// <param name="time">What it says; a leap second is the first of the next minute.</param>
    /// <returns>False when it is none.</returns>
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

    /// <summary>What a zone's clock is ahead of UTC. In the hour that a change to winter time repeats, the first of the two is meant; in the
    /// one that a change to summer time leaves out, the offset before it counts.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="time">A time of its clock.</param>
    public static TimeSpan OffsetIn(TimeZoneInfo zone, DateTime time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (zone.IsAmbiguousTime(time))
        {
            return zone.GetAmbiguousTimeOffsets(time).Max();
        }

        return zone.GetUtcOffset(zone.IsInvalidTime(time) ? time.AddHours(-1) : time);
    }

    private static int Two(ReadOnlySpan<byte> text, int at, ref bool isRight)
    {
        var (tens, ones) = ((uint)text[at] - '0', (uint)text[at + 1] - '0');
        isRight &= tens <= 9 && ones <= 9;
        return (int)((tens * 10) + ones);
    }
}
