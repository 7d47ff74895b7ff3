using System.Text;
using System.Text.Json;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Capture;

public sealed class CaptureCommandTests : IDisposable
{
    private readonly TestConsole _console = new();

    public CaptureCommandTests()
    {
        _console.Environment[PbxArguments.PasswordVariable] = TestPbx.Secret;
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Trace_IsWhatReplayReads_AndHoldsNoSecret()
    {
        await using var asterisk = TestPbx.Start();
        var trace = _console.PathOf("pbx.cttrace");

        var running = _console.RunAsync(
            "capture", "--asterisk", asterisk.Address, "--user", TestPbx.User, "--output", trace, "--timeout", "3600");
        await Until.SaysAsync(() => _console.Error, "recording", running);
        var calls = Recorded.Transcript("in_busy");
        asterisk.Play(calls);
        await Until.SaysAsync(() => Received(trace), calls.Connections[0].Messages.Last(message => message.Frame.IsEvent).Frame.ToString(), running);
        _console.Time.EndHour();

        (await running).Should().Be(ExitCode.Ok);
        _console.Out.Should().BeEmpty();
        _console.ErrorLines[^1].Should().ContainAll("bytes recorded", "channels seen", "calltracking replay");
        var bytes = await File.ReadAllBytesAsync(trace, TestContext.Current.CancellationToken);
        Encoding.Latin1.GetString(bytes).Should().Contain("Action: Login").And.NotContain(TestPbx.Secret);
        using var replay = new TestConsole();
        (await replay.RunAsync("replay", "--site", replay.Write("site.json", Recorded.SiteJson), "--json", trace)).Should().Be(ExitCode.Ok);
        JsonDocument.Parse(replay.Out).RootElement.GetProperty("calls")[0].GetProperty("outcome").GetString().Should().Be("busy");
    }

    [Fact]
    public async Task TraceThatExists_IsNeverOverwritten()
    {
        var trace = _console.Write("pbx.cttrace", "evidence");

        var exitCode = await _console.RunAsync("capture", "--asterisk", "pbx.example", "--user", "ct", "--output", trace);

        exitCode.Should().Be(ExitCode.Failed);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("never overwritten");
        (await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken)).Should().Be("evidence");
    }

    [Fact]
    public async Task NobodyThere_IsExitCode4()
    {
        var exitCode = await _console.RunAsync(
            "capture", "--asterisk", TestPbx.NobodysAddress(), "--user", "ct", "--output", _console.PathOf("x.cttrace"));

        exitCode.Should().Be(ExitCode.Pbx);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("cannot be reached");
    }

    private static string Received(string trace) => !File.Exists(trace) ? "" : string.Concat(TraceReader.Open(trace).ReadChunks()
        .Where(chunk => chunk.Direction == TraceDirection.Received).Select(chunk => Encoding.UTF8.GetString(chunk.Bytes.Span)));
}
