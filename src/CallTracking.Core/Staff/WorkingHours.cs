using System.Text.Json.Serialization;

namespace CallTracking.Staff;

/// <summary>When somebody works: weekly hours on the clock of one zone, and the days that are different. Callbacks fall due, and people are
/// counted as at work, by it.</summary>
/// <remarks>
/// Immutable, compared by value. Hours are wall-clock times, so a working day stays from nine to five when clocks change; how long it is in
/// seconds then follows the clock. All methods are pure.
/// </remarks>
public sealed record WorkingHours : IEquatable<WorkingHours>
{
    /// <summary>Round the clock, every day, in UTC: what holds where nobody said otherwise.</summary>
    public static readonly WorkingHours Always = new()
    {
        TimeZone = "UTC",
        Weekly = [.. Enum.GetValues<DayOfWeek>().Select(static day => new WorkingPeriod(day, TimeOnly.MinValue, TimeOnly.MinValue))],
    };

    // A calendar without an hour in so many days has none: fourteen months cover a yearly opening.
    private const int MostDays = 430;

    /// <summary>IANA zone whose clock the hours are read on, for instance <c>Asia/Phnom_Penh</c>. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The hours of an ordinary week; a day may have several, and may have none. They may touch and overlap.</summary>
    public IReadOnlyList<WorkingPeriod> Weekly { get; init; } = [];

    /// <summary>Days that are different, each named once: closed, or with hours of their own instead of the weekly ones.</summary>
    public IReadOnlyList<SpecialDay> SpecialDays { get; init; } = [];

    /// <summary>From Monday to Friday, the same hours each day.</summary>
    /// <param name="timeZone">IANA zone.</param>
    /// <param name="from">When work begins.</param>
    /// <param name="to">When it ends.</param>
    public static WorkingHours Weekdays(string timeZone, TimeOnly from, TimeOnly to) => new()
    {
        TimeZone = timeZone,
        Weekly = [.. Enumerable.Range(1, 5).Select(day => new WorkingPeriod((DayOfWeek)day, from, to))],
    };

