using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Import;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Import;

public sealed class ImportCommandTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly string _site;
    private readonly string _store;

    public ImportCommandTests()
    {
        _site = _console.Write("site.json", Recorded.SiteJson);
        _store = _console.PathOf("calls.db");
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Records_OfCallsNobodySaw_AreInTheLedger()
    {
        var file = Cdr("in_answered_caller_hangup", "ringgroup_answered");

        var exitCode = await ImportAsync(file);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Error.Should().BeEmpty();
        _console.Out.Should().MatchRegex(@"^\d+ records read in \d+\.\d s \([\d,]+/s\), 0 lines passed over; the ledger has 2 calls of office\.\n$");
        var calls = JsonDocument.Parse(await HistoryAsync()).RootElement.GetProperty("calls").EnumerateArray().ToList();
        calls.Should().HaveCount(2).And.OnlyContain(call =>
            call.GetProperty("link").GetString() == "office" && call.GetProperty("witnesses")[0].GetString() == "cdr");
    }

    [Fact]
    public async Task Import_Twice_IsTheSameLedger()
    {
        var file = Cdr("in_answered_caller_hangup", "attended_transfer_sip", "queue_abandoned");
        await ImportAsync(file);
        var first = await HistoryAsync();

        using var again = new TestConsole();
        (await again.RunAsync("import", "--link", "office", "--site", _site, "--store", _store, file)).Should().Be(ExitCode.Ok);
        again.Out.Should().Contain("0 records read").And.Contain("There was nothing new");
        (await HistoryAsync()).Should().Be(first);

        using var fromStart = new TestConsole();
        (await fromStart.RunAsync("import", "--link", "office", "--site", _site, "--store", _store, "--again", file)).Should().Be(ExitCode.Ok);
        fromStart.Out.Should().NotContain("0 records read");
        (await HistoryAsync()).Should().Be(first);
    }

    [Fact]
    public async Task Json_SaysWhatWasDone()
    {
        var file = Cdr("in_busy");
        File.AppendAllText(file, "nonsense\n");

        var exitCode = await ImportAsync(file, "--json");

        exitCode.Should().Be(ExitCode.Ok);
        var result = JsonDocument.Parse(_console.Out).RootElement;
        result.GetProperty("complete").GetBoolean().Should().BeTrue();
        result.GetProperty("resumed").GetBoolean().Should().BeFalse();
        result.GetProperty("records").GetInt32().Should().Be(2);
        result.GetProperty("damaged").GetInt32().Should().Be(1);
        result.GetProperty("calls").GetInt32().Should().Be(1);
        result.GetProperty("files")[0].GetProperty("bytes").GetInt64().Should().Be(new FileInfo(file).Length);
        _console.Error.Should().StartWith($"calltracking: {file}, line 3 was passed over: it has 1 values");
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsAnInputError()
    {
        (await ImportAsync(_console.PathOf("none.csv"))).Should().Be(ExitCode.Input);
        _console.Error.Should().Be($"calltracking: {_console.PathOf("none.csv")}: there is no such file; check the path.\n");
        File.Exists(_store).Should().BeFalse();
    }

    [Fact]
    public async Task File_ThatIsNoCdrFile_IsAnInputError()
    {
        (await ImportAsync(_site)).Should().Be(ExitCode.Input);
        _console.Error.Should().Contain($"{_site} is no CDR file: line 1: it has 5 values");
    }

    [Fact]
    public async Task Stopped_BeforeItsEnd_SaysHowToGoOn()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var exitCode = await _console.RunAsync(stop.Token, "import", "--link", "office", "--store", _store, Cdr("in_busy"));

        exitCode.Should().Be(ExitCode.Failed);
        _console.Error.Should().Be("calltracking: Stopped before it was done.\n");
    }

    [Theory]
    [InlineData(0, 1000, 0, 0, 0, "[--------------------] 0 %  0 records  0/s")]
    [InlineData(500, 1000, 500, 1_234_567, 10, "[##########----------] 50 %  1,234,567 records  123,457/s, 10 s left")]
    [InlineData(750, 1000, 250, 100, 100, "[###############-----] 75 %  100 records  1/s, 2 min left")]
    [InlineData(10, 1000, 10, 100, 100, "[--------------------] 1 %  100 records  1/s, 2.8 h left")]
    [InlineData(1000, 1000, 1000, 5, 1, "[####################] 100 %  5 records  5/s, 0 s left")]
    [InlineData(0, 0, 0, 0, 1, "[####################] 100 %  0 records  0/s")]
    public void Bar_TellsHowMuchHowFastAndHowLong(long bytes, long length, long now, long rows, int seconds, string line)
    {
        ImportBar.Line(bytes, length, now, rows, TimeSpan.FromSeconds(seconds)).Should().Be(line);
    }

    [Fact]
    public async Task Terminal_ShowsABarAndTakesItAwayAgain()
    {
        using var console = new TestConsole { IsScreen = true };

        await console.RunAsync("import", "--link", "office", "--site", _site, "--store", _store, Cdr("in_busy"));

        console.Error.Should().Contain("] 0 %  0 records").And.EndWith("\r");
        console.Out.Should().StartWith("2 records read");
    }

    private string Cdr(params string[] scenarios) =>
        _console.Write("Master.csv", string.Concat(scenarios.Select(Recorded.CallDetailRecords)));

    private Task<int> ImportAsync(string file, params string[] more) =>
        _console.RunAsync(["import", "--link", "office", "--site", _site, "--store", _store, .. more, file]);

    private async Task<string> HistoryAsync()
    {
        using var console = new TestConsole();
        (await console.RunAsync("history", "--store", _store, "--all", "--json")).Should().Be(ExitCode.Ok);
        return console.Out;
    }
}
