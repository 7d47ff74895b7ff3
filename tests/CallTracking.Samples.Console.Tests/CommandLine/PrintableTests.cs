using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Tests.CommandLine;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain Ærø 字", "plain Ærø 字")]
    [InlineData("\u001b[2Jgone", "[2Jgone")]
    [InlineData("two\r\n lines", "two lines")]
    [InlineData("c1\u009b31m", "c1 31m")]
    public void Line_ControlCodes_DoNotReachTheTerminal(string text, string printed) => Printable.Line(text).Should().Be(printed);
}
