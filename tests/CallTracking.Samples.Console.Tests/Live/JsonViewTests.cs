using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class JsonViewTests
{
    [Fact]
    public void Show_AChange_IsAnObjectInALine()
    {
        using var console = new TestConsole();

        new JsonView(console.CreateTerminal()).Show(new CallChange(SeededStore.Calls[1], CallChangeKind.Ended));

        var line = console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Subject;
        var change = JsonDocument.Parse(line).RootElement;
        change.GetProperty("change").GetString().Should().Be("ended");
        change.GetProperty("call").GetProperty("outcome").GetString().Should().Be("missed");
    }
}
