using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using Spectre.Console;

namespace CallTracking.Samples.Console.Listing;

/// <summary>Calls as a table for people, one line each.</summary>
internal static class CallTable
{
    public static void Print(IReadOnlyList<Call> calls, TimeZoneInfo zone, Terminal terminal)
    {
        if (calls.Count == 0)
        {
            return;
        }

        var table = new Table { Border = terminal.IsScreen ? TableBorder.Simple : TableBorder.None };
        foreach (var heading in new[] { "Start", "Direction", "From", "To", "Outcome", "Answered by" })
        {
            table.AddColumn(new TableColumn(heading).NoWrap());
        }

        table.AddColumn(new TableColumn("Wait").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Talk").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("Because"));
        foreach (var call in calls)
        {
            table.AddRow(Cells(call, zone).Select(cell => new Text(cell)));
        }

        terminal.Screen.Write(table);
    }

    private static IEnumerable<string> Cells(Call call, TimeZoneInfo zone) =>
    [
        Wording.Instant(call.StartedAt, zone),
        Wording.Of(call.Direction),
        Wording.Caller(call),
        Wording.Called(call),
        Wording.Outcome(call),
        Wording.Party(call.AnsweredBy),
        Wording.Clock(call.Wait),
        Wording.Clock(call.Talk),
        Wording.BecauseOfOutcome(call),
    ];
}
