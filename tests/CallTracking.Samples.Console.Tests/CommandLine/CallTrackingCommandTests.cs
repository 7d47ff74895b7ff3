using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.CommandLine;

public sealed class CallTrackingCommandTests
{
    public static TheoryData<string> WrongUsages =>
    [
        "wach",
        "demo --speed fast",
        "demo --speed 0",
        "demo extra",
        "replay",
        "replay --pbx smoke-signals x.raw",
        "watch",
        "watch --asterisk pbx",
        "watch --asterisk pbx --user ct --password secret",
        "watch --asterisk pbx --user ct --timeout -1",
        "watch --asterisk pbx --user ct --pin abc",
        "watch --asterisk pbx:what --user ct",
        "watch --asterisk pbx --user ct",
        "capture --asterisk pbx --user ct",
        "history --json --csv",
        "history --outcome great",
        "history --limit 0",
        "history --limit many",
        "history --period aeon",
        "history --period today --from 2026-11-23",
        "history --from yesterday",
        "history --time-zone Mars/Olympus",
    ];

    [Theory]
    [MemberData(nameof(WrongUsages))]
    public async Task WrongUsage_IsOneLineOnStandardErrorAndExitCode2(string line)
    {
        using var console = new TestConsole();

        var exitCode = await console.RunAsync(line.Split(' '));

        exitCode.Should().Be(ExitCode.Usage);
        console.Out.Should().BeEmpty();
        console.ErrorLines.Should().ContainSingle().Which.Should().StartWith("calltracking").And.EndWith(".");
    }

    [Fact]
    public async Task UnexpectedException_IsOneLineWithoutStackTrace()
    {
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Out = TextWriter.Null,
            Error = error,
            OpenOut = () => Stream.Null,
            Environment = _ => throw new InvalidCastException("odd\nworld"),
        };

        var exitCode = await CallTrackingCommand.RunAsync(["history"], terminal, TestContext.Current.CancellationToken);

        exitCode.Should().Be(ExitCode.Failed);
        error.ToString().ReplaceLineEndings("\n").Should().Be(
            "calltracking: InvalidCastException: odd world This is a bug; please report it with the command.\n");
    }
}
