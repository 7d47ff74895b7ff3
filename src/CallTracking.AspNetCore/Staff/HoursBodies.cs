using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CallTracking.AspNetCore.Http;
using CallTracking.Staff;

namespace CallTracking.AspNetCore.Staff;

[Description("The hours that are set for somebody himself.")]
internal sealed record ScheduleBody
{
    [Description("The hours; null where none are set, and those of the department, of everybody, or round the clock hold.")]
    public HoursBody? Hours { get; init; }

    [Description("Counts the changes; 0 where none are set.")]
    public required long Revision { get; init; }

    public static ScheduleBody Of(WorkSchedule? set) =>
        new() { Hours = set is null ? null : HoursBody.Of(set.Hours), Revision = set?.Revision ?? 0 };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Weekly hours on the clock of one zone, and the days that are different.")]
internal sealed partial record HoursBody
{
    private const int MostPeriods = 200;
    private const int MostDays = 1000;

    [Description("IANA zone whose clock the hours are read on, as Asia/Phnom_Penh.")]
    public string? TimeZone { get; init; }

    [Description("The hours of an ordinary week; a day may have several, and may have none.")]
    public IReadOnlyList<PeriodBody>? Weekly { get; init; }

    [Description("Days that are different, each named once.")]
    public IReadOnlyList<SpecialDayBody>? SpecialDays { get; init; }

    public static HoursBody Of(WorkingHours hours) => new()
    {
        TimeZone = hours.TimeZone,
        Weekly = [.. hours.Weekly.Select(static one => new PeriodBody { Day = Word.Of(one.Day), From = Text(one.From), To = Text(one.To) })],
        SpecialDays =
        [
            .. hours.SpecialDays.Select(static day => new SpecialDayBody
            {
                Day = day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Name = day.Name,
                Hours = [.. day.Hours.Select(static one => new SpanBody { From = Text(one.From), To = Text(one.To) })],
            }),
        ],
    };

    public WorkingHours ToHours()
    {
        var zone = Texts.Required(TimeZone, "timeZone", 64);

        // The system looks names up as files: nothing else than a name goes there.
        if (!ZoneNames().IsMatch(zone) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw Texts.Invalid("timeZone", "There is no such time zone.", "Give an IANA name as Asia/Phnom_Penh.");
        }

        return new WorkingHours
        {
            TimeZone = zone,
            Weekly = [.. Most(Weekly, "weekly", MostPeriods).Select(static one => new WorkingPeriod(
                Word<DayOfWeek>.Require(one?.Day, "weekly.day"), Time(one?.From, "weekly.from"), Time(one?.To, "weekly.to")))],
            SpecialDays =
            [
                .. Most(SpecialDays, "specialDays", MostDays).Select(static one => new SpecialDay(
                    Date(one?.Day, "specialDays.day"), Texts.Optional(one?.Name, "specialDays.name", 100) ?? string.Empty)
                {
                    Hours = [.. Most(one?.Hours, "specialDays.hours", 24).Select(static span => new SpecialHours(
                        Time(span?.From, "specialDays.hours.from"), Time(span?.To, "specialDays.hours.to")))],
                }),
            ],
        };
    }

    private static IReadOnlyList<T> Most<T>(IReadOnlyList<T>? items, string member, int most) =>
        items is null or { Count: 0 } ? [] : Texts.List(items, member, most);

    private static string Text(TimeOnly time) =>
        time.ToString(time is { Second: 0, Millisecond: 0 } ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string? text, string member) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time : throw Texts.Invalid(member, $"'{member}' is no time of day.", "Write it as 09:30; 00:00 as the end is the end of the day.");

    private static DateOnly Date(string? text, string member) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : throw Texts.Invalid(member, $"'{member}' is no day.", "Write it as 2026-11-23.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneNames();
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Hours of a day of the week, on the wall clock.")]
internal sealed record PeriodBody
{
    [WordsOf<DayOfWeek>]
    [Description("The day.")]
    public string? Day { get; init; }

    [Description("When they begin, as 09:00.")]
    public string? From { get; init; }

    [Description("When they end; 00:00 is the end of the day. Hours over midnight are two periods.")]
    public string? To { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A day that is different from its day of the week.")]
internal sealed record SpecialDayBody
{
    [Description("The day, as 2026-11-23.")]
    public string? Day { get; init; }

    [Description("What it is called, at most 100 characters.")]
    public string? Name { get; init; }

    [Description("Its hours; none when it is closed.")]
    public IReadOnlyList<SpanBody>? Hours { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Hours of one special day, on the wall clock.")]
internal sealed record SpanBody
{
    [Description("When they begin, as 09:00.")]
    public string? From { get; init; }

    [Description("When they end; 00:00 is the end of the day.")]
    public string? To { get; init; }
}
