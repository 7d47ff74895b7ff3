using System.Globalization;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Working hours while they are edited.</summary>
public sealed class HoursDraft
{
    private static readonly Period Usual = new() { From = new TimeOnly(9, 0), To = new TimeOnly(17, 0) };

    /// <summary>IANA zone.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The hours of each day of the week.</summary>
    public IReadOnlyDictionary<DayOfWeek, List<Period>> Weekly { get; } =
        Enum.GetValues<DayOfWeek>().ToDictionary(static day => day, static _ => new List<Period>());

    /// <summary>Days that are different.</summary>
    public IList<Special> SpecialDays { get; } = [];

    /// <summary>The days in the order of the user's week.</summary>
    public static IEnumerable<DayOfWeek> Week()
    {
        var first = (int)CultureInfo.CurrentCulture.DateTimeFormat.FirstDayOfWeek;
        return Enumerable.Range(0, 7).Select(day => (DayOfWeek)((first + day) % 7));
    }

    /// <summary>Hours to edit.</summary>
    public static HoursDraft Of(WorkingHours hours)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var draft = new HoursDraft { TimeZone = hours.TimeZone };
        foreach (var period in hours.Weekly.OrderBy(static one => one.From))
        {
            draft.Weekly[period.Day].Add(new Period { From = period.From, To = period.To });
        }

        foreach (var day in hours.SpecialDays.OrderBy(static one => one.Day))
        {
            var special = new Special { Day = day.Day, Name = day.Name };
            special.Hours.AddRange(day.Hours.Select(static one => new Period { From = one.From, To = one.To }));
            draft.SpecialDays.Add(special);
        }

        return draft;
    }

    /// <summary>Adds a period behind the others of a day.</summary>
    public void Add(IList<Period> periods)
    {
        ArgumentNullException.ThrowIfNull(periods);
        var begins = periods.Count == 0 || periods[^1].To >= new TimeOnly(22, 0) || periods[^1].To == TimeOnly.MinValue ? Usual.From : periods[^1].To.AddHours(1);
        periods.Add(new Period { From = begins, To = periods.Count == 0 ? Usual.To : begins.AddHours(1) });
    }

    /// <summary>The hours; what goes over midnight goes on into the next day.</summary>
    public WorkingHours ToHours() => new()
    {
        TimeZone = TimeZone.Trim(),
        Weekly = [.. Weekly.SelectMany(static day => day.Value.SelectMany(period => Split(day.Key, period))).OrderBy(static one => one.Day).ThenBy(static one => one.From)],
        SpecialDays = [.. SpecialDays.Select(static day => new SpecialDay(day.Day ?? default, day.Name?.Trim() ?? string.Empty)
        {
            Hours = [.. day.Hours.OrderBy(static one => one.From).Select(static one => new SpecialHours(one.From, one.To))],
        }).OrderBy(static day => day.Day)],
    };

    /// <summary>What is wrong, in the user's language; null when nothing is.</summary>
    internal string? FindProblem(IStringLocalizer<HoursTexts> texts)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone.Trim(), out _))
        {
            return texts["Zone.Wrong"];
        }

        if (Weekly.FirstOrDefault(static day => day.Value.Any(static one => one.From == one.To && one.To != TimeOnly.MinValue)) is { Value: not null } empty)
        {
            return texts["Empty", CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(empty.Key)];
        }

        if (SpecialDays.FirstOrDefault(static day => day.Hours.Any(static one => one.To <= one.From && one.To != TimeOnly.MinValue)) is { } turned)
        {
            return texts["Empty", $"{turned.Day:d}"];
        }

        return SpecialDays.GroupBy(static day => day.Day).FirstOrDefault(static days => days.Count() > 1) is { } twice ? texts["Twice", $"{twice.Key:d}"].Value : null;
    }

    private static IEnumerable<WorkingPeriod> Split(DayOfWeek day, Period period)
    {
        if (period.To == TimeOnly.MinValue || period.To > period.From)
        {
            yield return new WorkingPeriod(day, period.From, period.To);
            yield break;
        }

        yield return new WorkingPeriod(day, period.From, TimeOnly.MinValue);
        yield return new WorkingPeriod((DayOfWeek)(((int)day + 1) % 7), TimeOnly.MinValue, period.To);
    }

    /// <summary>Hours of a day.</summary>
    public sealed class Period
    {
        /// <summary>When they begin.</summary>
        public TimeOnly From { get; set; }

        /// <summary>When they end; midnight is the end of the day.</summary>
        public TimeOnly To { get; set; }
    }

    /// <summary>A day that is different.</summary>
    public sealed class Special
    {
        /// <summary>The day.</summary>
        public DateOnly? Day { get; set; }

        /// <summary>What it is called.</summary>
        public string? Name { get; set; }

        /// <summary>Its hours; none when it is closed.</summary>
        public List<Period> Hours { get; } = [];
    }
}
