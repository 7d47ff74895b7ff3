using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallTracking.Samples.Console.Live;

/// <summary>A board that is drawn anew a few times a second.</summary>
/// <param name="terminal">The screen.</param>
/// <param name="board">What is drawn.</param>
/// <param name="drawing">How.</param>
/// <param name="clock">The clock on the board.</param>
internal sealed class ScreenView(Terminal terminal, Board board, BoardDrawing drawing, TimeProvider clock) : ILiveView
{
    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(250);

    public void Show(CallChange change) => board.Apply(change);

    public void Show(LinkStatus link) => board.Apply(link);

    public void ShowLag(long skipped)
    {
        // The newest states come all the same, and a board shows nothing else.
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        terminal.Screen.Live(Draw()).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            using var timer = new PeriodicTimer(DrawEvery, terminal.Time);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    screen.UpdateTarget(Draw());
                }
            }
            catch (OperationCanceledException)
            {
                // The last picture stays on the screen.
                screen.UpdateTarget(Draw());
            }
        });

    private IRenderable Draw() =>
        drawing.Draw(board.Look(), clock.GetUtcNow(), terminal.Screen.Profile.Width, terminal.Screen.Profile.Height);
}