    /// <summary>What is wrong with it.</summary>
    /// <returns>One line that names the place and the cure; null when nothing is.</returns>
    public string? FindProblem()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            return $"'{TimeZone}' is no time zone: write an IANA zone such as Asia/Phnom_Penh or UTC.";
        }

        if (Weekly.FirstOrDefault(static period => !Enum.IsDefined(period.Day)) is { } wrong)
        {
            return $"{(int)wrong.Day} is no day of the week: 0 is Sunday, 6 is Saturday.";
        }

        if (Weekly.FirstOrDefault(static period => period.To != TimeOnly.MinValue && period.To <= period.From) is { } turned)
        {
            return $"{turned.Day} ends ({turned.To:HH\\:mm}) before it begins ({turned.From:HH\\:mm}): hours over midnight are two periods, "
                + "one up to 00:00 and one from 00:00 on the next day.";
        }

        if (SpecialDays.SelectMany(static day => day.Hours.Select(hours => (day.Day, Hours: hours)))
                .FirstOrDefault(static one => one.Hours.To != TimeOnly.MinValue && one.Hours.To <= one.Hours.From) is { Hours: { } } special)
        {
            return $"{special.Day:yyyy-MM-dd} ends ({special.Hours.To:HH\\:mm}) before it begins ({special.Hours.From:HH\\:mm}).";
        }

        return SpecialDays.GroupBy(static day => day.Day).FirstOrDefault(static days => days.Count() > 1) is { } twice
            ? $"{twice.Key:yyyy-MM-dd} is named twice: put its hours into one."
            : null;
    }

    /// <summary>Whether an instant lies in working hours. Their beginning does, their end does not.</summary>
    /// <param name="at">The instant.</param>
    public bool IsOpen(DateTimeOffset at) => Periods(at).TakeWhile(period => period.From <= at).Any(period => at < period.To);

    /// <summary>The first instant of working time, the given one or a later one.</summary>
    /// <param name="at">The instant.</param>
    /// <returns>Null when there is no working time in the fourteen months that follow.</returns>
    public DateTimeOffset? NextOpen(DateTimeOffset at)
    {
        foreach (var (from, to) in Periods(at))
        {
            if (at < to)
            {
                return from > at ? from : at;
            }
        }

        return null;
    }

    /// <summary>The instant by which so much working time has gone by: when something falls due that may take two working hours.</summary>
    /// <param name="from">Where counting begins.</param>
    /// <param name="workingTime">How much, zero or more. Zero gives <see cref="NextOpen"/>.</param>
    /// <returns>The instant; it may be the very end of working hours. Null when fourteen months do not hold that much.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public DateTimeOffset? Add(DateTimeOffset from, TimeSpan workingTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workingTime, TimeSpan.Zero);
        if (workingTime == TimeSpan.Zero)
        {
            return NextOpen(from);
        }

        var left = workingTime;
        foreach (var (opens, closes) in Periods(from))
        {
            var begin = opens > from ? opens : from;
            if (closes <= begin)
            {
                continue;
            }

            if (closes - begin >= left)
            {
                return begin + left;
            }

            left -= closes - begin;
        }

        return null;
    }

    /// <summary>How much working time lies between two instants; zero when the second is not the later one. Counted over at most fourteen
    /// months.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The second.</param>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var sum = TimeSpan.Zero;
        foreach (var (opens, closes) in Periods(from).TakeWhile(period => period.From < to))
        {
            var begin = opens > from ? opens : from;
            var end = closes < to ? closes : to;
            sum += end > begin ? end - begin : TimeSpan.Zero;
        }

        return sum;
    }

    /// <inheritdoc/>
    public bool Equals(WorkingHours? other) => other is not null && TimeZone == other.TimeZone && Weekly.SequenceEqual(other.Weekly)
        && SpecialDays.SequenceEqual(other.SpecialDays);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TimeZone, Weekly.Count, SpecialDays.Count);

    /// <summary>Working time from the day of an instant on, in order and without overlap.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Periods(DateTimeOffset at)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

        // The day before too: where clocks are put back, its last hour may come after the given instant.
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime).AddDays(-1);
        (DateTimeOffset From, DateTimeOffset To)? pending = null;
        for (var count = 0; count < MostDays && day < DateOnly.MaxValue; count++, day = day.AddDays(1))
        {
            foreach (var (from, to) in HoursOf(day, zone))
            {
                if (pending is { } open && from <= open.To)
                {
                    pending = (open.From, to > open.To ? to : open.To);
                    continue;
                }

                if (pending is { } whole && whole.To > whole.From)
                {
                    yield return whole;
                }

                pending = (from, to);
            }

            // A run without end is handed out day by day, or nobody would ever get it.
            if (pending is { } soFar && count % 2 == 1)
            {
                yield return soFar;
                pending = (soFar.To, soFar.To);
            }
        }

        if (pending is { } last && last.To > last.From)
        {
            yield return last;
        }
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> HoursOf(DateOnly day, TimeZoneInfo zone)
    {
        var special = SpecialDays.FirstOrDefault(one => one.Day == day);
        var hours = special is not null
            ? special.Hours.Select(static one => (one.From, one.To))
            : Weekly.Where(period => period.Day == day.DayOfWeek).Select(static period => (period.From, period.To));
        return hours.Order().Select(one => (
                Instant(day.ToDateTime(one.From), zone),
                Instant(one.To == TimeOnly.MinValue ? day.AddDays(1).ToDateTime(TimeOnly.MinValue) : day.ToDateTime(one.To), zone)))
            .Where(static one => one.Item2 > one.Item1);
    }

    // Of two instants the earlier one; of a time that was skipped the moment of the skip.
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

/// <summary>Hours of a day of the week, on the wall clock.</summary>
/// <param name="Day">The day.</param>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; midnight (00:00) is the end of the day.</param>
public sealed record WorkingPeriod(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A day that is different from its day of the week: a holiday, or a Saturday on which people work.</summary>
/// <param name="Day">The day, on the calendar of the zone.</param>
/// <param name="Name">What it is called, for people; may be empty.</param>
public sealed record SpecialDay(DateOnly Day, string Name)
{
    /// <summary>The hours of that day; none (the default) when it is closed.</summary>
    public IReadOnlyList<SpecialHours> Hours { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(SpecialDay? other) =>
        other is not null && Day == other.Day && Name == other.Name && Hours.SequenceEqual(other.Hours);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Day, Name, Hours.Count);
}

/// <summary>Hours of one special day, on the wall clock.</summary>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; midnight (00:00) is the end of the day.</param>
public sealed record SpecialHours(TimeOnly From, TimeOnly To);

/// <summary>How hours are spelled where they are stored.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkingHours))]
internal sealed partial class WorkingHoursJson : JsonSerializerContext;
