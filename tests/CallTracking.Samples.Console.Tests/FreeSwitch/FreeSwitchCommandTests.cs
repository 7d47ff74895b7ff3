using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;
using CallTracking.Samples.Console.Tests.Kit;
using CallTracking.Testing.FreeSwitch;

namespace CallTracking.Samples.Console.Tests.FreeSwitch;

/// <summary>The commands with FreeSWITCH in Asterisk's place.</summary>
public sealed class FreeSwitchCommandTests : IDisposable
{
    private const string SiteJson = """{ "country": "US", "extensions": "^1\\d\\d$", "trunks": ["external"], "timeZone": "UTC" }""";

    private const string Caller = """
        "A "quoted" name","+12025550111","700","public","2026-11-23 04:00:00","","2026-11-23 04:00:04","4","0","ORIGINATOR_CANCEL","2e06d4b3-d1b4-4fd5-9b3a-0a5eff2c8990","","","inbound","ORIGINATOR_CANCEL","2e06d4b3-d1b4-4fd5-9b3a-0a5eff2c8990","","recv_cancel"

        """;

    private readonly TestConsole _console = new();
    private readonly string _site;

    public FreeSwitchCommandTests()
    {
        _console.Environment[PbxArguments.PasswordVariable] = TestPbx.Secret;
        _site = _console.Write("site.json", SiteJson);
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Watch_OfAFreeSwitch_ShowsItsCalls()
    {
        await using var pbx = new FakeFreeSwitch().Start();
        using var stop = new CancellationTokenSource();

        var running = _console.RunAsync(
            stop.Token, "watch", "--freeswitch", pbx.Address, "--site", _site, "--store", _console.PathOf("calls.db"));
        await Until.SaysAsync(() => _console.Error, "connected", running);
        await stop.CancelAsync();

        (await running).Should().Be(ExitCode.Ok, _console.Error);
    }

    [Fact]
    public async Task Watch_WithTheWrongPassword_IsOneLineAndExitCode4()
    {
        await using var pbx = new FakeFreeSwitch().Start();
        _console.Environment[PbxArguments.PasswordVariable] = "wrong-secret";

        (await _console.RunAsync("watch", "--freeswitch", pbx.Address, "--store", _console.PathOf("calls.db"))).Should().Be(ExitCode.Pbx);

        _console.Error.Should().Contain("event_socket.conf.xml").And.NotContain("wrong-secret");
    }

    [Theory]
    [InlineData("Which PBX?")]
    [InlineData("not both", "--asterisk", "a", "--freeswitch", "b")]
    [InlineData("--user is missing", "--asterisk", "a")]
    [InlineData("User must be", "--freeswitch", "a", "--user", "not a user")]
    public async Task Watch_OfNoPbxOrTwo_IsWrongUsage(string expected, params string[] arguments)
    {
        (await _console.RunAsync(["watch", .. arguments])).Should().Be(ExitCode.Usage);

        _console.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Replay_OfRecordsAlone_MakesALedger()
    {
        var master = _console.Write("Master.csv", Caller);

        (await _console.RunAsync("replay", "--pbx", "freeswitch-cdr", "--site", _site, "--json", master)).Should().Be(ExitCode.Ok, _console.Error);

        var call = JsonDocument.Parse(_console.Out).RootElement.GetProperty("calls")[0];
        (call.GetProperty("direction").GetString(), call.GetProperty("outcome").GetString(), call.GetProperty("missedReason").GetString(), call.GetProperty("callerName").GetString())
            .Should().Be(("inbound", "missed", "callerHungUp", "A \"quoted\" name"));
    }

    [Fact]
    public async Task Replay_OfAFolderOfJson_ReadsAllFilesInIt()
    {
        var folder = Directory.CreateDirectory(_console.PathOf("json_cdr")).FullName;
        foreach (var leg in (string[])["a", "b"])
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, leg + ".cdr.json"),
                $$$"""{"variables":{"uuid":"{{{leg}}}","direction":"inbound","start_uepoch":"1795406400123456","end_uepoch":"1795406404123456","hangup_cause":"ORIGINATOR_CANCEL"},"callflow":[{"caller_profile":{"ani":"+12025550111","destination_number":"700","chan_name":"sofia/external/x"}}]}""",
                TestContext.Current.CancellationToken);
        }

        (await _console.RunAsync("replay", "--pbx", "freeswitch-cdr", "--site", _site, folder)).Should().Be(ExitCode.Ok, _console.Error);

        _console.Out.Should().Contain("2 calls, 0 of them open").And.Contain("2 call detail records: 2 calls known from them alone");
    }

    [Fact]
    public async Task Replay_OfAnEmptyFolder_SaysWhatIsLookedFor()
    {
        var folder = Directory.CreateDirectory(_console.PathOf("empty")).FullName;

        (await _console.RunAsync("replay", "--pbx", "freeswitch-cdr", folder)).Should().Be(ExitCode.Input);

        _console.Error.Should().Contain("no file in this folder is named *.csv or *.json");
    }

    [Fact]
    public async Task Replay_WithATemplateThatCannotBe_SaysWhy()
    {
        (await _console.RunAsync("replay", "--pbx", "freeswitch-cdr", "--csv-template", "start_stamp", "x.csv")).Should().Be(ExitCode.Usage);

        _console.Error.Should().Contain("it lacks ${uuid}");
    }

    [Fact]
    public async Task Import_OfRecordsTwice_ChangesNothing()
    {
        var master = _console.Write("Master.csv", Caller);
        var store = _console.PathOf("calls.db");
        string[] command = ["import", "--pbx", "freeswitch-cdr", "--link", "pbx", "--site", _site, "--store", store, master];

        (await _console.RunAsync(command)).Should().Be(ExitCode.Ok, _console.Error);
        (await _console.RunAsync([.. command, "--again"])).Should().Be(ExitCode.Ok, _console.Error);

        _console.Out.Should().Contain("1 records read").And.Contain("the ledger has 1 calls of pbx").And.NotContain("2 calls of pbx");
    }
}
