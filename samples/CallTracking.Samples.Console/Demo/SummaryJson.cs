using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Demo;

/// <summary>A day's summary for programs.</summary>
internal static class SummaryJson
{
    public static void Print(DaySummary day, string store, Terminal terminal)
    {
        var content = new Content(
            day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), store, day.Calls, day.OpenCalls,
            ByDirection(day), day.Talk.TotalSeconds, day.AverageWait?.TotalSeconds, day.LongestWait.TotalSeconds, day.ToCallBack,
            day.BusiestHour?.ToString("HH:mm", CultureInfo.InvariantCulture), day.CallsInBusiestHour,
            [.. day.Employees.Select(one => new Employee(one.Party, one.Answered, one.Placed, one.NotAnswered, one.Talk.TotalSeconds))],
            [.. day.Gaps.Select(static gap => new Gap(gap.Link, gap.From, gap.To, Wording.JsonWord(gap.Cause)))]);
        terminal.Out.WriteLine(JsonSerializer.Serialize(content, SummaryJsonContext.Default.Content));
    }

    private static Dictionary<string, Dictionary<string, int>> ByDirection(DaySummary day) => Enum.GetValues<CallDirection>().ToDictionary(
        Wording.JsonWord,
        direction => day.Counts.Where(count => count.Key.Direction == direction).OrderBy(count => count.Key.Outcome)
            .ToDictionary(count => Wording.JsonWord(count.Key.Outcome), count => count.Value));

    internal sealed record Content(
        string Day, string Store, int Calls, int OpenCalls, Dictionary<string, Dictionary<string, int>> Outcomes, double TalkSeconds,
        double? AverageWaitSeconds, double LongestWaitSeconds, int ToCallBack, string? BusiestHour, int CallsInBusiestHour,
        IReadOnlyList<Employee> Employees, IReadOnlyList<Gap> Gaps);

    internal sealed record Gap(string Link, DateTimeOffset From, DateTimeOffset? To, string Cause);

    internal sealed record Employee(string Party, int Answered, int Placed, int NotAnswered, double TalkSeconds);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(SummaryJson.Content))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
