using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Console.Tests.Upkeep;

public sealed class StoreCommandTests : IDisposable
{
    private readonly TestConsole _console = new();

    private string File => _console.PathOf("calls.db");

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Upgrade_NewFile_MakesTheTablesOnce()
    {
        (await _console.RunAsync("store", "upgrade", "--store", File)).Should().Be(ExitCode.Ok);
        _console.Out.Should().MatchRegex(@"^applied \d+_Initial\n(applied \d+_\w+\n)*$");
        _console.Error.Should().Be($"{File} is of this version now.\n");

        using var again = new TestConsole();
        (await again.RunAsync("store", "upgrade", "--store", File)).Should().Be(ExitCode.Ok);
        again.Out.Should().BeEmpty();
        again.Error.Should().Be($"{File} was of this version already.\n");
    }

    [Fact]
    public async Task Info_ThisVersion_SaysSoForPeopleAndPrograms()
    {
        await UpgradeAsync();
        (await _console.RunAsync("store", "info", "--store", File)).Should().Be(ExitCode.Ok);
        _console.Out.Should().StartWith($"{File} (SQLite ").And.Contain("is of this version");

        using var program = new TestConsole();
        (await program.RunAsync("store", "info", "--store", File, "--json")).Should().Be(ExitCode.Ok);
        var info = JsonDocument.Parse(program.Out).RootElement;
        info.GetProperty("current").GetBoolean().Should().BeTrue();
        info.GetProperty("applied").GetArrayLength().Should().BePositive();
        info.GetProperty("pending").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Info_OlderVersion_NamesTheCureAndEndsWithOne()
    {
        await UpgradeAsync();
        await ForgetNewestAsync();
        (await _console.RunAsync("store", "info", "--store", File)).Should().Be(ExitCode.Failed);
        _console.Out.Should().Contain("is of an older version").And.Contain("'calltracking store upgrade' applies 1: ");
    }

    [Fact]
    public async Task Info_NoLedger_NamesTheCure()
    {
        await System.IO.File.WriteAllBytesAsync(File, [], TestContext.Current.CancellationToken);
        (await _console.RunAsync("store", "info", "--store", File)).Should().Be(ExitCode.Failed);
        _console.Out.Should().Contain("holds no ledger yet: 'calltracking store upgrade' makes its tables.");
    }

    [Theory]
    [InlineData("info")]
    [InlineData("script")]
    public async Task MissingFile_IsAStoreThatCannotBeUsed(string verb)
    {
        (await _console.RunAsync("store", verb, "--store", File)).Should().Be(ExitCode.Store);
        _console.Error.Should().Be($"calltracking: {File} does not exist: check the path, or start a host that records into it.\n");
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Fact]
    public async Task Script_OfAllOrOfWhatIsMissing_IsSqlThatMakesIt()
    {
        (await _console.RunAsync("store", "script", "--new", "--store", File)).Should().Be(ExitCode.Ok);
        _console.Out.Should().Contain("CREATE TABLE \"ct_calls\"").And.Contain("ct_migrations");
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the product printed.
            command.CommandText = _console.Out;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        using var nothing = new TestConsole();
        (await nothing.RunAsync("store", "script", "--store", File)).Should().Be(ExitCode.Ok);
        nothing.Out.Should().BeEmpty();
        nothing.Error.Should().Be("The store is of this version already.\n");
    }

    [Fact]
    public async Task Info_PostgresThatIsNotThere_IsAStoreThatCannotBeUsed()
    {
        (await _console.RunAsync("store", "info", "--store", "postgres://calls:secret@127.0.0.1:1/crm")).Should().Be(ExitCode.Store);
        _console.Error.Should().StartWith("calltracking: PostgreSQL 127.0.0.1:1/crm cannot be reached (").And.EndWith(
            "): start the server, or check Host and Port.\n").And.NotContain("secret");
    }

    [Fact]
    public async Task NoVerb_IsWrongUsage()
    {
        (await _console.RunAsync("store")).Should().Be(ExitCode.Usage);
        _console.Error.Should().EndWith("See 'calltracking store --help'.\n");
    }

    private async Task UpgradeAsync()
    {
        using var console = new TestConsole();
        (await console.RunAsync("store", "upgrade", "--store", File)).Should().Be(ExitCode.Ok);
    }

    private async Task ForgetNewestAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM ct_migrations WHERE MigrationId = (SELECT max(MigrationId) FROM ct_migrations)";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
