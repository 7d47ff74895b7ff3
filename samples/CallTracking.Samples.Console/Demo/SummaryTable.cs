using System.Globalization;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;
using Spectre.Console;

namespace CallTracking.Samples.Console.Demo;

/// <summary>A day's summary for people.</summary>
internal static class SummaryTable
{
    private static readonly CallDirection[] Directions = Enum.GetValues<CallDirection>();

    public static void Print(DaySummary day, Terminal terminal)
    {
        var border = terminal.IsScreen ? TableBorder.Rounded : TableBorder.None;
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{day.Day:yyyy-MM-dd}: {Wording.Calls(day.Calls)}, {day.OpenCalls} still open"));
        terminal.Out.WriteLine();
        terminal.Screen.Write(Outcomes(day, border));
        terminal.Out.WriteLine();
        terminal.Screen.Write(Figures(day));
        terminal.Out.WriteLine();
        terminal.Screen.Write(Employees(day, border));
    }

    private static Table Outcomes(DaySummary day, TableBorder border)
    {
        var table = new Table { Border = border };
        table.AddColumn("Outcome");
        foreach (var heading in Directions.Select(Wording.Of).Append("all"))
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var outcome in Enum.GetValues<CallOutcome>())
        {
            var counts = Directions.Select(direction => day.Counts.GetValueOrDefault((direction, outcome))).ToList();
            if (counts.Sum() > 0)
            {
                Row(table, Wording.Of(outcome), counts);
            }
        }

        Row(table, "all", [.. Directions.Select(direction => day.Counts.Sum(count => count.Key.Direction == direction ? count.Value : 0))]);
        return table;
    }

    private static void Row(Table table, string name, List<int> counts) =>
        table.AddRow([name, .. counts.Append(counts.Sum()).Select(count => count == 0 ? "-" : Figure(count))]);

    private static string Figure(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Grid Figures(DaySummary day)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        grid.AddRow("Talk", Wording.Clock(day.Talk));
        grid.AddRow("Wait of answered callers", day.AverageWait is { } wait
            ? $"{Wording.Clock(wait)} on average, {Wording.Clock(day.LongestWait)} at most" : "-");
        grid.AddRow("To call back", Wording.Count(day.ToCallBack, "caller", "callers"));
        if (day.Gaps.Count > 0)
        {
            grid.AddRow("Not observed", $"{Wording.Count(day.Gaps.Count, "time", "times")}, "
                + Wording.Clock(new TimeSpan(day.Gaps.Sum(gap => ((gap.To ?? gap.From) - gap.From).Ticks))));
        }

        return grid.AddRow("Busiest hour", day.BusiestHour is { } hour
            ? string.Create(CultureInfo.InvariantCulture, $"{hour:HH:mm} with {Wording.Calls(day.CallsInBusiestHour)}") : "-");
    }

    private static Table Employees(DaySummary day, TableBorder border)
    {
        var table = new Table { Border = border };
        table.AddColumn("Employee");
        foreach (var heading in new[] { "answered", "placed", "not answered", "talk" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var employee in day.Employees)
        {
            table.AddRow(new[]
            {
                Wording.Party(employee.Party), Figure(employee.Answered), Figure(employee.Placed), Figure(employee.NotAnswered),
                Wording.Clock(employee.Talk),
            }.Select(cell => new Text(cell)));
        }

        return table;
    }
}
