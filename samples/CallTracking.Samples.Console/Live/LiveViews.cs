using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Live;

/// <summary>Chooses how to show calls.</summary>
internal static class LiveViews
{
    /// <param name="terminal">Where to.</param>
    /// <param name="asJson">Whether a program reads it.</param>
    /// <param name="board">What a screen shows.</param>
    /// <param name="drawing">How a screen shows it, and the zone of all times shown.</param>
    /// <param name="clock">The clock on the board.</param>
    public static ILiveView For(Terminal terminal, bool asJson, Board board, BoardDrawing drawing, TimeProvider clock) =>
        asJson ? new JsonView(terminal)
        : terminal.IsScreen ? new ScreenView(terminal, board, drawing, clock)
        : new LineView(terminal, drawing.Zone, clock);
}
