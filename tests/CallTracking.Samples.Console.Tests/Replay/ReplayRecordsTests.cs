using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Replay;

public sealed class ReplayRecordsTests : IDisposable
{
    private const string Seen = """
        "","12025550111","5550100","from-trunk","","PJSIP/trunk-0000003c","PJSIP/101-0000003d","Dial","PJSIP/101,8,tT","2026-11-23 04:23:32","2026-11-23 04:23:33","2026-11-23 04:23:38",6,5,"ANSWERED","DOCUMENTATION","1795407812.121","","","1795407812.121",89
        """;

    private const string Unseen = """
        "","12025550122","5550100","from-trunk","","PJSIP/trunk-0000004c","PJSIP/101-0000004d","Dial","PJSIP/101,8,tT","2026-11-23 05:23:32",,"2026-11-23 05:23:38",6,0,"BUSY","DOCUMENTATION","1795411412.131","","","1795411412.131",99
        """;

    private readonly TestConsole _console = new();
    private readonly string _site;

    public ReplayRecordsTests() => _site = _console.Write("site.json", Recorded.SiteJson);

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Cdr_BesideATrace_ConfirmsWhatWasSeenAndRestoresTheRest()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "hold_unhold")[0];
        var first = _console.Write("Master.csv.1", Seen + "\n");
        var second = _console.Write("Master.csv", Seen + "\n" + Unseen + "\n");

        var exitCode = await _console.RunAsync(
            "replay", "--pbx", "asterisk-ami", "--site", _site, "--json", raw, "--timing", timing, "--cdr", first, "--cdr", second);

        exitCode.Should().Be(ExitCode.Ok, _console.Error);
        JsonDocument.Parse(_console.Out).RootElement.GetProperty("calls").EnumerateArray()
            .Select(call => (call.GetProperty("outcome").GetString(), string.Join('+', call.GetProperty("witnesses").EnumerateArray().Select(one => one.GetString()))))
            .Should().Equal(("answered", "live+cdr"), ("busy", "cdr"));
    }

    [Fact]
    public async Task Cdr_Alone_IsATableAndASummary()
    {
        var master = _console.Write("Master.csv", Seen + "\n" + Unseen + "\n");

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-cdr", "--site", _site, master);

        exitCode.Should().Be(ExitCode.Ok, _console.Error);
        _console.Out.Should().ContainAll("answered", "busy", "2 calls, 0 of them open", "2 call detail records: 2 calls known from them alone, 0 that they contradict.");
    }

    [Fact]
    public async Task Cdr_WithADamagedLine_IsReadAndTheLineNamed()
    {
        var master = _console.Write("Master.csv", Seen + "\nhalf,a,row\n" + Unseen + "\n");

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-cdr", "--site", _site, "--json", master);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Error.Should().Contain("Master.csv: Line 2 is no CDR and was passed over: it has 3 values where a CDR has at least 16.");
        JsonDocument.Parse(_console.Out).RootElement.GetProperty("calls").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Cdr_OfAnotherKind_IsRefusedWithLineAndCure()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "hold_unhold")[0];
        var list = _console.Write("list.csv", "a,b\nc,d\ne,f\n");

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--site", _site, raw, "--timing", timing, "--cdr", list);

        exitCode.Should().Be(ExitCode.Input);
        _console.Error.Should().Contain("list.csv: This is no CDR file: line 3").And.Contain("Master.csv");
    }

    [Fact]
    public async Task Cdr_ThatIsNotThere_IsSaid()
    {
        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-cdr", "--site", _site, "nowhere.csv");

        exitCode.Should().Be(ExitCode.Input);
        _console.Error.Should().Contain("nowhere.csv: there is no such file; check the path");
    }

    [Fact]
    public async Task Timing_OfRecords_IsRefused()
    {
        var master = _console.Write("Master.csv", Seen + "\n");

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-cdr", "--site", _site, master, "--timing", master);

        exitCode.Should().Be(ExitCode.Usage);
        _console.Error.Should().Contain("leave out --timing");
    }
}
