using CallTracking.Links;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;
using Spectre.Console;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class ScreenViewTests : IDisposable
{
    private readonly TestConsole _console = new() { IsScreen = true };

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task RunAsync_UntilThePbxIsHeard_ShowsNoBoard()
    {
        var output = await RunAsync(LinkState.Connecting);

        output.Should().Contain("connecting").And.NotContain("Last calls");
    }

    [Fact]
    public async Task RunAsync_WhenStopped_LeavesTheLastPicture()
    {
        var output = await RunAsync(LinkState.Up);

        output.Should().ContainAll("In progress (0)", "To call back (0)", "Last calls");
    }

    private async Task<string> RunAsync(LinkState state)
    {
        var terminal = _console.CreateTerminal();
        terminal.Screen.Profile.Width = 80;
        terminal.Screen.Profile.Height = 24;
        var view = new ScreenView(terminal, new Board(), new BoardDrawing("Test", TimeZoneInfo.Utc), TimeProvider.System);
        view.Show(new LinkStatus { Link = "pbx", State = state, Since = SeededStore.Day });

        await view.RunAsync(new CancellationToken(canceled: true));

        return _console.Out;
    }
}
