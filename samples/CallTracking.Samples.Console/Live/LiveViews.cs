using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Live;

/// <summary>Chooses how to show calls.</summary>
internal static class LiveViews
{
    public static ILiveView For(Terminal terminal, bool asJson, string title, TimeZoneInfo zone, TimeProvider clock, Board? board = null) =>
        asJson ? new JsonView(terminal)
        : terminal.IsScreen ? new ScreenView(terminal, board ?? new Board(), new BoardDrawing(title, zone), clock)
        : new LineView(terminal, zone, clock);
}
