using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.Listing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallTracking.Samples.Console.Live;

/// <summary>Draws a board to fit a screen of 80 columns and 24 lines, and makes use of more.</summary>
internal sealed class BoardDrawing(string title, TimeZoneInfo zone)
{
    // Title, state, headings, and a line for the cursor.
    private const int Frame = 6;

    // State or time, caller, called, party, length: with the gaps 78 of 80, because the terminal writes ^C behind the last line.
    private static readonly int[] Widths = [9, 23, 20, 14, 7];

    /// <summary>The zone of the times.</summary>
    public TimeZoneInfo Zone => zone;

    /// <param name="picture">What is going on.</param>
    /// <param name="now">The time on the board's clock.</param>
    /// <param name="width">Columns that there are.</param>
    /// <param name="height">Lines that there are.</param>
    public IRenderable Draw(BoardPicture picture, DateTimeOffset now, int width, int height)
    {
        var lines = Math.Max(6, height - Frame);
        var open = Math.Min(Math.Max(picture.Open.Count, 1), lines / 2);
        var unserved = Math.Min(Math.Max(picture.Unserved.Count, 1), (lines - open) / 2);
        var last = Math.Max(1, lines - open - unserved);
        return new Rows(
            Title(picture, now, width), State(picture.Link, width),
            Section($"In progress ({picture.Open.Count})", Color.Green), Open(picture.Open, now, open),
            Section($"To call back ({picture.Unserved.Count})", Color.Red), Unserved(picture.Unserved, now, unserved),
            Section("Last calls", Color.Blue), Last(picture.Last, last));
    }

    private Text Title(BoardPicture picture, DateTimeOffset now, int width)
    {
        var figures = $"  {Wording.Calls(picture.Ended)}, {picture.Answered} answered  {Wording.TimeOfDay(now, zone)}";
        var room = Math.Max(1, width - figures.Length);
        return new Text(Fit(Fit(title, room).PadRight(room) + figures, width), new Style(decoration: Decoration.Bold));
    }

    private static Text State(LinkStatus? link, int width)
    {
        var good = link is { State: LinkState.Up, StoreError: null, InboxFullSince: null };
        return new Text(Fit(link is null ? "starting" : LinkWords.Of(link), width), new Style(good ? Color.Green : Color.Yellow));
    }

    private static Rule Section(string heading, Color color) =>
        new Rule(heading) { Justification = Justify.Left, Style = new Style(color) };

    private static Table Open(IReadOnlyList<Call> calls, DateTimeOffset now, int lines)
    {
        var table = Columns();
        foreach (var call in calls.Take(Fitting(calls.Count, lines)))
        {
            Row(
                table, ColorOf(call.State), Wording.Of(call.State), Caller(call), Wording.Called(call),
                string.Join(" ", LiveCall.Now(call)), Wording.Clock(Passed(now, LiveCall.Since(call))));
        }

        return Rest(table, calls.Count, lines, "nobody");
    }

    private Table Unserved(IReadOnlyList<UnservedCaller> callers, DateTimeOffset now, int lines)
    {
        var table = Columns();
        foreach (var caller in callers.Take(Fitting(callers.Count, lines)))
        {
            Row(
                table, Color.Red, Wording.TimeOfDay(caller.Last.StartedAt, zone), Caller(caller.Last), Wording.Called(caller.Last),
                caller.Attempts == 1 ? Wording.Outcome(caller.Last) : $"{caller.Attempts} attempts",
                Wording.Clock(Passed(now, caller.Last.StartedAt)));
        }

        return Rest(table, callers.Count, lines, "nobody");
    }

    private Table Last(IReadOnlyList<Call> calls, int lines)
    {
        var table = Columns();
        foreach (var call in calls.Take(lines))
        {
            var by = call.AnsweredBy is { } party ? Wording.Party(party) : Wording.Outcome(call);
            Row(
                table, call.IsUnserved ? Color.Red : Color.Default, Wording.TimeOfDay(call.StartedAt, zone), Caller(call),
                Wording.Called(call), by, Wording.Clock(call.Talk));
        }

        return Rest(table, Math.Min(calls.Count, lines), lines, "none yet");
    }

    private static Table Columns()
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        for (var i = 0; i < Widths.Length; i++)
        {
            var column = new TableColumn(string.Empty) { Width = Widths[i], NoWrap = true, Padding = new Padding(0, 0, 1, 0) };
            table.AddColumn(i == Widths.Length - 1 ? column.RightAligned() : column);
        }

        return table;
    }

    private static void Row(Table table, Color color, params string[] cells) =>
        table.AddRow(cells.Select((cell, i) => new Text(Fit(cell, Widths[i]), new Style(color))));

    /// <summary>A text that would take a second line is cut: Spectre's own cutting works on single words only.</summary>
    private static string Fit(string text, int width)
    {
        var segment = new Segment(text);
        return segment.CellCount() <= width ? text : Segment.Truncate(segment, width - 1)?.Text + "…";
    }

    private static Table Rest(Table table, int count, int lines, string none)
    {
        if (count == 0)
        {
            Row(table, Color.Grey, string.Empty, none, string.Empty, string.Empty, string.Empty);
        }
        else if (count > lines)
        {
            Row(table, Color.Grey, string.Empty, $"and {count - Fitting(count, lines)} more", string.Empty, string.Empty, string.Empty);
        }

        return table;
    }

    private static int Fitting(int count, int lines) => count <= lines ? count : Math.Max(0, lines - 1);

    private static string Caller(Call call) => call.CallerName is { Length: > 0 } name
        ? $"{Wording.Caller(call)} {Wording.Party(name)}" : Wording.Caller(call);

    private static TimeSpan Passed(DateTimeOffset now, DateTimeOffset since) => now > since ? now - since : TimeSpan.Zero;

    private static Color ColorOf(CallState state) => state switch
    {
        CallState.Talking => Color.Green,
        CallState.Held => Color.Blue,
        CallState.Queued => Color.Magenta,
        _ => Color.Yellow,
    };
}
