using System.Text.Json;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Replay;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly string _site;

    public ReplayCommandTests()
    {
        _site = _console.Write("site.json", Recorded.SiteJson);
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Json_OfARecordedCall_IsTheLedgerDocument()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "hold_unhold")[0];

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--site", _site, "--json", raw, "--timing", timing);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Error.Should().BeEmpty();
        var ledger = JsonDocument.Parse(_console.Out).RootElement;
        ledger.GetProperty("schema").GetInt32().Should().Be(1);
        ledger.GetProperty("openCalls").GetInt32().Should().Be(0);
        var call = ledger.GetProperty("calls").EnumerateArray().Should().ContainSingle().Subject;
        call.GetProperty("link").GetString().Should().Be("replay");
        call.GetProperty("direction").GetString().Should().Be("inbound");
        call.GetProperty("outcome").GetString().Should().Be("answered");
        call.GetProperty("holdSeconds").GetDouble().Should().BeGreaterThan(1);
        call.GetProperty("because").GetArrayLength().Should().BePositive();
    }

    [Fact]
    public async Task Table_OfARecordedCall_IsALineWithTheReason()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "queue_abandoned")[0];

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--site", _site, raw, "--timing", timing);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Should().ContainAll("missed", "caller left queue (#", "1 call, 0 of them open").And.NotContain("\u001b");
    }

    [Fact]
    public async Task Files_ThatOneConnectionWasRecordedIn_ArePutTogether()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "hold_unhold")[0];
        await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--site", _site, "--json", raw, "--timing", timing);
        var whole = _console.Out;
        var parts = new[] { Path.Combine(_console.Folder, "1.cttrace"), Path.Combine(_console.Folder, "2.cttrace") };
        using (var first = TraceWriter.Create(parts[0], new TraceHeader("asterisk-ami", null, null)))
        using (var second = TraceWriter.Create(parts[1], new TraceHeader("asterisk-ami", null, null) { Continues = "1.cttrace" }))
        {
            var written = 0;
            foreach (var chunk in TraceReader.Open(raw, timing).ReadChunks())
            {
                // In the middle of a message, as a file that is full ends.
                var cut = written++ == 10 ? 25 : chunk.Bytes.Length;
                (written > 11 ? second : first).Append(chunk with { Bytes = chunk.Bytes[..cut] });
                if (cut < chunk.Bytes.Length)
                {
                    second.Append(chunk with { Bytes = chunk.Bytes[cut..] });
                }
            }
        }

        var console = new TestConsole();
        (await console.RunAsync(["replay", "--site", _site, "--json", .. parts])).Should().Be(ExitCode.Ok);
        console.Out.Should().Be(whole);
        console.Error.Should().BeEmpty();
        console.Dispose();

        await _console.RunAsync("replay", "--site", _site, parts[1]);
        _console.Error.Should().Contain($"{parts[1]} begins in the middle of a connection; give 1.cttrace before it.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SeveralConnections_WithEitherSpellingOfTheirTimings_AreOneLink(bool asList)
    {
        var parts = Recorded.WriteTo(_console.Folder, "restart_core_restart_now");
        string[] timings = asList
            ? ["--timing", .. parts.Select(part => part.Timing)]
            : [.. parts.SelectMany(part => new[] { "--timing", part.Timing })];

        string[] command = ["replay", "--pbx", "asterisk-ami", "--site", _site, "--json"];
        var exitCode = await _console.RunAsync([.. command, .. parts.Select(part => part.Raw), .. timings]);

        exitCode.Should().Be(ExitCode.Ok);
        JsonDocument.Parse(_console.Out).RootElement.GetProperty("openCalls").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task TimingBeforeTheTrace_IsUnderstood()
    {
        var (raw, timing) = Recorded.WriteTo(_console.Folder, "in_busy")[0];

        var exitCode = await _console.RunAsync("replay", "--timing", timing, raw, "--site", _site, "--pbx", "asterisk-ami");

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Should().Contain("every asked party busy");
    }

    [Fact]
    public async Task Timings_OfAnotherNumberThanTraces_AreWrongUsage()
    {
        var parts = Recorded.WriteTo(_console.Folder, "restart_core_restart_now");

        var exitCode = await _console.RunAsync(
            "replay", "--pbx", "asterisk-ami", "--site", _site, parts[0].Raw, parts[1].Raw, "--timing", parts[0].Timing);

        exitCode.Should().Be(ExitCode.Usage);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("once per trace");
    }

    [Fact]
    public async Task OwnTrace_SaysItselfWhatItIs()
    {
        var trace = OwnTrace("asterisk-ami");

        var exitCode = await _console.RunAsync("replay", "--site", _site, trace);

        exitCode.Should().Be(ExitCode.Ok);
        _console.Out.Should().Contain("every asked party busy");
    }

    [Fact]
    public async Task OwnTrace_TornByACrash_IsReadUpToThereAndSaidSo()
    {
        var trace = OwnTrace("asterisk-ami");
        using (var file = File.OpenWrite(trace))
        {
            file.SetLength(file.Length - 5);
        }

        var exitCode = await _console.RunAsync("replay", "--site", _site, trace);

        exitCode.Should().Be(ExitCode.Ok);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("breaks off at offset");
    }

    [Fact]
    public async Task OwnTrace_OfAnUnknownPbx_CannotBeUsed()
    {
        var exitCode = await _console.RunAsync("replay", OwnTrace("smoke-signals"));

        exitCode.Should().Be(ExitCode.Input);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("smoke-signals").And.Contain("Update");
    }

    [Fact]
    public async Task RawCapture_WithoutPbx_IsWrongUsage()
    {
        var (raw, _) = Recorded.WriteTo(_console.Folder, "in_busy")[0];

        var exitCode = await _console.RunAsync("replay", raw);

        exitCode.Should().Be(ExitCode.Usage);
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain("--pbx asterisk-ami");
    }

    [Theory]
    [InlineData("calls.txt", "some text")]
    [InlineData("empty.raw", "")]
    [InlineData("page.raw", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n<html>\r\n\r\n")]
    [InlineData("noise.raw", "abc")]
    public async Task FileThatIsNoTrace_IsOneLineAndExitCode3(string name, string content)
    {
        var file = _console.Write(name, content);

        var exitCode = await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--json", file);

        exitCode.Should().Be(ExitCode.Input);
        _console.Out.Should().BeEmpty();
        _console.ErrorLines.Should().ContainSingle().Which.Should().Contain(name);
    }

    [Fact]
    public async Task MissingTrace_OrWrongSite_IsExitCode3()
    {
        var (raw, _) = Recorded.WriteTo(_console.Folder, "in_busy")[0];
        var site = _console.Write("bad.json", "{ \"country\": \"Atlantis\" }");

        (await _console.RunAsync("replay", "--pbx", "asterisk-ami", _console.PathOf("none.raw"))).Should().Be(ExitCode.Input);
        (await _console.RunAsync("replay", "--pbx", "asterisk-ami", "--site", site, raw)).Should().Be(ExitCode.Input);

        _console.ErrorLines.Should().HaveCount(2);
        _console.ErrorLines[1].Should().Contain("country");
    }

    private string OwnTrace(string kind)
    {
        var path = _console.PathOf("own.cttrace");
        using var writer = TraceWriter.Create(path, new TraceHeader(kind, null, null));
        var at = DateTimeOffset.UnixEpoch;
        foreach (var connection in Recorded.Connections("in_busy"))
        {
            writer.Append(new TraceChunk(at, TraceDirection.Received, System.Text.Encoding.UTF8.GetBytes(connection), false));
            writer.Append(new TraceChunk(at, TraceDirection.Received, default, true));
        }

        return path;
    }
}
