using System.Diagnostics;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests;

/// <summary>The program as a user starts it: what only a process of its own can show.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Replay_InAProcessOfItsOwn_PrintsNothingButTheLedger()
    {
        using var console = new TestConsole();
        var (raw, timing) = Recorded.WriteTo(console.Folder, "in_busy")[0];

        var (exitCode, output, error) = await StartAsync("replay", "--pbx", "asterisk-ami", "--json", raw, "--timing", timing);

        exitCode.Should().Be(ExitCode.Ok);
        error.Should().BeEmpty();
        output.Should().StartWith("{").And.EndWith("}\n").And.Contain("\"schema\": 1");
    }

    [Fact]
    public async Task WrongUsage_InAProcessOfItsOwn_IsExitCode2()
    {
        var (exitCode, output, error) = await StartAsync("replay");

        exitCode.Should().Be(ExitCode.Usage);
        output.Should().BeEmpty();
        error.Should().EndWith("See 'calltracking replay --help'.\n");
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "calltracking.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
