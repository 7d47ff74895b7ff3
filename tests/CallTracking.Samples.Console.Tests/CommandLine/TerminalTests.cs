using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Tests.CommandLine;

public sealed class TerminalTests
{
    [Theory]
    [InlineData("NO_COLOR", "1", false)]
    [InlineData("NO_COLOR", "", true)]
    [InlineData("TERM", "dumb", false)]
    [InlineData("TERM", "xterm", true)]
    public void TakesControlCodes_FollowsTheEnvironment(string variable, string value, bool takes) =>
        Terminal.TakesControlCodes(name => name == variable ? value : null).Should().Be(takes);
}
