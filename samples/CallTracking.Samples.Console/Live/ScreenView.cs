using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CallTracking.Samples.Console.Live;

/// <summary>
/// A board that is drawn anew a few times a second. Until the PBX is heard it is one line, and nothing of it stays when that fails: the
/// error is then all there is to read.
/// </summary>
/// <param name="terminal">The screen.</param>
/// <param name="board">What is drawn.</param>
/// <param name="drawing">How.</param>
/// <param name="clock">The clock on the board.</param>
internal sealed class ScreenView(Terminal terminal, Board board, BoardDrawing drawing, TimeProvider clock) : ILiveView
{
    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(250);

    private volatile bool _wasUp;

    public void Show(CallChange change) => board.Apply(change);

    public void Show(LinkStatus link)
    {
        _wasUp |= link.State == LinkState.Up;
        board.Apply(link);
    }

    public void ShowLag(long skipped)
    {
        // The newest states come all the same, and a board shows nothing else.
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await terminal.Screen.Live(Draw()).Overflow(VerticalOverflow.Crop).AutoClear(true).StartAsync(
            screen => RedrawAsync(screen, cancellationToken));
        if (_wasUp)
        {
            // The last picture stays.
            terminal.Screen.Write(Draw());
        }
    }

    private async Task RedrawAsync(LiveDisplayContext screen, CancellationToken cancellationToken)
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
            // Enough was seen.
        }
    }

    private IRenderable Draw()
    {
        var picture = board.Look();
        return _wasUp
            ? drawing.Draw(picture, clock.GetUtcNow(), terminal.Screen.Profile.Width, terminal.Screen.Profile.Height)
            : new Text(picture.Link is null ? "starting" : LinkWords.Of(picture.Link));
    }
}
