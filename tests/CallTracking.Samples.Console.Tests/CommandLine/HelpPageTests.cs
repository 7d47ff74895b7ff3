using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.CommandLine;

public sealed class HelpPageTests
{
    public static TheoryData<string> Commands =>
    [
        "", "demo", "watch", "history", "capture", "replay", "import", "backup", "restore", "check", "store", "store info", "store upgrade",
        "store script",
    ];

    /// <summary>A changed page is a changed face of the product: look at it, then copy what the test printed into Snapshots.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEachCommand_IsAsApproved(string command)
    {
        using var console = new TestConsole();

        var exitCode = await console.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        exitCode.Should().Be(ExitCode.Ok);
        console.Error.Should().BeEmpty();
        var file = Path.Combine(AppContext.BaseDirectory, "Snapshots", $"help{(command.Length > 0 ? "-" : "")}{command.Replace(' ', '-')}.txt");
        var approved = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Trimmed(console.Out).Should().Be(Trimmed(approved));
    }

    [Fact]
    public async Task NoArguments_ShowsTheFirstPage()
    {
        using var console = new TestConsole();

        var exitCode = await console.RunAsync();

        exitCode.Should().Be(ExitCode.Ok);
        console.Out.Should().Contain("Begin with 'demo'").And.Contain("replay");
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        using var console = new TestConsole();

        var exitCode = await console.RunAsync("--version");

        exitCode.Should().Be(ExitCode.Ok);
        console.Out.Should().MatchRegex(@"^calltracking \d+\.\d+\.\d+\S*\n$");
    }

    private static string Trimmed(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd();
}
