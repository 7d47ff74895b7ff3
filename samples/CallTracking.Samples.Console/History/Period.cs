using System.Globalization;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.History;

/// <summary>Periods that have a name.</summary>
internal enum NamedPeriod
{
    Today,
    Yesterday,

    /// <summary>This week, from Monday on.</summary>
    Week,

    /// <summary>This month.</summary>
    Month,
}

/// <summary>A part of time, the end not included; null where it is open.</summary>
internal readonly record struct Period(DateTimeOffset? From, DateTimeOffset? To)
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
    ];

    /// <summary>A named period, up to now's end of it.</summary>
    public static Period Named(NamedPeriod name, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var first = new DateOnly(today.Year, today.Month, 1);
        var (from, to) = name switch
        {
            NamedPeriod.Today => (today, today.AddDays(1)),
            NamedPeriod.Yesterday => (today.AddDays(-1), today),
            NamedPeriod.Week => (monday, monday.AddDays(7)),
            _ => (first, first.AddMonths(1)),
        };
        return new Period(ZonedTime.StartOf(from, zone), ZonedTime.StartOf(to, zone));
    }

    /// <summary>A period between two texts, each a day or a time. A day as the end is meant with that day.</summary>
    /// <exception cref="CommandException">A text is neither.</exception>
    public static Period Between(string? from, string? to, TimeZoneInfo zone) => new(
        from is null ? null : Read("--from", from, 0, zone), to is null ? null : Read("--to", to, 1, zone));

    private static DateTimeOffset Read(string option, string text, int daysToAdd, TimeZoneInfo zone)
    {
        var culture = CultureInfo.InvariantCulture;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var day))
        {
            return ZonedTime.StartOf(day.AddDays(daysToAdd), zone);
        }

        if (DateTime.TryParseExact(text, TimeFormats, culture, DateTimeStyles.None, out var time))
        {
            return ZonedTime.ToInstant(time, zone);
        }

        // Only with an offset: anything else would be read in the zone of this process.
        return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : throw new CommandException(
                ExitCode.Usage, $"'{text}' is no time for {option}. Write a day, 2026-11-23, or a time, 2026-11-23T14:30.");
    }
}
