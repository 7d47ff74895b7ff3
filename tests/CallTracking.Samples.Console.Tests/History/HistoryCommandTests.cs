using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Console.Tests.History;

public sealed class HistoryCommandTests : IDisposable
{
    private readonly TestConsole _console = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Table_ShowsTheLatestFirst()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        var exitCode = await _console.RunAsync("history", "--store", store, "--time-zone", "UTC");

        exitCode.Should().Be(ExitCode.Ok);
        var lines = _console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(6);
        lines[1].Should().Contain("2026-11-23 11:30:00").And.Contain("ringing");
        lines[5].Should().MatchRegex(@"2026-11-23 08:00:00 +inbound +\+12025550111 +5550100 +answered +101 +0:05 +0:55 +some rule \(#1\)");
        _console.Out.Should().NotContain("\u001b");
        _console.ErrorLines.Should().Equal("5 calls.");
    }

    public static TheoryData<string[], int> Filters => new()
    {
        { ["--direction", "inbound"], 3 },
        { ["--direction", "Inbound", "internal"], 4 },
        { ["--outcome", "missed", "--outcome", "noanswer"], 2 },
        { ["--party", "101"], 1 },
        { ["--number", "+1 202 555 0122"], 1 },
        { ["--number", "0133"], 1 },
        { ["--open"], 1 },
        { ["--from", "2026-11-23T09:00"], 4 },
        { ["--to", "2026-11-23T09:00"], 1 },
        { ["--to", "2026-11-23"], 5 },
        { ["--period", "today"], 5 },
        { ["--period", "today", "--direction", "outbound"], 1 },
        { ["--from", "2026-11-23T12:00", "--time-zone", "Asia/Phnom_Penh"], 5 },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_Select(string[] filters, int expected)
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        var exitCode = await _console.RunAsync(["history", "--store", store, "--json", .. filters]);

        exitCode.Should().Be(ExitCode.Ok);
        JsonDocument.Parse(_console.Out).RootElement.GetProperty("calls").GetArrayLength().Should().Be(expected);
    }

    [Fact]
    public async Task Json_IsTheLedgerDocumentInOrderOfStart()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        await _console.RunAsync("history", "--store", store, "--json");

        var ledger = JsonDocument.Parse(_console.Out).RootElement;
        ledger.GetProperty("schema").GetInt32().Should().Be(1);
        ledger.GetProperty("openCalls").GetInt32().Should().Be(1);
        var starts = ledger.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("startedAt").GetString());
        starts.Should().HaveCount(5).And.BeInAscendingOrder();
    }

    [Fact]
    public async Task Csv_HasALinePerCall_AndNamesCannotRun()
    {
        var call = SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Missed, "+12025550111", name: "=cmd|' /C calc'!A0");
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"), [call]);

        await _console.RunAsync("history", "--store", store, "--csv");

        var lines = _console.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(2);
        lines[0].Should().StartWith("id,link,direction,");
        lines[1].Should().Contain(",+12025550111,+12025550111,'=cmd|' /C calc'!A0,");
    }

    [Fact]
    public async Task Limit_LeavesOutTheOldestAndSaysSo()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        await _console.RunAsync("history", "--store", store, "--csv", "--limit", "2");

        _console.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("2 of 5 calls").And.Contain("--all");
    }

    [Fact]
    public async Task NothingFound_SaysWhatThereIs()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        var exitCode = await _console.RunAsync("history", "--store", store, "--period", "yesterday");

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Should().BeEmpty();
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("No call matches").And.Contain("2026-11-23 11:30:00");
    }

    [Fact]
    public async Task EmptyStore_SaysHowToFillIt()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"), []);

        await _console.RunAsync("history", "--store", store);

        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("calltracking watch");
    }

    [Fact]
    public async Task NumberThatIsNone_IsWrongUsage()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        (await _console.RunAsync("history", "--store", store, "--number", "abc")).Should().Be(ExitCode.Usage);
        _console.ErrorLines.Should().ContainSingle().Which.Should().NotContain("Parameter");
    }

    [Fact]
    public async Task StoreThatIsMissing_IsNotCreated()
    {
        var exitCode = await _console.RunAsync("history", "--store", _console.PathOf("none.db"));

        exitCode.Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("none.db does not exist");
        File.Exists(_console.PathOf("none.db")).Should().BeFalse();
    }

    [Fact]
    public async Task DefaultStore_IsInTheDataFolder()
    {
        var exitCode = await _console.RunAsync("history");

        exitCode.Should().Be(ExitCode.Store);
        _console.Error.Should().Contain(Path.Combine(_console.Folder, "data", "calls.db"));
    }

    [Fact]
    public async Task FileThatIsNoStore_IsExitCode5()
    {
        var file = _console.Write("text.db", "this is not a database, it is a text");

        (await _console.RunAsync("history", "--store", file)).Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle();
    }

    [Fact]
    public async Task StoreOfANewerVersion_IsExitCode5()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));
        await ExecuteAsync(store, "INSERT INTO ct_migrations VALUES ('29991231000000_Future', '99.0')");

        (await _console.RunAsync("history", "--store", store)).Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("newer version");
    }

    private static async Task ExecuteAsync(string store, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={store};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
