using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CallTracking.Pbx.Traces;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx.Asterisk;

public sealed class AsteriskAdapterTests
{
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunAsync_LoginWithMd5_LinkIsUpWithProductAndBootTime()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { TimeProvider = time }).Start();

        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);

        var up = await _sink.NextAsync<LinkUp>();
        up.Product.Should().Be("Asterisk 22.10.1");
        up.BootedAt.Should().Be(time.GetUtcNow() - TimeSpan.FromSeconds(397));
        var login = await server.NextActionAsync("Login");
        login["AuthType"].Should().Be("MD5");
        login.ToString().Should().NotContain(FakeAsteriskLink.Secret);
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_Cancelled_LogsOffAndPublishesLinkDown()
    {
        await using var server = new FakeAsterisk().Start();
        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        await StopAsync(run);

        (await _sink.NextAsync<LinkDown>()).PbxStopped.Should().BeFalse();
        await server.NextActionAsync("Logoff");
    }

    [Fact]
    public async Task RunAsync_PlainLoginToThisMachine_IsAccepted()
    {
        await using var server = new FakeAsterisk().Start();
        var options = server.LinkOptions();
        options.Authentication = AmiAuthentication.Plain;

        var run = new AsteriskAdapter(options).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        (await server.NextActionAsync("Login"))["Secret"].Should().Be(FakeAsteriskLink.Secret);
        await StopAsync(run);
    }

    [Theory]
    [InlineData(AmiAuthentication.Md5)]
    [InlineData(AmiAuthentication.Plain)]
    public async Task RunAsync_WrongSecret_IsAccessDeniedAndSaysWhatToCheck(AmiAuthentication authentication)
    {
        await using var server = new FakeAsterisk().Start();
        var options = server.LinkOptions();
        options.Authentication = authentication;
        options.Secret = "wrong-one";

        var failure = await new AsteriskAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.AccessDenied);
        failure.Message.Should().Contain("[ct]").And.Contain("manager.conf").And.Contain("Authentication failed")
            .And.NotContain("wrong-one");
        _sink.Drain().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_NobodyListens_IsUnreachable()
    {
        var server = new FakeAsterisk().Start();
        var options = server.LinkOptions();
        await server.DisposeAsync();

        var failure = await new AsteriskAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Unreachable);
        failure.Message.Should().Contain($"127.0.0.1:{options.Port}").And.Contain("manager.conf");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("Content-Type: auth/request\n\n", "Content-Type")]
    public async Task RunAsync_AnotherProtocol_IsNamedWithWhatWasSeen(string greeting, string seen)
    {
        await using var server = new FakeAsterisk(new() { Banner = greeting }).Start();

        var failure = await new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain(seen).And.Contain("Asterisk Call Manager");
    }

    [Fact]
    public async Task RunAsync_NoGreeting_IsProtocolAfterTheLoginTimeout()
    {
        await using var server = new FakeAsterisk(new() { Banner = string.Empty }).Start();
        var time = new ObservedTime();
        var options = server.LinkOptions();
        options.LoginTimeout = TimeSpan.FromSeconds(7);
        var run = new AsteriskAdapter(options, timeProvider: time).RunAsync(_sink, _stop.Token);
        await time.TimerSetAsync(options.LoginTimeout);

        time.Advance(options.LoginTimeout);

        var failure = await run.FailureAsync();
        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain("7 s");
    }

    [Fact]
    public async Task RunAsync_ActionsDenied_LinkIsUpWithTheBannerAsProduct()
    {
        await using var server = new FakeAsterisk
        {
            Answer = action => action.Name.StartsWith("Core", StringComparison.Ordinal) ? $"{action.Error("Permission denied")}" : null,
        }.Start();

        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);

        (await _sink.NextAsync<LinkUp>()).Product.Should().Be("Asterisk Call Manager/11.0.0");
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_NoFullyBooted_LinkIsUpAfterTheGrace()
    {
        await using var server = new FakeAsterisk(new() { Ready = FakeAsteriskReady.Never }).Start();
        var time = new ObservedTime();
        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);
        await time.TimerSetAsync(AmiSession.BootGrace);
        _sink.Drain().Should().BeEmpty();

        time.Advance(AmiSession.BootGrace);

        var up = await _sink.NextAsync<LinkUp>();
        up.Product.Should().Be("Asterisk 22.10.1");
        up.BootedAt.Should().BeNull();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_RestartedMeanwhileAndNoUptimeTold_BootIsAfterTheConnectionBefore()
    {
        var startup = "04:20:29";
        await using var server = new FakeAsterisk(new() { Ready = FakeAsteriskReady.Never })
        {
            Answer = action => action.Name == "CoreStatus"
                ? $"{action.Success(("CoreStartupDate", "2026-11-23"), ("CoreStartupTime", startup))}"
                : null,
        }.Start();
        var time = new ObservedTime();
        var adapter = new AsteriskAdapter(server.LinkOptions(), timeProvider: time);
        var first = adapter.RunAsync(_sink, _stop.Token);
        await ReadyAsync();
        (await _sink.NextAsync<LinkUp>()).BootedAt.Should().BeNull();
        server.Close();
        await first.InTime();
        var lost = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(3));
        startup = "05:00:00";

        var second = adapter.RunAsync(_sink, _stop.Token);
        await ReadyAsync();

        (await _sink.NextAsync<LinkUp>()).BootedAt.Should().BeAfter(lost);
        await StopAsync(second);

        async Task ReadyAsync()
        {
            await server.NextActionAsync("Login");
            server.Send("Event: FullyBooted\nStatus: Fully Booted\n\n");
        }
    }

    [Fact]
    public async Task RunAsync_ServerCloses_PublishesLinkDownAtThatMomentAndReturns()
    {
        await using var server = new FakeAsterisk().Start();
        var time = new ObservedTime();
        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();
        time.Advance(TimeSpan.FromSeconds(2));

        server.Close();

        await run.InTime();
        (await _sink.NextAsync<LinkDown>()).At.Should().Be(time.GetUtcNow());
    }

    [Fact]
    public async Task RunAsync_LineGoesSilent_IsLostWithinTwentySeconds()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { TimeProvider = time }).Start();
        var recorder = new TextRecorder();
        var run = new AsteriskAdapter(server.LinkOptions(), recorder, time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();
        await recorder.ReceivesAsync("ParkedCallsComplete", 1);
        server.Answer = static _ => string.Empty;

        time.Advance(TimeSpan.FromSeconds(5));
        await server.NextActionAsync("Ping");
        time.Advance(TimeSpan.FromSeconds(5));
        await server.NextActionAsync("Ping");
        run.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(5));

        var failure = await run.FailureAsync();
        failure.Failure.Should().Be(PbxLinkFailure.Lost);
        failure.Message.Should().Contain("silent for 15 s");
        await _sink.NextAsync<LinkDown>();
    }

    [Fact]
    public async Task RunAsync_IdleButAlive_StaysUpAndTicks()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { TimeProvider = time }).Start();
        var recorder = new TextRecorder();
        var run = new AsteriskAdapter(server.LinkOptions(), recorder, time).RunAsync(_sink, _stop.Token);
        var last = (await _sink.NextAsync<LinkUp>()).At;

        await recorder.ReceivesAsync("ParkedCallsComplete", 1);

        for (var i = 1; i <= 12; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            var tick = await _sink.NextAsync<Tick>();
            tick.At.Should().BeAfter(last);
            last = tick.At;
            await recorder.ReceivesAsync("Ping: Pong", i);
        }

        run.IsCompleted.Should().BeFalse();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_Recorder_SeesEveryByteButTheSecret()
    {
        var recorder = new TextRecorder();
        await using var server = new FakeAsterisk().Start();
        var options = server.LinkOptions();
        options.Authentication = AmiAuthentication.Plain;
        var run = new AsteriskAdapter(options, recorder).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        await StopAsync(run);

        recorder.Received.Should().StartWith("Asterisk Call Manager/11.0.0").And.Contain("Authentication accepted").And.Contain("AsteriskVersion: 22.10.1");
        recorder.Sent.Should().Contain("Action: Login\r\n").And.Contain("Secret: [hidden]\r\n").And.NotContain(FakeAsteriskLink.Secret);
        recorder.Ends.Should().Be(1);
    }

    [Fact]
    public async Task RunAsync_UnknownEvents_AreCounted()
    {
        await using var server = new FakeAsterisk().Start();
        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        server.Send(string.Concat(Enumerable.Repeat("Event: BrandNewEvent\r\nFoo: bar\r\n\r\n", 3)));
        server.Close();
        await run.InTime();

        _sink.Unknown.Should().Contain("BrandNewEvent", 3);
    }

    [Fact]
    public async Task RunAsync_RecorderThatThrows_DoesNotEndTheLink()
    {
        await using var server = new FakeAsterisk().Start();

        var run = new AsteriskAdapter(server.LinkOptions(), new BrokenRecorder()).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_BurstAndSlowHandler_ArrivesWholeAndInOrder()
    {
        const int Calls = 10_000;
        await using var server = new FakeAsterisk().Start();
        _sink.Handle = static async _ => await Task.Yield();
        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        server.Send(string.Concat(Enumerable.Range(0, Calls).SelectMany(static i => (string[])[
            string.Create(CultureInfo.InvariantCulture, $"Event: Newchannel\r\nChannel: PJSIP/t-{i}\r\nUniqueid: 1.{i}\r\n"),
            string.Create(CultureInfo.InvariantCulture, $"Linkedid: 1.{i}\r\n\r\n"),
            string.Create(CultureInfo.InvariantCulture, $"Event: Hangup\r\nChannel: PJSIP/t-{i}\r\nUniqueid: 1.{i}\r\n\r\n")])));
        server.Close();
        await run.InTime();

        var events = _sink.Drain();
        events.OfType<LegStarted>().Select(static e => e.Leg.Value).Should().Equal(
            Enumerable.Range(0, Calls).Select(static i => string.Create(CultureInfo.InvariantCulture, $"1.{i}")));
        events.OfType<LegEnded>().Should().HaveCount(Calls);
        events.Select(static e => e.Seq).Should().BeInAscendingOrder();
        events[^1].Should().BeOfType<LinkDown>();
    }

    [Fact]
    public async Task RunAsync_CancelledWithABacklog_IsBlindFromTheLastHandledEvent()
    {
        await using var server = new FakeAsterisk().Start();
        var time = new ObservedTime();
        var handling = new TaskCompletionSource();
        _sink.Handle = async e =>
        {
            if (e is LegStarted)
            {
                handling.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
            }
        };
        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);
        var up = await _sink.NextAsync<LinkUp>();
        server.Send("Event: Newchannel\r\nChannel: PJSIP/t-1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n");
        await handling.Task.InTime();
        time.Advance(TimeSpan.FromMinutes(3));

        await StopAsync(run);

        (await _sink.NextAsync<LinkDown>()).At.Should().Be(up.At);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileTheLineIsSilent_IsBlindFromTheLastByte()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { TimeProvider = time }).Start();
        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();
        var heard = (await _sink.NextAsync<Snapshot>()).At;
        server.Freeze();
        time.Advance(TimeSpan.FromSeconds(4));

        await _stop.CancelAsync();

        (await _sink.NextAsync<LinkDown>()).At.Should().Be(heard);
        await server.NextActionAsync("Logoff");
        time.Advance(TimeSpan.FromSeconds(2));
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_EventsAtLogin_FollowLinkUp()
    {
        await using var server = new FakeAsterisk(new() { Ready = FakeAsteriskReady.Never }).Start();

        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);
        await server.NextActionAsync("Login");
        server.Send(AmiStream.Newchannel + AmiStream.FullyBooted);

        await _sink.NextAsync<LinkUp>();
        server.Send(AmiStream.Hangup);
        await StopAsync(run);
        _sink.Drain().OfType<LinkUp>().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_StreamWithoutFullyBooted_TicksAllTheSame()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { Ready = FakeAsteriskReady.Never, TimeProvider = time }).Start();
        var run = new AsteriskAdapter(server.LinkOptions(), timeProvider: time).RunAsync(_sink, _stop.Token);
        await time.TimerSetAsync(AmiSession.BootGrace);
        time.Advance(AmiSession.BootGrace);
        await _sink.NextAsync<LinkUp>();

        time.Advance(TimeSpan.FromSeconds(5));

        (await _sink.NextAsync<Tick>()).At.Should().Be(time.GetUtcNow());
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_PbxStops_SaysSo()
    {
        await using var server = new FakeAsterisk().Start();
        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        server.Send("Event: Shutdown\r\nPrivilege: system,all\r\nShutdown: Cleanly\r\nRestart: True\r\n\r\n");
        server.Close();

        await run.InTime();
        (await _sink.NextAsync<LinkDown>()).PbxStopped.Should().BeTrue();
    }

    [Fact]
    public async Task RunAsync_SecondRunOfTheSameAdapter_GoesOnCountingFrames()
    {
        await using var server = new FakeAsterisk().Start();
        var adapter = new AsteriskAdapter(server.LinkOptions());
        var first = adapter.RunAsync(_sink, _stop.Token);
        var up = await _sink.NextAsync<LinkUp>();
        server.Close();
        await first.InTime();

        var second = adapter.RunAsync(_sink, _stop.Token);

        (await _sink.NextAsync<LinkUp>()).Seq.Should().BeGreaterThan(up.Seq);
        await StopAsync(second);
    }

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        var wait = async () => await run.InTime();
        await wait.Should().ThrowAsync<OperationCanceledException>();
    }
}
