using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchAdapterTests
{
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunAsync_Login_LinkIsUpWithProductIdentityAndBootTime()
    {
        var time = new ObservedTime();
        await using var server = new EslServer().Start();

        var run = new FreeSwitchAdapter(server.Options(), timeProvider: time).RunAsync(_sink, _stop.Token);

        var up = await _sink.NextAsync<LinkUp>();
        up.Product.Should().Be("FreeSWITCH 1.11.1+git");
        up.Instance.Should().Be(EslServer.Core);
        up.BootedAt.Should().BeCloseTo(time.GetUtcNow() - new TimeSpan(0, 15, 26), TimeSpan.FromSeconds(1));
        (await _sink.NextAsync<Snapshot>()).Legs.Should().BeEmpty();
        await StopAsync(run);
    }

    [Theory]
    [InlineData(FreeSwitchEventFormat.Json, "event json CHANNEL_CREATE ")]
    [InlineData(FreeSwitchEventFormat.Plain, "event plain CHANNEL_CREATE ")]
    public async Task RunAsync_Subscription_NamesEventsFirstAndSubclassesLast(FreeSwitchEventFormat format, string beginning)
    {
        await using var server = new EslServer().Start();
        var options = server.Options();
        options.Format = format;

        var run = new FreeSwitchAdapter(options).RunAsync(_sink, _stop.Token);

        var words = (await server.NextAsync("event ")).Split(' ');
        string.Join(' ', words).Should().StartWith(beginning);
        var custom = Array.IndexOf(words, "CUSTOM");
        words[2..custom].Should().OnlyContain(static word => !word.Contains(':')).And.Contain(["HEARTBEAT", "BACKGROUND_JOB"])
            .And.NotContain(["ALL", "CHANNEL_STATE", "CHANNEL_EXECUTE"]);
        words[(custom + 1)..].Should().OnlyContain(static word => word.Contains("::")).And.Contain("callcenter::info");
        await _sink.NextAsync<LinkUp>();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_Cancelled_SaysGoodbyeAndPublishesLinkDown()
    {
        await using var server = new EslServer().Start();
        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        await StopAsync(run);

        (await _sink.NextAsync<LinkDown>()).PbxStopped.Should().BeFalse();
        await server.NextAsync("exit");
    }

    [Fact]
    public async Task RunAsync_UserOfTheDirectory_IsProvedAsSuch()
    {
        await using var server = new EslServer
        {
            Answer = static command => command == $"userauth ct@pbx.test:{EslServer.Password}" ? EslServer.Reply("+OK accepted") : null,
        }.Start();
        var options = server.Options();
        options.User = "ct@pbx.test";

        var run = new FreeSwitchAdapter(options).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        await StopAsync(run);
    }

    [Theory]
    [InlineData(null, "event_socket.conf.xml")]
    [InlineData("ct", "esl-password")]
    public async Task RunAsync_WrongPassword_IsAccessDeniedAndSaysWhatToCheck(string? user, string where)
    {
        await using var server = new EslServer().Start();
        var options = server.Options();
        options.User = user;
        options.Password = "wrong-one";

        var failure = await new FreeSwitchAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.AccessDenied);
        failure.Message.Should().Contain(where).And.Contain("-ERR invalid").And.NotContain("wrong-one").And.NotContain("\n");
        _sink.Drain().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_AddressNotOnTheAccessList_IsAccessDeniedAndNamesTheSetting()
    {
        await using var server = new EslServer
        {
            Greeting = "Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n",
        }.Start();

        var failure = await new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.AccessDenied);
        failure.Message.Should().Contain("apply-inbound-acl").And.Contain("go away").And.NotContain("\n");
    }

    [Fact]
    public async Task RunAsync_UnencryptedToAnotherMachine_IsRefusedBeforeThePasswordIsSent()
    {
        var recorder = new TextRecorder();
        var stream = new ScriptedStream(EslStream.Greeting);
        var connection = await EslConnection.OpenAsync(
            new FreeSwitchOptions { Host = "pbx.example", Password = "x", OpenStream = _ => ValueTask.FromResult<Stream>(stream) },
            control: null, recorder, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, _stop.Token);
        await using (connection)
        {
            var options = new FreeSwitchOptions { Host = "pbx.example", Password = "x" };

            var failure = await EslLogin.LogInAsync(connection, options, TimeProvider.System, _stop.Token).FailureAsync();

            failure.Failure.Should().Be(PbxLinkFailure.AccessDenied);
            failure.Message.Should().Contain("UseTls").And.Contain("AllowPlaintextLogin");
            recorder.Sent.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task RunAsync_NobodyListens_IsUnreachable()
    {
        var server = new EslServer().Start();
        var options = server.Options();
        await server.DisposeAsync();

        var failure = await new FreeSwitchAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Unreachable);
        failure.Message.Should().Contain($"127.0.0.1:{options.Port}").And.Contain("mod_event_socket");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6")]
    [InlineData("Asterisk Call Manager/11.0.0\r\n", "Asterisk Call Manager")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    public async Task RunAsync_AnotherProtocol_IsNamedWithWhatWasSeen(string greeting, string seen)
    {
        await using var server = new EslServer { Greeting = greeting }.Start();

        var failure = await new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain(seen).And.Contain("auth/request");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-")]
    public async Task RunAsync_NoGreeting_IsProtocolAfterTheLoginTimeout(string greeting)
    {
        await using var server = new EslServer { Greeting = greeting }.Start();
        var time = new ObservedTime();
        var options = server.Options();
        options.LoginTimeout = TimeSpan.FromSeconds(7);
        var run = new FreeSwitchAdapter(options, timeProvider: time).RunAsync(_sink, _stop.Token);
        await time.TimerSetAsync(options.LoginTimeout);

        time.Advance(options.LoginTimeout);

        (await run.FailureAsync()).Failure.Should().Be(PbxLinkFailure.Protocol);
    }

    [Fact]
    public async Task RunAsync_QuestionsForbidden_LinkIsUpAllTheSameAndTheListIsCalledImpossible()
    {
        await using var server = new EslServer
        {
            Answer = static command => command.StartsWith("api ", StringComparison.Ordinal) ? EslServer.Reply("-ERR permission denied") : null,
        }.Start();
        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);
        await server.NextAsync("event ");

        server.Send(EslStream.Json("HEARTBEAT", $"\"Core-UUID\":\"{EslServer.Core}\""));

        (await _sink.NextAsync<LinkUp>()).Instance.Should().Be(EslServer.Core);
        (await _sink.Refusal.Task.InTime()).Should().Contain("esl-allowed-api").And.Contain("permission denied");
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_EventsForbidden_IsAccessDenied()
    {
        await using var server = new EslServer
        {
            Answer = static command => command.StartsWith("event ", StringComparison.Ordinal) ? EslServer.Reply("-ERR permission denied") : null,
        }.Start();

        var failure = await new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.AccessDenied);
        failure.Message.Should().Contain("esl-allowed-events");
    }

    [Fact]
    public async Task RunAsync_ServerCloses_PublishesLinkDownAtThatMomentAndReturns()
    {
        await using var server = new EslServer().Start();
        var time = new ObservedTime();
        var run = new FreeSwitchAdapter(server.Options(), timeProvider: time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<Snapshot>();
        time.Advance(TimeSpan.FromSeconds(2));

        server.Close();

        await run.InTime();
        (await _sink.NextAsync<LinkDown>()).At.Should().Be(time.GetUtcNow());
    }

    [Fact]
    public async Task RunAsync_LineGoesSilent_IsLostWithinTwentySeconds()
    {
        var time = new ObservedTime();
        await using var server = new EslServer().Start();
        var recorder = new TextRecorder();
        var run = new FreeSwitchAdapter(server.Options(), recorder, time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();
        await _sink.NextAsync<Snapshot>();

        // An empty list is told before its end is heard; a reply that never comes would end the connection for another reason.
        await recorder.ReceivesAsync(FreeSwitchMapping.ListEnds, 1);
        await server.NextAsync("api echo " + FreeSwitchMapping.ListEnds);
        server.Answer = static _ => string.Empty;

        time.Advance(TimeSpan.FromSeconds(5));
        await server.NextAsync("api version");
        time.Advance(TimeSpan.FromSeconds(5));
        await server.NextAsync("api version");
        run.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(5));

        var failure = await run.FailureAsync();
        failure.Failure.Should().Be(PbxLinkFailure.Lost);
        failure.Message.Should().Contain("silent for 15 s");
        await _sink.NextAsync<LinkDown>();
    }

    [Fact]
    public async Task RunAsync_Recorder_SeesEveryByteButThePassword()
    {
        var recorder = new TextRecorder();
        await using var server = new EslServer().Start();
        var run = new FreeSwitchAdapter(server.Options(), recorder).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        await StopAsync(run);

        recorder.Received.Should().StartWith(EslStream.Greeting).And.Contain("+OK accepted").And.Contain("FreeSWITCH Version 1.11.1");
        recorder.Sent.Should().StartWith("auth [hidden]\n\n").And.NotContain(EslServer.Password);
        recorder.Ends.Should().Be(1);
    }

    [Fact]
    public async Task RunAsync_RecorderThatThrows_DoesNotEndTheLink()
    {
        await using var server = new EslServer().Start();

        var run = new FreeSwitchAdapter(server.Options(), new BrokenRecorder()).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_UnknownEvents_AreCounted()
    {
        await using var server = new EslServer().Start();
        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<LinkUp>();

        server.Send(string.Concat(Enumerable.Repeat(EslStream.Json("BRAND_NEW"), 3)));
        server.Close();
        await run.InTime();

        _sink.Unknown.Should().Contain("BRAND_NEW", 3);
    }

    [Fact]
    public async Task RunAsync_ChannelsAtConnect_AreListedAndDumpedOneByOne()
    {
        const string Leg = "d0d2720f-264c-40d7-ad28-80044a15d0b3";
        await using var server = new EslServer
        {
            Answer = static command => command switch
            {
                "api show channels as json" => EslServer.Api(
                    "{\"row_count\":2,\"rows\":[{\"uuid\":\"" + Leg + "\",\"direction\":\"inbound\",\"created_epoch\":\"1795407630\","
                    + "\"name\":\"sofia/external/+12025550111@192.0.2.9\",\"state\":\"CS_EXECUTE\",\"callstate\":\"ACTIVE\",\"cid_num\":\"+12025550111\","
                    + "\"dest\":\"100\"},{\"uuid\":\"strange name\",\"name\":\"x\",\"state\":\"CS_HANGUP\"}]}"),
                _ => null,
            },
        }.Start();

        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);

        await server.NextAsync("api show channels");
        (await server.NextAsync("api ")).Should().Be($"api uuid_dump {Leg} json");
        (await server.NextAsync("api ")).Should().Be($"api echo {FreeSwitchMapping.ListEnds}");
        (await _sink.NextAsync<Snapshot>()).Legs.Should().ContainSingle().Which.Leg.Value.Should().Be(Leg);
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_BurstAndSlowHandler_ArrivesWholeAndInOrder()
    {
        const int Calls = 5_000;
        await using var server = new EslServer().Start();
        _sink.Handle = static async _ => await Task.Yield();
        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<Snapshot>();

        server.Send(string.Concat(Enumerable.Range(0, Calls).Select(static i => EslStream.Json(
            "CHANNEL_CREATE",
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"Core-UUID\":\"{EslServer.Core}\",\"Event-Date-Timestamp\":\"1795407630000000\",\"Unique-ID\":\"leg-{i}\",\"Channel-Name\":\"sofia/x/{i}@y\",\"Call-Direction\":\"inbound\"")))));
        server.Close();
        await run.InTime();

        var events = _sink.Drain();
        events.OfType<LegStarted>().Select(static e => e.Leg.Value).Should().Equal(
            Enumerable.Range(0, Calls).Select(static i => string.Create(CultureInfo.InvariantCulture, $"leg-{i}")));
        events[^1].Should().BeOfType<LinkDown>();
    }

    [Fact]
    public async Task RunAsync_FrameThatFillsTheInboxAlone_IsReadToItsEnd()
    {
        await using var server = new EslServer().Start();
        var run = new FreeSwitchAdapter(server.Options()).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<Snapshot>();
        var leg = $"\"Core-UUID\":\"{EslServer.Core}\",\"Unique-ID\":\"leg-1\",\"Channel-Name\":\"sofia/x/1@y\",\"Call-Direction\":\"inbound\"";

        server.Send(EslStream.Json("CHANNEL_CREATE", $"{leg},\"variable_long\":\"{new string('x', Links.LinkInbox.PauseBytes + 1_000_000)}\""));

        (await _sink.NextAsync<LegStarted>()).Leg.Value.Should().Be("leg-1");
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_SecondRunOfTheSameAdapter_GoesOnCountingFrames()
    {
        await using var server = new EslServer().Start();
        var adapter = new FreeSwitchAdapter(server.Options());
        var first = adapter.RunAsync(_sink, _stop.Token);
        var up = await _sink.NextAsync<LinkUp>();
        server.Close();
        await first.InTime();

        var second = adapter.RunAsync(_sink, _stop.Token);

        (await _sink.NextAsync<LinkUp>()).Seq.Should().BeGreaterThan(up.Seq);
        await StopAsync(second);
    }

    [Fact]
    public async Task Control_WhileTheHandlerWaits_CompletesByTheJobsResult()
    {
        await using var server = new EslServer().Start();
        var adapter = new FreeSwitchAdapter(server.Options());
        var result = new TaskCompletionSource<PbxCommandResult>();
        _sink.Handle = async e =>
        {
            if (e is Snapshot)
            {
                result.SetResult(await adapter.Control.HangUpAsync(new LegId("leg-1"), PbxHangUpReason.Normal, _stop.Token));
            }
        };
        var run = adapter.RunAsync(_sink, _stop.Token);
        var job = (await server.NextAsync("bgapi uuid_kill leg-1 ")).Split("Job-UUID: ")[1];

        server.Send(EslStream.Json("BACKGROUND_JOB", $"\"Job-UUID\":\"{job}\",\"_body\":\"+OK\\n\""));

        (await result.Task.InTime()).IsAccepted.Should().BeTrue();
        await StopAsync(run);
    }

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        var wait = async () => await run.InTime();
        await wait.Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Says something and then nothing.</summary>
    private sealed class ScriptedStream(string text) : MemoryStream
    {
        private byte[] _left = Encoding.UTF8.GetBytes(text);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left.Length == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            var length = _left.Length;
            _left.CopyTo(buffer);
            _left = [];
            return length;
        }
    }
}
