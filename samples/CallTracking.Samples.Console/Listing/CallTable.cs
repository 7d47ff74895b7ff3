using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using Spectre.Console;

namespace CallTracking.Samples.Console.Listing;

/// <summary>Calls as a table for people, one line each; two lines each where the screen is too narrow for that.</summary>
internal static class CallTable
{
    private static readonly string[] Headings = ["Start", "Direction", "From", "To", "Outcome", "Answered by", "Wait", "Talk", "Because"];

    public static void Print(IReadOnlyList<Call> calls, TimeZoneInfo zone, Terminal terminal)
    {
        if (calls.Count == 0)
        {
            return;
        }

        var rows = calls.Select(call => Cells(call, zone)).ToList();
        if (terminal.IsScreen && WidthOf(rows) > terminal.Screen.Profile.Width)
        {
            PrintPairs(calls, rows, terminal);
        }
        else
        {
            PrintRows(calls, rows, terminal);
        }
    }

    private static void PrintRows(IReadOnlyList<Call> calls, List<string[]> rows, Terminal terminal)
    {
        var table = new Table { Border = TableBorder.None };
        for (var i = 0; i < Headings.Length; i++)
        {
            var isLength = Headings[i] is "Wait" or "Talk";
            table.AddColumn(new TableColumn(new Text(Headings[i], new Style(decoration: Decoration.Bold)))
            {
                NoWrap = true,
                Padding = new Padding(0, 0, 1, 0),
                Alignment = isLength ? Justify.Right : Justify.Left,
            });
        }

        foreach (var (call, cells) in calls.Zip(rows))
        {
            table.AddRow(cells.Select(cell => new Text(cell, StyleOf(call))));
        }

        terminal.Screen.Write(table);
    }

    private static void PrintPairs(IReadOnlyList<Call> calls, List<string[]> rows, Terminal terminal)
    {
        foreach (var (call, cells) in calls.Zip(rows))
        {
            var by = call.AnsweredBy is null ? "" : $" by {cells[5]}";
            terminal.Screen.WriteLine($"{cells[0]} {cells[1]} {cells[2]} -> {cells[3]}", StyleOf(call));
            terminal.Screen.WriteLine($"    {cells[4]}{by}, wait {cells[6]}, talk {cells[7]}: {cells[8]}", StyleOf(call));
        }
    }

    private static int WidthOf(List<string[]> rows) =>
        Enumerable.Range(0, Headings.Length).Sum(i => 1 + Math.Max(Headings[i].Length, rows.Max(cells => cells[i].Length)));

    private static Style StyleOf(Call call) => new(call.IsUnserved ? Color.Red : Color.Default);

    private static string[] Cells(Call call, TimeZoneInfo zone) =>
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
