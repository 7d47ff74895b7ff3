using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Testing.Asterisk;

public sealed class FakeAsteriskTests
{
    private const string Newchannel =
        "Event: Newchannel\nChannel: PJSIP/a-00000001\nChannelState: 4\nUniqueid: 1795408017.1\nLinkedid: 1795408017.1\nExten: 100\n\n";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 4, 26, 0, TimeSpan.Zero));

    private static AmiTranscript Answered =>
        AmiTranscript.Load(Path.Combine(AppContext.BaseDirectory, "Scenarios", "asterisk-22", "in_answered_caller_hangup", "ami.txt"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Login_PlainOrMd5_IsGrantedAndReady(bool isMd5)
    {
        await using var asterisk = new FakeAsterisk(new() { TimeProvider = _time }).Start();
        await using var client = await AmiTestClient.ConnectOverSocketAsync(asterisk);
        (await client.NextAsync())!.Name.Should().Be("Asterisk Call Manager/11.0.0");
        (string, string)[] proof = [("Secret", "s3cret-of-the-test")];
        if (isMd5)
        {
            var challenge = (await client.AskAsync(("Action", "Challenge"), ("AuthType", "MD5")))["Challenge"];
#pragma warning disable CA5351 // The manager interface's own.
            var key = Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(challenge + "s3cret-of-the-test")));
#pragma warning restore CA5351
            proof = [("AuthType", "MD5"), ("Key", key)];
        }

        var reply = await client.AskAsync([("Action", "Login"), ("Username", "ct"), .. proof]);

        reply.Name.Should().Be("Success");
        (await client.NextEventAsync("FullyBooted"))["Uptime"].Should().Be("397");
        asterisk.Logins.Should().Be(1);
        asterisk.Subscriptions.Should().Be(1);
    }

    [Fact]
    public async Task Login_WrongSecret_IsRefusedAndTheConnectionEnds()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.ConnectAsync(asterisk);

        var reply = await client.AskAsync(("Action", "Login"), ("Username", "ct"), ("Secret", "wrong"));

        reply["Message"].Should().Be("Authentication failed");
        (await client.NextAsync()).Should().BeNull();
        (asterisk.Logins, asterisk.RefusedLogins, asterisk.Subscriptions).Should().Be((0, 1, 0));
    }

    [Fact]
    public async Task Action_BeforeTheLogin_IsPermissionDenied()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.ConnectAsync(asterisk);

        (await client.AskAsync(("Action", "Ping")))["Message"].Should().Be("Permission denied");
    }

    [Theory]
    [InlineData("Action:Ping\r\nActionID:x\r\n\r\n")]
    [InlineData("action: ping\nactionid: x\n\n")]
    public async Task Action_InAnySpelling_IsAnswered(string text)
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        await client.NextEventAsync("FullyBooted");

        await client.SendAsync(text);

        var reply = (await client.NextAsync())!;
        (reply["Ping"], reply["ActionID"]).Should().Be(("Pong", "x"));
    }

    [Fact]
    public async Task Action_OverlongLineOrUnknown_IsRefusedAndTheConnectionLivesOn()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);

        (await client.AskAsync(("Action", "Ping"), ("X", new string('y', 3000))))["Message"].Should().Contain("line too long");
        (await client.AskAsync(("Action", "NoSuchAction")))["Message"].Should().StartWith("Invalid/unknown command: NoSuchAction.");
        (await client.AskAsync(("Action", "Ping")))["Ping"].Should().Be("Pong");
    }

    [Fact]
    public async Task Events_OffOrFiltered_AreNotSent()
    {
        await using var asterisk = new FakeAsterisk();
        await using var deaf = await AmiTestClient.LogInAsync(asterisk, ("Events", "off"));
        await using var choosy = await AmiTestClient.LogInAsync(asterisk);
        await choosy.NextEventAsync("FullyBooted");
        await choosy.AskAsync(("Action", "Filter"), ("Operation", "Add"), ("Filter", "!Event: Newchannel"));

        asterisk.Send(Newchannel + "Event: Other\nX: 1\n\n");

        (await choosy.NextAsync())!.Name.Should().Be("Other");
        (await deaf.AskAsync(("Action", "Ping"))).Name.Should().Be("Success", "no event came before it");
        asterisk.Subscriptions.Should().Be(1);
    }

    [Fact]
    public async Task Play_RecordedCall_ReachesEveryClientAndTheSnapshotsFollow()
    {
        await using var asterisk = new FakeAsterisk(new() { TimeProvider = _time });
        await using var first = await AmiTestClient.LogInAsync(asterisk);
        await using var second = await AmiTestClient.LogInAsync(asterisk);
        using var player = asterisk.Load(Answered);
        var begun = player.NextAt;

        while (player.Next?.Name != "BridgeEnter")
        {
            player.Step();
        }

        begun.Should().Be(_time.GetUtcNow());
        await first.NextEventAsync("DialEnd");
        await second.NextEventAsync("DialEnd");
        (await first.AskAsync(("Action", "CoreShowChannels")))["EventList"].Should().Be("start");
        var shown = await first.NextEventAsync("CoreShowChannel");
        shown["Context"].Should().Be("from-trunk");
        await first.NextEventAsync("CoreShowChannelsComplete");
        while (player.Step())
        {
        }

        await second.NextEventAsync("Hangup");
        asterisk.Channels.Should().BeEmpty();
    }

    [Fact]
    public async Task Player_UnderAFakeClock_PlaysEachMessageAtItsTimeAndStampsItSo()
    {
        await using var asterisk = new FakeAsterisk(new() { TimeProvider = _time });
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        using var player = asterisk.Load(Answered, speed: 2);
        var begun = _time.GetUtcNow();
        var running = player.RunAsync(TestContext.Current.CancellationToken);

        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await running.WaitAsync(TestContext.Current.CancellationToken);
        var begin = (await client.NextEventAsync("Newchannel")).Timestamp!.Value;
        var end = (await client.NextEventAsync("Hangup")).Timestamp!.Value;
        var recorded = Answered.Connections[0].Messages;
        var first = recorded.First(message => message.Frame.Name == "Newchannel").Frame.Timestamp!.Value;
        begin.Should().BeCloseTo(begun + ((first - recorded[0].At) / 2), TimeSpan.FromMilliseconds(1));
        var took = recorded.First(message => message.Frame.Name == "Hangup").Frame.Timestamp - first;
        (end - begin).Should().BeCloseTo(took!.Value / 2, TimeSpan.FromMilliseconds(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Faults_CutAfterEvents_EndsTheConnectionThere(int count)
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        await client.NextEventAsync("FullyBooted");

        asterisk.Faults.CutAfterEvents(count);
        asterisk.Play(Answered);

        (await client.ToEndAsync()).Should().HaveCount(count);
        await using var again = await AmiTestClient.LogInAsync(asterisk);
        (await again.AskAsync(("Action", "Ping"))).Name.Should().Be("Success", "it is cut once");
    }

    [Fact]
    public async Task Faults_CutAfterBytes_EndsTheConnectionThere()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        await client.NextEventAsync("FullyBooted");
        var before = client.Received;

        asterisk.Faults.CutAfterBytes(777);
        asterisk.Play(Answered);

        await client.ToEndAsync();
        (client.Received - before).Should().Be(777);
    }

    [Fact]
    public async Task Freeze_StopsAnswersAndEvents_UntilItThaws()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        await client.NextEventAsync("FullyBooted");

        asterisk.Freeze();
        asterisk.Send(Newchannel);
        await client.SendAsync("Action: Ping\r\nActionID: p\r\n\r\n");
        await asterisk.NextAsync("Ping", TestContext.Current.CancellationToken).WaitAsync(AmiTestClient.Patience, TestContext.Current.CancellationToken);
        var next = client.NextAsync();
        next.IsCompleted.Should().BeFalse();
        asterisk.OpenConnections.Should().Be(1);

        asterisk.Thaw();
        (await next.WaitAsync(AmiTestClient.Patience, TestContext.Current.CancellationToken))!.Name.Should().Be("Newchannel", "what was lost in the silence is only the answer");
    }

    [Fact]
    public async Task Faults_Drip_LosesNothing()
    {
        await using var asterisk = new FakeAsterisk();
        asterisk.Faults.Drip = true;
        await using var client = await AmiTestClient.LogInAsync(asterisk);

        asterisk.Send(Newchannel);

        (await client.NextEventAsync("Newchannel"))["Exten"].Should().Be("100");
    }

    [Fact]
    public async Task SendRaw_Garbage_IsSentAsItIs()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        await client.NextEventAsync("FullyBooted");

        asterisk.SendRaw("\u0001\u0002 garbage\r\n\r\n"u8.ToArray());

        (await client.NextAsync())!.ToString().Should().Be("\u0001\u0002 garbage\r\n\r\n");
    }

    [Fact]
    public async Task Kill_ThenBoot_IsAnotherProcessWithoutCalls()
    {
        await using var asterisk = new FakeAsterisk(new() { TimeProvider = _time }).Start();
        var port = asterisk.Port;
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        asterisk.Send(Newchannel);

        asterisk.Kill();
        await client.ToEndAsync();
        var connect = async () => await AmiTestClient.ConnectAsync(asterisk);
        var connectOverSocket = async () => await AmiTestClient.ConnectOverSocketAsync(asterisk);
        await connect.Should().ThrowAsync<SocketException>();
        await connectOverSocket.Should().ThrowAsync<SocketException>();

        _time.Advance(TimeSpan.FromSeconds(2));
        asterisk.Boot(ready: false);
        await using var early = await AmiTestClient.LogInAsync(asterisk);
        asterisk.Channels.Should().BeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        asterisk.FinishBoot();
        (await early.NextAsync())!["Uptime"].Should().Be("1", "it was not told before");
        asterisk.Port.Should().Be(port);
        await using var overSocket = await AmiTestClient.ConnectOverSocketAsync(asterisk);
    }

    [Fact]
    public async Task ShutDown_MidCall_HangsUpAndSaysSo()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);
        asterisk.Send(Newchannel);

        asterisk.ShutDown();

        var told = (await client.ToEndAsync()).Select(frame => frame.Name);
        told.Should().ContainInOrder("Newchannel", "SoftHangupRequest", "Hangup", "Shutdown");
    }

    [Fact]
    public async Task Originate_ThenHangup_IsAWholeCall()
    {
        await using var asterisk = new FakeAsterisk(new() { TimeProvider = _time });
        await using var client = await AmiTestClient.LogInAsync(asterisk);

        (await client.AskAsync(("Action", "Originate"), ("Channel", "PJSIP/101"), ("Context", "c"), ("Exten", "102"), ("Priority", "1"), ("Async", "true")))
            .Name.Should().Be("Success");
        var channel = (await client.NextEventAsync("Newchannel"))["Channel"]!;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await client.NextEventAsync("OriginateResponse"))["Response"].Should().Be("Success");
        (await client.AskAsync(("Action", "Hangup"), ("Channel", channel)))["Message"].Should().Be("Channel Hungup");
        (await client.NextEventAsync("Hangup"))["Cause"].Should().Be("16");

        (await client.AskAsync(("Action", "Hangup"), ("Channel", channel)))["Message"].Should().Be("No such channel");
    }

    [Fact]
    public async Task RefuseLogins_AndTls_AreServed()
    {
        using var certificate = FakeAsterisk.CreateCertificate();
        await using var asterisk = new FakeAsterisk(new() { Certificate = certificate }).Start();
        asterisk.Faults.RefuseLogins = true;
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", asterisk.Port, TestContext.Current.CancellationToken);
        await using var tls = new System.Net.Security.SslStream(socket.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("pbx.example");
        await tls.WriteAsync("Action: Login\r\nUsername: ct\r\nSecret: s3cret-of-the-test\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tls);

        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Contain("Authentication failed");
    }
}
