using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Console.Tests.Demo;

public sealed class DemoCommandTests : IDisposable
{
    private readonly TestConsole _console = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Once_PlaysADayIntoTheStoreAndSumsItUp()
    {
        var store = _console.PathOf("day.db");

        var exitCode = await _console.RunAsync("demo", "--once", "--store", store, "--seed", "7", "--json");

        exitCode.Should().Be(ExitCode.Ok);
        var summary = JsonDocument.Parse(_console.Out).RootElement;
        summary.GetProperty("day").GetString().Should().Be("2026-11-22");
        summary.GetProperty("openCalls").GetInt32().Should().Be(0);
        var calls = summary.GetProperty("calls").GetInt32();
        calls.Should().BeInRange(300, 500);
        var outcomes = summary.GetProperty("outcomes").EnumerateObject().SelectMany(direction => direction.Value.EnumerateObject());
        outcomes.Sum(count => count.Value.GetInt32()).Should().Be(calls);

        using var second = new TestConsole();
        (await second.RunAsync("history", "--store", store, "--all", "--csv")).Should().Be(ExitCode.Ok);
        second.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(calls + 1);
    }

    [Fact]
    public async Task Once_IsATableWithoutControlCodes()
    {
        var exitCode = await _console.RunAsync("demo", "--once", "--store", _console.PathOf("day.db"));

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Should().ContainAll("answered", "To call back", "Busiest hour", "Employee").And.NotContain("\u001b");

        // A disk that is busy with other things is told of too, rightly.
        _console.ErrorLines.Where(static line => !line.Contains("until the store is back", StringComparison.Ordinal))
            .Should().ContainSingle().Which.Should().Contain("calltracking history --store");
    }

    [Fact]
    public async Task Live_StoppedByItsUser_HasStoredWhatItShowed()
    {
        var store = _console.PathOf("live.db");
        using var stop = new CancellationTokenSource();
        var running = _console.RunAsync(stop.Token, "demo", "--store", store, "--speed", "2000", "--json");
        await Until.SaysAsync(() => _console.Out, "\"ended\"", running);
        await stop.CancelAsync();

        (await running).Should().Be(ExitCode.Ok);

        var ended = _console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .First(change => change.GetProperty("change").GetString() == "ended").GetProperty("call").GetProperty("id").GetString()!;
        using var second = new TestConsole();
        await second.RunAsync("history", "--store", store, "--all", "--csv");
        second.Out.Should().Contain(ended);
    }

    [Fact]
    public async Task Store_ThatAnotherProgramWrites_IsExitCode5()
    {
        var store = _console.PathOf("live.db");
        using var stop = new CancellationTokenSource();
        var running = _console.RunAsync(stop.Token, "demo", "--store", store);
        await Until.SaysAsync(() => _console.Error, "connected", running);

        using var second = new TestConsole();
        var exitCode = await second.RunAsync("demo", "--once", "--store", store);
        await stop.CancelAsync();
        await running;

        exitCode.Should().Be(ExitCode.Store);
        second.ErrorLines.Should().ContainSingle().Which.Should().Contain("another host");
    }

    [Fact]
    public async Task Store_ThatIsLocked_IsExitCode5()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("day.db"));
        using var program = new SqliteConnection($"Data Source={store};Pooling=False");
        program.Open();
        using var transaction = program.BeginTransaction(deferred: false);

        (await _console.RunAsync("demo", "--once", "--store", store)).Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("is locked by another program");
    }

    [Fact]
    public async Task Store_InAFolderThatCannotBe_IsExitCode5()
    {
        var file = _console.Write("file", "");

        (await _console.RunAsync("demo", "--once", "--store", Path.Combine(file, "x.db"))).Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle();
    }
}
