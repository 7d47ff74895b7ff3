using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.Live;

namespace CallTracking.Samples.Console.Demo;

/// <summary>What a manager wants to know of a day.</summary>
internal sealed record DaySummary
{
    private const int TopEmployees = 5;

    public required DateOnly Day { get; init; }

    public required int Calls { get; init; }

    public required int OpenCalls { get; init; }

    /// <summary>Calls by direction and outcome; calls that have not ended are not among them.</summary>
    public required IReadOnlyDictionary<(CallDirection Direction, CallOutcome Outcome), int> Counts { get; init; }

    public required TimeSpan Talk { get; init; }

    /// <summary>How long inbound callers waited until somebody took the call; null when nobody did.</summary>
    public required TimeSpan? AverageWait { get; init; }

    public required TimeSpan LongestWait { get; init; }

    /// <summary>Callers who were not served and not talked to later.</summary>
    public required int ToCallBack { get; init; }

    /// <summary>Start of the hour in which most calls began; null without calls.</summary>
    public required DateTimeOffset? BusiestHour { get; init; }

    public required int CallsInBusiestHour { get; init; }

    public required IReadOnlyList<EmployeeDay> Employees { get; init; }

    /// <summary>When a link was not observed.</summary>
    public IReadOnlyList<CoverageGap> Gaps { get; init; } = [];

    public static DaySummary Of(IReadOnlyCollection<Call> calls, DateOnly day, TimeZoneInfo zone)
    {
        var ended = calls.Where(call => call.State == CallState.Ended).OrderBy(call => call.EndedAt).ToList();
        var answered = ended.Where(call => call is { Direction: CallDirection.Inbound, Outcome: CallOutcome.Answered }).ToList();
        var unserved = new UnservedCallers();
        ended.ForEach(unserved.Add);
        var busiest = calls.GroupBy(call => HourOf(call.StartedAt, zone))
            .OrderByDescending(hour => hour.Count()).ThenBy(hour => hour.Key).FirstOrDefault();
        return new DaySummary
        {
            Day = day,
            Calls = calls.Count,
            OpenCalls = calls.Count - ended.Count,
            Counts = ended.CountBy(call => (call.Direction, call.Outcome ?? CallOutcome.Unknown)).ToDictionary(),
            Talk = Sum(ended.Select(call => call.Talk)),
            AverageWait = answered.Count == 0 ? null : Sum(answered.Select(call => call.Wait)) / answered.Count,
            LongestWait = answered.Count == 0 ? TimeSpan.Zero : answered.Max(call => call.Wait),
            ToCallBack = unserved.Count,
            BusiestHour = busiest?.Key,
            CallsInBusiestHour = busiest?.Count() ?? 0,
            Employees = [.. EmployeeDay.Of(ended).Take(TopEmployees)],
        };
    }

    private static DateTimeOffset HourOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> spans) => new(spans.Sum(span => span.Ticks));
}

/// <summary>One extension's day.</summary>
/// <param name="Party">The extension.</param>
/// <param name="Answered">Calls that it took.</param>
/// <param name="Placed">Calls that it made.</param>
/// <param name="NotAnswered">Calls that rang there to the end and that nobody else took.</param>
/// <param name="Talk">How long it talked.</param>
internal sealed record EmployeeDay(string Party, int Answered, int Placed, int NotAnswered, TimeSpan Talk)
{
    /// <summary>Everybody, whoever talked longest first.</summary>
    public static IEnumerable<EmployeeDay> Of(IEnumerable<Call> calls) => calls
        .SelectMany(
            call => call.Participants.Where(party => party.Kind == ParticipantKind.Extension), (call, party) => (Call: call, Party: party))
        .GroupBy(entry => entry.Party.Party, (name, entries) => Of(name, [.. entries]))
        .OrderByDescending(employee => employee.Talk).ThenBy(employee => employee.Party, StringComparer.Ordinal);

    private static EmployeeDay Of(string name, IReadOnlyList<(Call Call, Participant Party)> entries) => new(
        name,
        entries.Count(entry => entry.Party.Result == ParticipantResult.Answered && !IsPlacedBy(entry.Call, name)),
        entries.Count(entry => IsPlacedBy(entry.Call, name)),
        entries.Count(entry => entry.Party.Result == ParticipantResult.NoAnswer),
        new TimeSpan(entries.Sum(entry => entry.Party.Talk.Ticks)));

    private static bool IsPlacedBy(Call call, string party) =>
        call.Direction != CallDirection.Inbound && (call.PlacedBy ?? call.CallerNumber) == party;
}
