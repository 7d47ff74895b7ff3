using System.Net.Sockets;
using System.Text.Json;

namespace CallTracking.Testing.FreeSwitch;

public sealed class FakeFreeSwitchTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("auth s3cret-of-the-test", "+OK accepted")]
    [InlineData("userauth ct@pbx.test:s3cret-of-the-test", "+OK accepted")]
    [InlineData("api status", "-ERR command not found")]
    [InlineData("event json ALL", "-ERR command not found")]
    public async Task Command_BeforeLogin_IsAnsweredAsFreeSwitchDoes(string command, string reply)
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ConnectAsync(pbx);

        (await client.NextAsync())!.Name.Should().Be("auth/request");
        (await client.AskAsync(command))["Reply-Text"].Should().Be(reply);
    }

    [Fact]
    public async Task Auth_WrongPassword_EndsTheConnection()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ConnectAsync(pbx);
        await client.NextAsync();

        (await client.AskAsync("auth wrong"))["Reply-Text"].Should().Be("-ERR invalid");

        (await client.ToEndAsync()).Should().ContainSingle().Which.Name.Should().Be("text/disconnect-notice");
        (pbx.Logins, pbx.RefusedLogins).Should().Be((0, 1));
    }

    [Fact]
    public async Task Connect_NotOnTheAccessList_IsTurnedAway()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time, IsOpen = false });
        await using var client = await EslTestClient.ConnectAsync(pbx);

        (await client.ToEndAsync()).Should().ContainSingle().Which.Name.Should().Be("text/rude-rejection");
    }

    [Fact]
    public async Task Exit_SaysGoodbyeInSixtySevenBytes()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);

        (await client.AskAsync("exit"))["Reply-Text"].Should().Be("+OK bye");

        (await client.ToEndAsync()).Should().ContainSingle().Which.Body.Should().HaveLength(67);
        client.Received.ToString().Should().Contain("Content-Length: 67\n");
    }

    [Fact]
    public async Task Event_BehindCustom_IsASubclassAndNothingElse()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx, "plain CUSTOM a::b CHANNEL_ANSWER");

        var call = pbx.Call("external", "+12025550123", "5000").Rings("2001").Answers();
        pbx.Send(EslFrame.Event("CUSTOM", [("Event-Subclass", "a::c")]));
        pbx.Send(EslFrame.Event("CUSTOM", [("Event-Subclass", "a::b")]));

        (await client.NextAsync())!["Event-Subclass"].Should().Be("a::b");
        call.HangsUp();
    }

    [Theory]
    [InlineData("json NOSUCH")]
    [InlineData("plain")]
    public async Task Event_NothingKnown_IsRefused(string arguments)
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);

        (await client.AskAsync("event " + arguments))["Reply-Text"].Should().Be("-ERR no keywords supplied");
    }

    [Fact]
    public async Task Event_OtherFormat_SwitchesEverything()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx, "plain HEARTBEAT");
        await client.AskAsync("event json DTMF");

        _time.Advance(TimeSpan.FromSeconds(20));

        (await client.NextEventAsync("HEARTBEAT"))["Session-Count"].Should().Be("0");
        client.Received.ToString().Should().Contain("text/event-json").And.NotContain("text/event-plain");
    }

    [Fact]
    public async Task Filter_LeavesNothingElse_UntilAllAreDeleted()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);
        await client.AskAsync("filter Event-Name DTMF");
        pbx.Send(EslFrame.Event("TALK", []));
        pbx.Send(EslFrame.Event("DTMF", []));
        (await client.NextAsync())!.Name.Should().Be("DTMF");

        (await client.AskAsync("filter delete all"))["Reply-Text"].Should().StartWith("+OK");

        pbx.Send(EslFrame.Event("TALK", []));
        (await client.NextAsync())!.Name.Should().Be("TALK");
        (await client.AskAsync("noevents"))["Reply-Text"].Should().StartWith("+OK");
        (await client.AskAsync("noevents"))["Reply-Text"].Should().StartWith("-ERR");
        (await client.AskAsync("linger"))["Reply-Text"].Should().StartWith("-ERR");
    }

    [Fact]
    public async Task Bgapi_SaysTheJobTwice_AndTellsTheResultToWhoeverSubscribed()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx, "json BACKGROUND_JOB");

        var reply = await client.AskAsync("bgapi uuid_kill no-such-leg\nJob-UUID: 11111111-2222-3333-4444-555555555555");

        reply["Reply-Text"].Should().Be("+OK Job-UUID: 11111111-2222-3333-4444-555555555555");
        reply["Job-UUID"].Should().Be("11111111-2222-3333-4444-555555555555");
        var job = await client.NextEventAsync("BACKGROUND_JOB");
        (job["Job-UUID"], job["Job-Command"], job.Body).Should().Be(("11111111-2222-3333-4444-555555555555", "uuid_kill", "-ERR No such channel!\n"));
    }

    [Fact]
    public async Task Api_ShowChannels_IsWhatWasTold()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);
        (await client.AskAsync("api show channels as json")).Body.Should().Be("{\"row_count\": 0}\n");

        var call = pbx.Call("external", "+12025550123", "5000").Rings("2001").Answers();

        var rows = JsonDocument.Parse((await client.AskAsync("api show channels as json")).Body!).RootElement.GetProperty("rows");
        rows.EnumerateArray().Select(row => row.GetProperty("callstate").GetString()).Should().Equal("ACTIVE", "ACTIVE");
        var dump = JsonDocument.Parse((await client.AskAsync($"api uuid_dump {call.Leg} json")).Body!).RootElement;
        dump.GetProperty("Event-Name").GetString().Should().Be("CHANNEL_DATA");
        dump.GetProperty("variable_signal_bond").GetString().Should().Be(rows[1].GetProperty("uuid").GetString());
        call.HangsUp();
        pbx.Legs.Should().BeEmpty();
        (await client.AskAsync($"api uuid_dump {call.Leg} json")).Body.Should().Be("-ERR No such channel!\n");
    }

    [Fact]
    public async Task Originate_AgentThenCustomer_IsAWholeCallWhoseJobEndsWithTheAgent()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);

        await client.AskAsync("bgapi originate {origination_uuid=my-id-1,originate_timeout=10}user/2001 &bridge([origination_uuid=my-id-2]sofia/gateway/line/+12025550123)");
        (await client.NextEventAsync("CHANNEL_CREATE"))["Unique-ID"].Should().Be("my-id-1");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await client.NextEventAsync("BACKGROUND_JOB")).Body.Should().Be("+OK my-id-1\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await client.NextEventAsync("CHANNEL_BRIDGE"))["Bridge-B-Unique-ID"].Should().Be("my-id-2");

        await client.SendAsync("api uuid_kill my-id-1\n\n");

        (await client.NextEventAsync("CHANNEL_HANGUP_COMPLETE"))["Hangup-Cause"].Should().Be("NORMAL_CLEARING");
        (await client.NextEventAsync("CHANNEL_HANGUP_COMPLETE")).Leg.Should().Be("my-id-2");
    }

    [Fact]
    public async Task Originate_IdInUse_SilentlyTakesAnother()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx, "json BACKGROUND_JOB");
        await client.AskAsync("bgapi originate {origination_uuid=my-id-1}user/2001 &park()");

        await client.AskAsync("bgapi originate {origination_uuid=my-id-1}user/2002 &park()");

        (await JobAsync(client)).Body.Should().Be("+OK my-id-1\n");
        (await JobAsync(client)).Body.Should().StartWith("+OK ").And.NotContain("my-id-1");
    }

    private async Task<EslFrame> JobAsync(EslTestClient client)
    {
        var job = client.NextEventAsync("BACKGROUND_JOB");
        while (!job.IsCompleted)
        {
            // The reply to a command comes before its job begins, so when that waits for the clock is not seen from here.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(job, Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
        }

        return await job;
    }

    [Theory]
    [InlineData(FakeCallee.Busy, "-ERR USER_BUSY\n")]
    [InlineData(FakeCallee.Declines, "-ERR CALL_REJECTED\n")]
    [InlineData(FakeCallee.NeverAnswers, "-ERR NO_ANSWER\n")]
    [InlineData(FakeCallee.Absent, "-ERR USER_NOT_REGISTERED\n")]
    public async Task Originate_NotReached_SaysWhy(FakeCallee callee, string result)
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time }) { Callee = _ => callee };
        await using var client = await EslTestClient.ListenAsync(pbx, "json BACKGROUND_JOB");

        await client.AskAsync("bgapi originate {originate_timeout=5}user/2001 &park()");

        (await JobAsync(client)).Body.Should().Be(result);
    }

    [Fact]
    public async Task Restart_IsAnotherProcess_ThatListensWhereTheFirstDid()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time }).Start();
        var (port, core) = (pbx.Port, pbx.CoreUuid);
        await using var client = await EslTestClient.ListenAsync(pbx);
        pbx.Call("external", "+12025550123", "5000");

        pbx.ShutDown();
        (await client.ToEndAsync()).Should().OnlyContain(frame => frame.Name == "CHANNEL_CREATE", "nobody is told of what ends with it");
        var connect = async () => await pbx.ConnectAsync();
        await connect.Should().ThrowAsync<SocketException>();
        pbx.Boot();

        pbx.CoreUuid.Should().NotBe(core);
        pbx.Port.Should().Be(port);
        pbx.Legs.Should().BeEmpty();
    }

    [Fact]
    public async Task ReloadModule_EndsConnectionsWithANotice_AndKeepsTheCalls()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);
        pbx.Call("external", "+12025550123", "5000");
        var core = pbx.CoreUuid;

        pbx.ReloadModule();

        (await client.ToEndAsync())[^1].Body.Should().Be("The system is being shut down.\n");
        pbx.Legs.Should().HaveCount(1);
        pbx.CoreUuid.Should().Be(core);
    }

    [Fact]
    public async Task Faults_CutAfterBytes_CutsInTheMiddle()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time });
        await using var client = await EslTestClient.ListenAsync(pbx);
        var before = client.Received.Length;

        pbx.Faults.CutAfterBytes(123);
        pbx.Call("external", "+12025550123", "5000");

        await client.ToEndAsync();
        (client.Received.Length - before).Should().Be(123);
    }

    [Fact]
    public async Task Answer_OfTheTest_GoesBeforeThatOfThePbx()
    {
        await using var pbx = new FakeFreeSwitch(new() { TimeProvider = _time })
        {
            Answer = command => command.Api == "uuid_hold" ? "-ERR Operation failed\n" : null,
        };
        await using var client = await EslTestClient.ListenAsync(pbx, "json BACKGROUND_JOB");

        await client.AskAsync("bgapi uuid_hold some-leg");

        (await client.NextEventAsync("BACKGROUND_JOB")).Body.Should().Be("-ERR Operation failed\n");
        (await pbx.NextAsync("uuid_hold", TestContext.Current.CancellationToken)).Arguments.Should().Be("uuid_hold some-leg");
    }
}
