using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using CallTracking.Pbx.Asterisk.Control;
using CallTracking.Servers;

namespace CallTracking.Pbx.Asterisk.Tests.Server;

/// <summary>Commands to a real Asterisk, with real SIP phones at both ends.</summary>
[Trait("Size", "server")]
public sealed class RealControlTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly EventSink _events = new();
    private readonly List<Process> _phones = [];
    private Task _run = Task.CompletedTask;
    private RealAsterisk? _asterisk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var phone in _phones)
        {
            phone.Kill();
            // Until it is gone its port is taken, and calls for the next phone would come to it.
            await phone.WaitForExitAsync(CancellationToken.None);
            phone.Dispose();
        }

        _asterisk?.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(null, "912025550111")]
    [InlineData("trunk", "+12025550111")]
    public async Task Originate_BothLift_CanBeRecordedAndEnded(string? trunk, string number)
    {
        _asterisk = await RealAsterisk.BorrowAsync();
        var control = await ConnectAsync();
        await PhoneAsync("127.0.0.1", "PHONE101_PORT", "uas-answer.xml");
        await PhoneAsync("127.0.0.2", "TRUNK_PORT", "uas-answer.xml");
        var request = new PbxOriginateRequest { AgentLeg = control.NewLeg(), Agent = "101", Number = number, Trunk = trunk, Reference = "CT-1" };

        var placed = await control.OriginateAsync(request, Token);

        placed.Command.Should().Match<PbxCommandResult>(r => r.IsAccepted, placed.Command.Answer);
        (await placed.AgentVerdict.InTime()).Should().Be(DialResult.Answered);
        var events = await _events.UntilAsync(e => e is BridgeEntered entered && entered.Leg == request.AgentLeg);
        events.SelectMany(Introduced).First().Should().Be(request.AgentLeg, "it bears our name");
        events.OfType<LegStarted>().Last().Endpoint.Should().Be("trunk");
        (await control.RecordAsync(request.AgentLeg, "one.wav", null, Token)).IsAccepted.Should().BeTrue();
        (await control.RecordAsync(request.AgentLeg, "two.wav", null, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<RecordingStarted>()).Leg.Should().Be(request.AgentLeg);
        (await control.StopRecordingAsync(request.AgentLeg, "one.wav", Token)).IsAccepted.Should().BeTrue();
        (await control.StopRecordingAsync(request.AgentLeg, "three.wav", Token)).IsAccepted.Should().BeFalse();
        (await control.StopRecordingAsync(request.AgentLeg, null, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<RecordingStopped>()).Leg.Should().Be(request.AgentLeg);
        (await control.HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token)).IsAccepted.Should().BeTrue();
        await _events.NextAsync<LegEnded>();
        await _events.NextAsync<LegEnded>();
        (await control.HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
        (await control.TransferAsync(request.AgentLeg, "102", Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
        (await control.RecordAsync(request.AgentLeg, "one.wav", null, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
        (await control.StopRecordingAsync(request.AgentLeg, null, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
    }

    [Theory]
    [InlineData("101", "uas-busy.xml", DialResult.Busy)]
    [InlineData("101", "uas-ring.xml", DialResult.NoAnswer)]
    [InlineData("199", null, DialResult.Unavailable)]
    public async Task Originate_AgentDoesNotLift_SaysWhy(string agent, string? phone, DialResult verdict)
    {
        _asterisk = await RealAsterisk.BorrowAsync();
        var control = await ConnectAsync();
        if (phone is not null)
        {
            await PhoneAsync("127.0.0.1", "PHONE101_PORT", phone);
        }

        var request = new PbxOriginateRequest
        {
            AgentLeg = control.NewLeg(),
            Agent = agent,
            Number = "912025550111",
            AgentTimeout = TimeSpan.FromSeconds(2),
        };
        var placed = await control.OriginateAsync(request, Token);

        (await placed.AgentVerdict.InTime()).Should().Be(verdict);
        (await _events.NextAsync<OriginateEnded>()).Should().Match<OriginateEnded>(e => !e.Succeeded && e.Number == "912025550111");
    }

    /// <summary>A leg is told when it begins, or in the list that is asked for after connecting.</summary>
    private static IEnumerable<LegId> Introduced(PbxEvent pbxEvent) => pbxEvent switch
    {
        LegStarted started => [started.Leg],
        Snapshot snapshot => snapshot.Legs.Select(l => l.Leg),
        _ => [],
    };

    private async Task<IPbxCallControl> ConnectAsync()
    {
        var options = new AsteriskOptions
        {
            Host = RealAsterisk.Host,
            Port = RealAsterisk.Port("AMI_PORT"),
            User = RealAsterisk.Setting("USER"),
            Secret = RealAsterisk.Setting("SECRET"),
        };
        options.Control.Context = "inside";
        var adapter = new AsteriskAdapter(options);
        _run = adapter.RunAsync(_events, _stop.Token);
        await _events.NextAsync<LinkUp>();
        return adapter.Control;
    }

    /// <summary>A phone that ends by itself after a while; it can be called as soon as this returns.</summary>
    private async Task PhoneAsync(string host, string port, string scenario)
    {
        var script = RealAsterisk.Script("asterisk/sipp/" + scenario);
        string[] arguments =
        [
            $"{RealAsterisk.Host}:{RealAsterisk.Setting("SIP_PORT")}", "-sf", script, "-i", host, "-mi", host, "-ci", "127.0.0.1", "-p", RealAsterisk.Setting(port), "-nostdin",
            "-timeout", "30s", "-m", "1", "-key", "ring_ms", "100",
        ];
        var phone = Process.Start(new ProcessStartInfo("sipp", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        phone.BeginOutputReadLine();
        phone.BeginErrorReadLine();
        _phones.Add(phone);
        var address = new IPEndPoint(IPAddress.Parse(host), RealAsterisk.Port(port));
        var begun = TimeProvider.System.GetTimestamp();
        while (!IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Contains(address))
        {
            phone.HasExited.Should().BeFalse($"the phone at {address} waits for its call");
            TimeProvider.System.GetElapsedTime(begun).Should().BeLessThan(Patience.Limit, $"the phone at {address} listens");
            await Task.Delay(20, Token);
        }
    }
}
