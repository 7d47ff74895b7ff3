using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchControlTests
{
    private const string Leg = "d0d2720f-264c-40d7-ad28-80044a15d0b3";

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLine _line = new();
    private readonly FreeSwitchControlOptions _options = new();
    private readonly FreeSwitchControl _control;

    public FreeSwitchControlTests()
    {
        _control = new FreeSwitchControl(_options, _time, NullLogger.Instance);
        _control.Connected(_line);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPbxCallControl Control => _control;

    public static TheoryData<string, string> Commands => new()
    {
        { "hang up", "uuid_kill " + Leg + " MANAGER_REQUEST" },
        { "decline", "uuid_kill " + Leg + " CALL_REJECTED" },
        { "transfer", "uuid_transfer " + Leg + " 1002 XML default" },
        { "hold", "uuid_hold " + Leg },
        { "resume", "uuid_hold off " + Leg },
        { "play", "uuid_broadcast " + Leg + " ivr/hello.wav aleg" },
        { "play to both", "uuid_broadcast " + Leg + " ivr/hello.wav both" },
        { "stop playing", "uuid_break " + Leg + " all" },
        { "record", "uuid_record " + Leg + " start /rec/1.wav 90" },
        { "stop recording", "uuid_record " + Leg + " stop /rec/1.wav" },
        { "stop all recordings", "uuid_record " + Leg + " stop all" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_IsSentAsAJobAndItsResultRead(string what, string written)
    {
        (await DoAsync(what)).Should().Be(new PbxCommandResult(PbxCommandStatus.Accepted, "+OK"));

        _line.Sent.Should().ContainSingle().Which.Should().Be($"bgapi {written}\nJob-UUID: {_line.Jobs.Keys.Single():D}");
        _line.Forgotten.Should().Be(1, "nothing is kept for a job that is over");
    }

    [Theory]
    [InlineData("-ERR No such channel!\n", PbxCommandStatus.NoSuchLeg)]
    [InlineData("-ERR Cannot locate session!\n", PbxCommandStatus.NoSuchLeg)]
    [InlineData("-ERR permission denied\n", PbxCommandStatus.NotAllowed)]
    [InlineData("-ERR uuid_kill command not found!\n", PbxCommandStatus.NotAllowed)]
    [InlineData("-ERR Operation failed\n", PbxCommandStatus.Refused)]
    [InlineData("-USAGE: <uuid> [cause]\n", PbxCommandStatus.Refused)]
    public async Task Refusal_IsAResultWithItsReason(string answer, PbxCommandStatus status)
    {
        _line.Answer = static _ => "true";
        _line.Result = _ => answer;
        (await DoAsync("hang up")).Should().Be(new PbxCommandResult(status, answer.TrimEnd()));

        _line.Reply = _ => answer;
        _line.Result = _ => null;
        (await DoAsync("hang up")).Status.Should().Be(status, "the job never begins, so nobody waits for its result");
    }

    [Theory]
    [InlineData("false", PbxCommandStatus.NoSuchLeg)]
    [InlineData("true", PbxCommandStatus.Refused)]
    [InlineData("-ERR permission denied\n", PbxCommandStatus.Refused)]
    public async Task Refusal_WithoutAReason_IsOneOfALegThatIsGoneIfItIs(string exists, PbxCommandStatus status)
    {
        _line.Result = static _ => "-ERR Operation failed\n";
        _line.Answer = _ => exists;

        (await DoAsync("hold")).Should().Be(new PbxCommandResult(status, "-ERR Operation failed"));
        _line.Sent[^1].Should().Be($"api uuid_exists {Leg}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_WithoutConnection_IsNotSent(string what, string written)
    {
        _control.Disconnected();
        var act = () => DoAsync(what);

        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.LinkDown, written);
        _line.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Command_WhoseResultDoesNotCome_IsUnanswered()
    {
        _line.Result = _ => null;
        var hold = DoAsync("hold");
        while (!hold.IsCompleted)
        {
            // Again and again: it is not seen from here when it begins to wait.
            _time.Advance(_options.CommandTimeout);
            await Task.Yield();
        }

        var act = () => hold;
        (await act.Should().ThrowAsync<PbxControlException>()).WithMessage("*did not say in time what became of uuid_hold*")
            .Which.Failure.Should().Be(PbxControlFailure.Unanswered);
        _line.Forgotten.Should().Be(1);
    }

    [Fact]
    public async Task Command_WhoseConnectionBreaks_IsUnanswered()
    {
        _line.Failure = new PbxLinkException(PbxLinkFailure.Lost, "gone");
        var act = () => DoAsync("hold");

        (await act.Should().ThrowAsync<PbxControlException>()).WithMessage("*ended before it answered uuid_hold*")
            .Which.Failure.Should().Be(PbxControlFailure.Unanswered);
    }

    [Fact]
    public async Task Argument_ThatMayNotBeSent_IsRefusedBeforeAnythingIsSent()
    {
        var act = () => Control.TransferAsync(new LegId(Leg), "1002 XML public\n\napi fsctl shutdown", Token);

        await act.Should().ThrowAsync<ArgumentException>().WithParameterName("destination");
        _line.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Record_WithoutFolder_GoesIntoTheFolderThatIsSet()
    {
        var act = () => Control.RecordAsync(new LegId(Leg), "1.wav", null, Token);
        (await act.Should().ThrowAsync<ArgumentException>()).WithMessage("file names no folder*RecordingFolder*");

        _options.RecordingFolder = "/var/rec";
        await Control.RecordAsync(new LegId(Leg), "2026/1.wav", null, Token);
        _line.Sent.Should().ContainSingle().Which.Should().StartWith($"bgapi uuid_record {Leg} start /var/rec/2026/1.wav\n");
    }

    [Theory]
    [InlineData("+OK {0}\n", DialResult.Answered)]
    [InlineData("-ERR USER_BUSY\n", DialResult.Busy)]
    [InlineData("-ERR NO_ANSWER\n", DialResult.NoAnswer)]
    [InlineData("-ERR CALL_REJECTED\n", DialResult.Declined)]
    [InlineData("-ERR USER_NOT_REGISTERED\n", DialResult.Unavailable)]
    [InlineData("-ERR SUBSCRIBER_ABSENT\n", DialResult.Unavailable)]
    [InlineData("-ERR\n", DialResult.Unknown)]
    public async Task Originate_TellsTheVerdictOnTheAgentsLeg(string result, DialResult verdict)
    {
        _options.Gateway = "carrier";
        _line.Result = _ => null;
        var request = Request();

        var placed = await Control.OriginateAsync(request, Token);

        placed.Command.IsAccepted.Should().BeTrue();
        placed.AgentLeg.Should().Be(request.AgentLeg);
        placed.CustomerLeg.Should().Be(request.CustomerLeg);
        placed.AgentVerdict.IsCompleted.Should().BeFalse("nobody has lifted");
        _line.Sent.Single().Should().StartWith(
            $"bgapi originate {{origination_uuid={request.AgentLeg},origination_caller_id_number=+12025550111,"
            + "origination_caller_id_name=+12025550111,ct_call_id=CT-1,ct_number=+12025550111,originate_timeout=20,hangup_after_bridge=true}"
            + $"user/1001 &bridge([origination_uuid={request.CustomerLeg},origination_caller_id_number=+12025550199,"
            + "origination_caller_id_name=+12025550199,ct_call_id=CT-1,leg_timeout=60]sofia/gateway/carrier/+12025550111)\n");

        _line.Jobs.Values.Single().SetResult(string.Format(null, result, request.AgentLeg));
        (await placed.AgentVerdict).Should().Be(verdict);
        _line.Forgotten.Should().Be(1);
    }

    [Fact]
    public async Task Originate_WithoutGateway_GoesThroughTheDialPlan()
    {
        _options.Domain = "pbx.test";
        _options.Context = "agents";
        var request = Request();

        var placed = await Control.OriginateAsync(request, Token);

        placed.CustomerLeg.Should().BeNull("the dial plan names it");
        _line.Sent.Single().Should().Contain("effective_caller_id_number=+12025550199,originate_timeout=20,call_timeout=60,")
            .And.Contain("}user/1001@pbx.test +12025550111 XML agents\n");
    }

    [Fact]
    public async Task Originate_WhoseLegIsNamedOtherwise_EndsThatLeg()
    {
        _line.Result = command => command.Name == "originate" ? "+OK ffffffff-0000-4000-8000-000000000001\n" : "+OK";
        var placed = await Control.OriginateAsync(Request(), Token);

        (await placed.AgentVerdict).Should().Be(DialResult.Unknown);
        _line.Sent.Should().HaveCount(2).And.Subject.Last().Should()
            .StartWith("bgapi uuid_kill ffffffff-0000-4000-8000-000000000001 MANAGER_REQUEST\n");
    }

    [Fact]
    public async Task Originate_WhoseResultNeverComes_IsUnknownInTheEnd()
    {
        _line.Result = _ => null;
        var placed = await Control.OriginateAsync(Request(), Token);
        _time.Advance(TimeSpan.FromSeconds(20) + _options.CommandTimeout);

        (await placed.AgentVerdict).Should().Be(DialResult.Unknown);
        _line.Forgotten.Should().Be(1);
    }

    [Fact]
    public async Task Originate_WhoseConnectionEnds_IsUnknown()
    {
        _line.Result = _ => null;
        var placed = await Control.OriginateAsync(Request(), Token);
        _line.Jobs.Values.Single().SetException(new PbxLinkException(PbxLinkFailure.Lost, "gone"));

        (await placed.AgentVerdict).Should().Be(DialResult.Unknown);
    }

    [Fact]
    public async Task Originate_ThatIsRefused_HasNoVerdict()
    {
        _line.Reply = _ => "-ERR permission denied";
        _line.Result = _ => null;
        var placed = await Control.OriginateAsync(Request(), Token);

        placed.Command.Status.Should().Be(PbxCommandStatus.NotAllowed);
        (await placed.AgentVerdict).Should().Be(DialResult.Unknown);
    }

    [Theory]
    [InlineData("AgentLeg")]
    [InlineData("CustomerLeg")]
    [InlineData("Agent")]
    [InlineData("Number")]
    [InlineData("CallerNumber")]
    [InlineData("Trunk")]
    [InlineData("Reference")]
    [InlineData("AgentTimeout")]
    [InlineData("CustomerTimeout")]
    public async Task Originate_WithAWrongValue_NamesIt(string name)
    {
        _options.Gateway = "carrier";
        const string wrong = "1,user/1002";
        var request = Request();
        request = name switch
        {
            "AgentLeg" => request with { AgentLeg = new LegId(wrong) },
            "CustomerLeg" => request with { CustomerLeg = new LegId(wrong) },
            "Agent" => request with { Agent = wrong },
            "Number" => request with { Number = wrong },
            "CallerNumber" => request with { CallerNumber = wrong },
            "Trunk" => request with { Trunk = wrong },
            "Reference" => request with { Reference = wrong },
            "AgentTimeout" => request with { AgentTimeout = TimeSpan.Zero },
            _ => request with { CustomerTimeout = TimeSpan.FromHours(1) },
        };
        var act = () => Control.OriginateAsync(request, Token);

        await act.Should().ThrowAsync<ArgumentException>().WithParameterName(name);
        _line.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Digits_ComeWithTheEventBehindTheQuestion()
    {
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);

        asked.Command.IsAccepted.Should().BeTrue();
        asked.Digits.IsCompleted.Should().BeFalse();
        _line.Sent.Should().HaveCount(2).And.AllSatisfy(sent => sent.Should().StartWith($"sendmsg {Leg}\ncall-command: execute\n"));
        var id = Collection();
        _control.Hear(ScriptedLine.Event($$"""{"Event-Name":"CUSTOM","Event-Subclass":"ct::digits","ct_collection":"other"}"""));
        _control.Hear(ScriptedLine.Event(
            $$"""{"Event-Name":"CUSTOM","Event-Subclass":"ct::digits","ct_collection":"{{id}}","variable_ct_digits_{{id}}":"42"}"""));

        (await asked.Digits).Should().Be("42");
    }

    [Fact]
    public async Task Digits_WhenNoneWerePressed_AreNull()
    {
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);
        _control.Hear(ScriptedLine.Event($$"""{"Event-Name":"CUSTOM","Event-Subclass":"ct::digits","ct_collection":"{{Collection()}}"}"""));

        (await asked.Digits).Should().BeNull();
    }

    [Fact]
    public async Task Digits_WhenTheLegEnds_AreWhatWasPressedUntilThen()
    {
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);
        var id = Collection();
        _control.Hear(ScriptedLine.Event("""{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"another"}"""));
        asked.Digits.IsCompleted.Should().BeFalse();
        _control.Hear(ScriptedLine.Event(
            $$"""{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"{{Leg}}","variable_ct_digits_{{id}}":"7"}"""));

        (await asked.Digits).Should().Be("7");
    }

    [Fact]
    public async Task Digits_WhenTheLinkEnds_AreNull()
    {
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);
        _control.Disconnected();

        (await asked.Digits).Should().BeNull();
    }

    [Fact]
    public async Task Digits_WhenNothingIsEverTold_AreNullInTheEnd()
    {
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);
        _time.Advance(TimeSpan.FromMinutes(30));

        (await asked.Digits).Should().BeNull();
    }

    [Fact]
    public async Task Digits_OfALegThatIsGone_AreRefused()
    {
        _line.Reply = _ => $"-ERR invalid session id [{Leg}]";
        var asked = await Control.CollectDigitsAsync(new LegId(Leg), Question, Token);

        asked.Command.Status.Should().Be(PbxCommandStatus.NoSuchLeg);
        (await asked.Digits).Should().BeNull();
        _line.Sent.Should().ContainSingle("the second command has no sense then");
    }

    [Fact]
    public void NewLeg_IsNeverTheSame() => Control.NewLeg().Should().NotBe(Control.NewLeg());

    private static PbxDigitsRequest Question => new() { File = "ivr/rate.wav", Most = 2, Tries = 2 };

    private PbxOriginateRequest Request() => new()
    {
        AgentLeg = Control.NewLeg(),
        CustomerLeg = Control.NewLeg(),
        Agent = "1001",
        Number = "+12025550111",
        CallerNumber = "+12025550199",
        Reference = "CT-1",
        AgentTimeout = TimeSpan.FromSeconds(20),
    };

    private string Collection()
    {
        var sent = _line.Sent[1];
        return sent[(sent.IndexOf("ct_collection=", StringComparison.Ordinal) + "ct_collection=".Length)..].Split('\n')[0];
    }

    private Task<PbxCommandResult> DoAsync(string what)
    {
        var leg = new LegId(Leg);
        return what switch
        {
            "hang up" => Control.HangUpAsync(leg, PbxHangUpReason.Normal, Token),
            "decline" => Control.HangUpAsync(leg, PbxHangUpReason.Declined, Token),
            "transfer" => Control.TransferAsync(leg, "1002", Token),
            "hold" => Control.HoldAsync(leg, Token),
            "resume" => Control.ResumeAsync(leg, Token),
            "play" => Control.PlayAsync(leg, "ivr/hello.wav", toBothSides: false, Token),
            "play to both" => Control.PlayAsync(leg, "ivr/hello.wav", toBothSides: true, Token),
            "stop playing" => Control.StopPlayingAsync(leg, Token),
            "record" => Control.RecordAsync(leg, "/rec/1.wav", TimeSpan.FromSeconds(90), Token),
            "stop recording" => Control.StopRecordingAsync(leg, "/rec/1.wav", Token),
            _ => Control.StopRecordingAsync(leg, null, Token),
        };
    }
}
