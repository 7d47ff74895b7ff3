using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Tests.Kit;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Tests.Upkeep;

public sealed class UpkeepCommandTests : IDisposable
{
    private const string Postgres = "Host=db.example;Port=6432;Database=crm ledger;Username=calls;Password=secret";

    private readonly TestConsole _console = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Check_SoundStore_SaysSo()
    {
        var store = await SeedAsync();

        var exitCode = await _console.RunAsync("check", "--store", store);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Split('\n').Should().StartWith(
            [$"{store} is sound.", "Looked at 4 calls (0 open), 0 entries of the event log with 0 events, and 0 coverage gaps."]);
    }

    [Fact]
    public async Task Check_SomethingIsWrong_NamesItAndEndsWithOne()
    {
        // One of its calls is open and has no events.
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        var exitCode = await _console.RunAsync("check", "--store", store);

        exitCode.Should().Be(ExitCode.Failed);
        _console.Out.Should().Contain("not sound: 1 rule does not hold.").And.Contain("openWithoutEvents (1): ")
            .And.Contain("call 01938a5c-0000-7000-8000-000000000005 of link pbx");
    }

    [Fact]
    public async Task Check_Json_IsForPrograms()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));

        var exitCode = await _console.RunAsync("check", "--store", store, "--json");

        exitCode.Should().Be(ExitCode.Failed);
        var content = JsonDocument.Parse(_console.Out).RootElement;
        content.GetProperty("sound").GetBoolean().Should().BeFalse();
        content.GetProperty("calls").GetInt64().Should().Be(5);
        content.GetProperty("findings")[0].GetProperty("rule").GetString().Should().Be("openWithoutEvents");
    }

    [Fact]
    public async Task Check_NoStore_SaysSo()
    {
        var exitCode = await _console.RunAsync("check", "--store", _console.PathOf("nothing.db"));

        exitCode.Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("does not exist");
    }

    [Fact]
    public async Task BackupAndRestore_GiveTheSameStore()
    {
        var store = await SeedAsync();
        var copy = _console.PathOf("copy.db");
        (await _console.RunAsync("backup", copy, "--store", store)).Should().Be(ExitCode.Ok);
        (await _console.RunAsync("backup", copy, "--store", store)).Should().Be(ExitCode.Usage);
        (await _console.RunAsync("backup", copy, "--store", store, "--force")).Should().Be(ExitCode.Ok);

        (await _console.RunAsync("restore", copy, "--store", store)).Should().Be(ExitCode.Usage);
        (await _console.RunAsync("restore", copy, "--store", store, "--force")).Should().Be(ExitCode.Ok);

        _console.ErrorLines.Should().Equal(
            $"calltracking: {copy} exists: name another file, or replace it with --force.",
            $"calltracking: {store} exists: replace it with --force (it is then kept beside it), or name another one with --store.");
        _console.Out.Should().Contain($"Copied to {copy}").And.Contain($"Restored {store}").And.MatchRegex($@"kept as {System.Text.RegularExpressions.Regex.Escape(store)}\.replaced-\d{{8}}T\d{{6}}Z\.");
        (await _console.RunAsync("check", "--store", store)).Should().Be(ExitCode.Ok);
    }

    [Fact]
    public async Task Restore_ToANewPlace_NeedsNoForce()
    {
        var store = await SeedAsync();
        var copy = _console.PathOf("copy.db");
        await _console.RunAsync("backup", copy, "--store", store);
        var place = _console.PathOf("new folder/calls.db");

        var exitCode = await _console.RunAsync("restore", copy, "--store", place, "--json");

        exitCode.Should().Be(ExitCode.Ok);
        var content = JsonDocument.Parse(_console.Out[_console.Out.IndexOf('{')..]).RootElement;
        content.GetProperty("file").GetString().Should().Be(place);
        content.GetProperty("check").GetProperty("sound").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Restore_WhileAHostWrites_IsRefused()
    {
        var store = await SeedAsync();
        var copy = _console.PathOf("copy.db");
        await _console.RunAsync("backup", copy, "--store", store);
        var services = new ServiceCollection();
        services.AddCallTracking().UseSqlite(TrackingHost.ConnectionString(store));
        await using var host = services.BuildServiceProvider();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);

        var exitCode = await _console.RunAsync("restore", copy, "--store", store, "--force");

        exitCode.Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("another host");
    }

    [Fact]
    public async Task Restore_OfWhatIsNoCopy_IsRefused()
    {
        var exitCode = await _console.RunAsync("restore", _console.Write("text.db", "no database"), "--store", _console.PathOf("calls.db"));

        exitCode.Should().Be(ExitCode.Store);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("text.db");
        File.Exists(_console.PathOf("calls.db")).Should().BeFalse();
    }

    [Fact]
    public async Task Restore_NoCopy_SaysSo() => (await _console.RunAsync("restore", _console.PathOf("nothing.db"))).Should().Be(ExitCode.Input);

    [Theory]
    [InlineData("backup", Postgres, "pg_dump --format=custom --table='ct_*' --file='my copy' --host=db.example --port=6432 --username=calls --dbname='crm ledger'")]
    [InlineData("restore", Postgres, "pg_restore --clean --if-exists --single-transaction --host=db.example --port=6432 --username=calls --dbname='crm ledger' 'my copy'")]
    [InlineData("backup", "postgresql://calls:secret@db.example:6432/crm",
        "pg_dump --format=custom --table='ct_*' --file='my copy' --dbname=postgresql://calls@db.example:6432/crm")]
    public async Task BackupAndRestore_OfPostgreSql_PrintTheLineThatDoesIt(string command, string store, string line)
    {
        var exitCode = await _console.RunAsync(command, "my copy", "--store", store);

        exitCode.Should().Be(ExitCode.Usage);
        _console.ErrorLines.Should().ContainSingle().Which.Should().EndWith(line).And.NotContain("secret");
    }

    private Task<string> SeedAsync() => SeededStore.WriteAsync(_console.PathOf("calls.db"), [.. SeededStore.Calls.Where(call => call.EndedAt is not null)]);
}
