using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.CommandLine;

public sealed class HelpPageTests
{
    public static TheoryData<string> Commands =>
    [
        "", "demo", "demo data", "watch", "history", "capture", "replay", "import", "backup", "restore", "check", "store", "store info", "store upgrade",
        "store script", "ratings", "ratings list", "ratings set", "ratings remove",
        "contacts", "contacts list", "contacts show", "contacts add", "contacts edit", "contacts remove", "contacts restore",
        "contacts number", "contacts note", "contacts photo", "contacts import", "contacts imports", "contacts undo", "contacts export",
        "contacts merge",
        "contacts split", "contacts unmerge", "contacts duplicates", "contacts distinct", "contacts status", "contacts status list",
        "contacts status defaults", "contacts status define", "contacts status set", "contacts field", "contacts field list",
        "contacts field define",
        "callbacks", "callbacks list", "callbacks show", "callbacks assign", "callbacks waive", "callbacks report", "tasks",
        "tasks list", "tasks add", "tasks return", "messages", "messages list", "messages send",
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
