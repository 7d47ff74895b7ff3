using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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

        var (exitCode, output, error) = await RunAsync("replay", "--pbx", "asterisk-ami", "--json", raw, "--timing", timing);

        exitCode.Should().Be(ExitCode.Ok);
        error.Should().BeEmpty();
        output.Should().StartWith("{").And.EndWith("}\n").And.Contain("\"schema\": 1");
    }

    [Fact]
    public async Task WrongUsage_InAProcessOfItsOwn_IsExitCode2()
    {
        var (exitCode, output, error) = await RunAsync("replay");

        exitCode.Should().Be(ExitCode.Usage);
        output.Should().BeEmpty();
        error.Should().EndWith("See 'calltracking replay --help'.\n");
    }

    [Fact]
    public async Task Interrupt_OfALiveCommand_EndsInGoodOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT for a child process.");
        using var console = new TestConsole();
        var store = console.PathOf("live.db");

        // A shell that starts the tests in the background lets all its children ignore SIGINT; env takes that back.
        using var process = Start("env", "--default-signal=INT", "dotnet", Command, "demo", "--speed", "500", "--json", "--store", store);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var rest = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await rest;
        process.ExitCode.Should().Be(ExitCode.Ok, await error);
        var id = JsonDocument.Parse(first!).RootElement.GetProperty("call").GetProperty("id").GetString()!;
        (await console.RunAsync("history", "--store", store, "--all", "--csv")).Should().Be(ExitCode.Ok);
        console.Out.Should().Contain(id);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var process = Start("dotnet", [Command, .. args]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    private static string Command => Path.Combine(AppContext.BaseDirectory, "calltracking.dll");

    private static Process Start(string program, params string[] args) => Process.Start(
        new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
