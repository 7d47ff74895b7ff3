using CallTracking.Samples.Console.Listing;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Listing;

public sealed class CallTableTests
{
    [Fact]
    public void Print_WhereNobodyLooks_IsALinePerCallHoweverLong()
    {
        using var console = new TestConsole();

        CallTable.Print(SeededStore.Calls, TimeZoneInfo.Utc, console.CreateTerminal());

        console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(1 + SeededStore.Calls.Count);
    }

    [Theory]
    [InlineData(80, 2)]
    [InlineData(160, 1)]
    public void Print_OnAScreen_CutsNothing(int width, int linesPerCall)
    {
        using var console = new TestConsole { IsScreen = true };
        var terminal = console.CreateTerminal();
        terminal.Screen.Profile.Width = width;

        CallTable.Print(SeededStore.Calls, TimeZoneInfo.Utc, terminal);

        var lines = console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => !line.Contains("Because", StringComparison.Ordinal)).Should().HaveCount(linesPerCall * SeededStore.Calls.Count);
        console.Out.Should().ContainAll("2026-11-23 08:00:00", "+12025550111", "5550100", "answered", "some rule (#1)").And.NotContain("…");
    }
}
