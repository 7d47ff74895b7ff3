using CallTracking.Samples.Web.Components.Shared;

namespace CallTracking.Samples.Web.Layout;

public sealed class ShortcutsTests
{
    private readonly Shortcuts _keys = new();

    [Fact]
    public async Task Press_KeyOfTwoPages_ReachesTheNewestUntilItIsLeft()
    {
        var pressed = new List<string>();
        using var first = _keys.Register("N", "First", () => pressed.Add("first"));
        var second = _keys.Register("n", "Second", () => pressed.Add("second"));
        await _keys.PressAsync("n");
        second.Dispose();
        await _keys.PressAsync("n");
        pressed.Should().Equal("second", "first");
    }

    [Fact]
    public async Task Press_KeyOfNobody_DoesNothing()
    {
        await _keys.PressAsync("x");
        _keys.All.Should().BeEmpty();
    }

    [Fact]
    public void Register_AndDispose_TellsTheListOnceEach()
    {
        var told = 0;
        _keys.Changed += () => told++;
        var key = _keys.Register("g c", "Calls", () => Task.CompletedTask, isGeneral: true);
        key.Dispose();
        key.Dispose();
        told.Should().Be(2);
    }
}
