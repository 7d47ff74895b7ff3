namespace CallTracking.Pbx.Simulator;

public sealed class SimulatorScriptTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(80);

    [Fact]
    public void Inbound_Answered_IsReportedAsARealPbxDoes()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Ring("7001").Wait(Sec(4)).Answer().Talk(Sec(20)).HangUp(SimulatedSide.Caller), name: "Ada"));

        var text = PbxEventText.Of(run.Events);
        text.Should().StartWith("""
            A started provider kin A caller 12025550111 dials 12025550190
            B started 7001 kin A caller 7001 dials -
            B dialed by A
            B rings
            B up
            B dial Answered by A
            A up
            B enters bridge-0
            A enters bridge-0
            A hangup Party
            """.ReplaceLineEndings("\n"));
        text.Split('\n')[10..].Should().BeEquivalentTo("A leaves bridge-0", "B leaves bridge-0", "A ended 16 Unknown", "B ended 16 Unknown");
        var truth = run.Truths.Should().ContainSingle().Subject;
        truth.Should().BeEquivalentTo(new
        {
            Direction = SimulatedDirection.Inbound,
            Origin = SimulatedOrigin.Dialed,
            ExternalNumber = "+12025550111",
            CallerNumber = "+12025550111",
            CallerName = "Ada",
            DialedNumber = "12025550190",
            Trunk = "provider",
            Outcome = SimulatedOutcome.Answered,
            AnsweredBy = "7001",
            LastParty = (string?)null,
            EndedBy = SimulatedSide.Caller,
            StartedAt = Start,
        });
        truth.Wait.Should().BeCloseTo(Sec(4), Near);
        truth.Connected.Should().BeCloseTo(Sec(20), Near);
        truth.Talk.Should().BeCloseTo(Sec(20), Near);
        truth.Parties.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Party = "7001", Rang = true, Answered = true, Rings = 1, Result = SimulatedPartyResult.Answered });
    }

    [Fact]
    public void Inbound_CallerGivesUp_IsMissed()
    {
        var run = Play(script => script.Inbound(Sec(0), null, call => call.Ring("7001").Wait(Sec(9)).HangUp(SimulatedSide.Caller)));

        PbxEventText.Of(run.Events).Should().Be("""
            A started provider kin A caller - dials 12025550190
            B started 7001 kin A caller 7001 dials -
            B dialed by A
            B rings
            A hangup Party
            B dial Cancelled by A
            B ended 127 Unknown
            A ended 127 Unknown
            """.ReplaceLineEndings("\n"));
        Verdict(run).Should().Be("Missed CallerHungUp Caller");
        run.Truths[0].ExternalNumber.Should().BeNull();
        run.Truths[0].Parties[0].Result.Should().Be(SimulatedPartyResult.Cancelled);
    }

    [Fact]
    public void Inbound_NobodyThere_HasNoSecondLeg()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call.Unreachable("7001").HangUp(SimulatedSide.Pbx)));

        PbxEventText.Of(run.Events).Should().EndWith("A ended 3 Unavailable").And.NotContain("B ");
        Verdict(run).Should().Be("Missed Unavailable Pbx");
    }

    [Fact]
    public void Group_OneAnswers_TheOthersAreCalledOff()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Ring("7001", "7002", "7003").Wait(Sec(2)).Answer("7002").Talk(Sec(5)).HangUp(SimulatedSide.Callee)));

        PbxEventText.Of(run.Events).Should().Contain("B dial Cancelled by A").And.Contain("D dial Cancelled by A")
            .And.Contain("B ended 26 Unknown").And.Contain("D ended 26 Unknown").And.Contain("C hangup Party");
        Verdict(run).Should().Be("Answered  Callee");
        run.Truths[0].Parties.Select(party => $"{party.Party} {party.Result}")
            .Should().Equal("7001 AnsweredElsewhere", "7002 Answered", "7003 AnsweredElsewhere");
    }

    [Fact]
    public void Queue_Answered_TakesTheLineFirst()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Queue("orders").Wait(Sec(3)).Ring("7001").Wait(Sec(15)).NoAnswer()
            .Ring("7002").Wait(Sec(2)).Answer().Talk(Sec(5)).HangUp(SimulatedSide.Caller)));

        PbxEventText.Of(run.Events).Should().StartWith("""
            A started provider kin A caller 12025550111 dials 12025550190
            A up
            A joins orders
            B started 7001 kin A caller 7001 dials -
            B dialed by A
            B rings
            B dial NoAnswer by A
            B ended  Unknown
            C started 7002 kin A caller 7002 dials -
            C dialed by A
            C rings
            C up
            C dial Answered by A
            A quits orders Connected
            C enters bridge-0
            A enters bridge-0
            """.ReplaceLineEndings("\n"));
        Verdict(run).Should().Be("Answered  Caller");
        run.Truths[0].Queue.Should().Be("orders");
        run.Truths[0].Parties[0].Result.Should().Be(SimulatedPartyResult.NoAnswer);
    }

    [Fact]
    public void Unserved_InEveryWay_HasItsOutcome()
    {
        VerdictOf(call => call.Queue("orders").Ring("7001").Wait(Sec(4)).HangUp(SimulatedSide.Caller)).Should().Be("Missed AbandonedInQueue Caller");
        VerdictOf(call => call.Queue("orders").Ring("7001").Wait(Sec(4)).HangUp(SimulatedSide.Pbx)).Should().Be("Missed QueueTimeout Pbx");
        VerdictOf(call => call.Queue("orders").Wait(Sec(4)).HangUp(SimulatedSide.Pbx)).Should().Be("Missed Unavailable Pbx");
        VerdictOf(call => call.Ring("7001").Wait(Sec(30)).NoAnswer().HangUp(SimulatedSide.Pbx)).Should().Be("Missed NoAnswer Pbx");
        VerdictOf(call => call.Ring("7001").Wait(Sec(3)).Decline().HangUp(SimulatedSide.Pbx)).Should().Be("Declined  Callee");
        VerdictOf(call => call.Busy("7001").HangUp(SimulatedSide.Pbx)).Should().Be("Busy  Callee");
        VerdictOf(call => call.Busy("7001").HangUp(SimulatedSide.Caller)).Should().Be("Busy  Callee");
        VerdictOf(call => call.Menu(Sec(4), "").HangUp(SimulatedSide.Caller)).Should().Be("Missed AbandonedInIvr Caller");
        VerdictOf(call => call.Busy("7001").Mailbox("m").LeaveMessage(Sec(9)).HangUp(SimulatedSide.Caller)).Should().Be("Voicemail  Caller");
        VerdictOf(call => call.Busy("7001").Mailbox("m").HangUp(SimulatedSide.Caller)).Should().Be("Missed NoAnswer Caller");
    }

    [Fact]
    public void Outbound_InEveryWay_HasItsOutcome()
    {
        string Of(Action<SimulatedCall> play) => Verdict(Play(script => script.Outbound(Sec(0), "7001", "+12025550111", play)));

        Of(call => call.Ring().Wait(Sec(5)).Answer().Talk(Sec(9)).HangUp(SimulatedSide.Callee)).Should().Be("Answered  Callee");
        Of(call => call.Ring().Wait(Sec(40)).NoAnswer().HangUp(SimulatedSide.Pbx)).Should().Be("NoAnswer  Pbx");
        Of(call => call.Ring().Wait(Sec(9)).HangUp(SimulatedSide.Caller)).Should().Be("Cancelled  Caller");
        Of(call => call.Ring().Wait(Sec(9)).Decline().HangUp(SimulatedSide.Pbx)).Should().Be("Declined  Callee");
        Of(call => call.Busy().HangUp(SimulatedSide.Pbx)).Should().Be("Busy  Callee");
        Of(call => call.Refuse(SimulatedRefusal.NoSuchNumber).HangUp(SimulatedSide.Pbx)).Should().Be("Failed  Pbx");
        Of(call => call.Refuse(SimulatedRefusal.Congested).HangUp(SimulatedSide.Pbx)).Should().Be("Failed  Pbx");
    }

    [Fact]
    public void Outbound_Answered_DialsThePrefixAndShowsTheSitesNumber()
    {
        var run = Play(
            script => script.Outbound(Sec(0), "7001", "+12025550111", call => call.Ring().Wait(Sec(1)).Answer().HangUp(SimulatedSide.Caller)),
            options => options.OutboundPrefix = "0");

        PbxEventText.Of(run.Events).Should().StartWith("""
            A started 7001 kin A caller 7001 dials 012025550111
            A shows 12025550190
            B started provider kin A caller - dials -
            B dialed by A 12025550111
            B rings
            B up
            B dial Answered by A
            A up
            B enters bridge-0
            A enters bridge-0
            """.ReplaceLineEndings("\n"));
        run.Truths[0].AnsweredBy.Should().Be("+12025550111");
        run.Truths[0].DialedNumber.Should().Be("012025550111");
    }

    [Fact]
    public void ClickToCall_Answered_RingsTheEmployeeFirst()
    {
        var run = Play(script => script.ClickToCall(Sec(0), "7001", "+12025550111", call => call
            .Wait(Sec(2)).Lift().Ring().Wait(Sec(5)).Answer().Talk(Sec(9)).HangUp(SimulatedSide.Caller)));

        PbxEventText.Of(run.Events).Should().StartWith("""
            A started 7001 kin A caller 7001 dials -
            A dialed by -
            A rings
            A up
            A dial Answered by -
            A originate True 12025550111
            B started provider kin A caller - dials -
            B dialed by A 12025550111
            B rings
            B up
            B dial Answered by A
            B enters bridge-0
            """.ReplaceLineEndings("\n"));
        Verdict(run).Should().Be("Answered  Caller");
        run.Truths[0].Wait.Should().BeCloseTo(Sec(7), Near);
    }

    [Fact]
    public void ClickToCall_NotLifted_NeverReachesTheCustomer()
    {
        var run = Play(script => script.ClickToCall(Sec(0), "7001", "+12025550111", call => call.Wait(Sec(20)).NotLifted()));

        PbxEventText.Of(run.Events).Should().EndWith("A rings\nA ended 19 NoAnswer\nA originate False 12025550111");
        Verdict(run).Should().Be("NotStarted  Pbx");
    }

    [Fact]
    public void BlindTransfer_Answered_KeepsOneCall()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Ring("7001").Wait(Sec(1)).Answer().Talk(Sec(10)).Hold(Sec(4)).Talk(Sec(2))
            .BlindTransfer("7002").Wait(Sec(3)).Answer().Talk(Sec(20)).HangUp(SimulatedSide.Callee)));

        PbxEventText.Of(run.Events).Should().Contain("B sends A to 7002").And.Contain("B ended 16 Unknown\nC started 7002 kin A")
            .And.Contain("B holds\nB resumes").And.Contain("C hangup Party");
        var truth = run.Truths.Should().ContainSingle().Subject;
        truth.Transfers.Should().Equal(new SimulatedTransferTruth(SimulatedTransferKind.Blind, "7001", "7002", true));
        (truth.AnsweredBy, truth.LastParty, truth.LostInTransfer).Should().Be(("7001", "7002", false));
        truth.Hold.Should().BeCloseTo(Sec(4), Near);
        truth.Talk.Should().BeCloseTo(Sec(32), Near);
        truth.Parties.Select(party => Math.Round(party.Talk.TotalSeconds)).Should().Equal(12, 20);
    }

    [Fact]
    public void BlindTransfer_CallerGivesUp_IsLost()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Ring("7001").Wait(Sec(1)).Answer().Talk(Sec(10)).BlindTransfer("+12025550122").Wait(Sec(9)).HangUp(SimulatedSide.Caller)));

        Verdict(run).Should().Be("Answered  Caller");
        run.Truths[0].LostInTransfer.Should().BeTrue();
        run.Truths[0].Transfers.Should().Equal(new SimulatedTransferTruth(SimulatedTransferKind.Blind, "7001", "+12025550122", false));
        PbxEventText.Of(run.Events).Should().Contain("B sends A to 12025550122").And.Contain("C dialed by A 12025550122");
    }

    [Fact]
    public void AttendedTransfer_IsACallAndItsConsultation()
    {
        var run = Play(script => script.Inbound(Sec(0), "+12025550111", call => call
            .Ring("7001").Wait(Sec(1)).Answer().Talk(Sec(10)).AttendedTransfer("7002", Sec(3), Sec(8)).Talk(Sec(20))
            .HangUp(SimulatedSide.Caller)));

        PbxEventText.Of(run.Events).Should().Contain("""
            B holds
            C started 7001 kin C caller 7001 dials 7002
            D started 7002 kin C caller 7002 dials -
            D dialed by C
            D rings
            D up
            D dial Answered by C
            C up
            D enters bridge-1
            C enters bridge-1
            B resumes
            C resumes
            A leaves bridge-0
            C leaves bridge-1
            A enters bridge-1
            B+C hands A to D 7002
            B leaves bridge-0
            B ended 16 Unknown
            C ended 16 Unknown
            """.ReplaceLineEndings("\n"));
        run.Truths.Should().HaveCount(2);
        var (main, consultation) = (run.Truths[0], run.Truths[1]);
        main.Transfers.Should().Equal(new SimulatedTransferTruth(SimulatedTransferKind.Attended, "7001", "7002", true));
        (main.AnsweredBy, main.LastParty).Should().Be(("7001", "7002"));
        main.Hold.Should().BeCloseTo(Sec(11.5), Near);
        main.Talk.Should().BeCloseTo(Sec(30), Near);
        consultation.ConsultationFor.Should().Be(main.RootLeg);
        consultation.Direction.Should().Be(SimulatedDirection.Internal);
        consultation.Connected.Should().BeCloseTo(Sec(8), Near);
        consultation.Talk.Should().BeCloseTo(Sec(8), Near);
    }

    [Fact]
    public void EnterRoom_IsAnsweredByTheRoom()
    {
        var run = Play(script => script.Internal(Sec(0), "7001", "8001", call => call
            .EnterRoom("8001").Talk(Sec(60)).HangUp(SimulatedSide.Caller)));

        PbxEventText.Of(run.Events).Should().EndWith("A hangup Party\nA outof 8001\nA leaves room-8001\nA ended 16 Unknown");
        (run.Truths[0].AnsweredBy, run.Truths[0].Room, run.Truths[0].Talk).Should().Be(("8001", "8001", null));
    }

    [Fact]
    public void Play_CallsThatOverlap_AreWovenByTime()
    {
        var run = Play(script => script
            .Internal(Sec(2), "7003", "7004", call => call.Ring().Wait(Sec(1)).Answer().Talk(Sec(1)).HangUp(SimulatedSide.Caller))
            .Inbound(Sec(0), "+12025550111", call => call.Ring("7001").Wait(Sec(30)).NoAnswer().HangUp(SimulatedSide.Pbx)));

        run.Truths.Select(truth => truth.Direction).Should().Equal(SimulatedDirection.Internal, SimulatedDirection.Inbound);
        run.Events.Select(e => e.At).Should().BeInAscendingOrder();
        run.Events.OfType<Tick>().Select(tick => Math.Round((tick.At - Start).TotalSeconds)).Should().Equal(9, 14, 19, 24, 29);
    }

    [Fact]
    public void Inbound_CallThatCannotGoThatWay_FailsWhereItIsWritten()
    {
        string Refused(Action<SimulatedCall> play) => FluentActions
            .Invoking(() => new SimulatorScript().Inbound(Sec(0), "+12025550111", play)).Should().Throw<InvalidOperationException>().Which.Message;

        Refused(call => call.Answer()).Should().Be("Answer or Decline cannot happen now: nobody rings; call Ring first.");
        Refused(call => call.Ring("7001", "7002").Answer()).Should().Contain("several ring; name one");
        Refused(call => call.Ring("7001").Answer("7002")).Should().Contain("7002 does not ring");
        Refused(call => call.Ring()).Should().Be("Ring cannot happen now: name who rings.");
        Refused(call => call.Ring("7001")).Should().Be("The call at 00:00:00 never ends; finish it with HangUp.");
        Refused(call => call.Ring("7001").Wait(Sec(1)).HangUp(SimulatedSide.Callee)).Should().Contain("nobody has answered");
        Refused(call => call.BlindTransfer("7001")).Should().StartWith("BlindTransfer cannot happen now: no employee has answered");
        Refused(call => call.Hold(Sec(1))).Should().StartWith("Hold cannot happen now");
        Refused(call => call.Lift()).Should().StartWith("Lift cannot happen now");
        Refused(call => call.LeaveMessage(Sec(1))).Should().Contain("call Mailbox first");
        Refused(call => { call.HangUp(SimulatedSide.Pbx); call.Wait(Sec(1)); }).Should().Contain("the call has ended");
    }

    [Fact]
    public void Outbound_NumberThatIsNotE164_IsRefused()
    {
        var add = () => new SimulatorScript().Outbound(Sec(0), "7001", "12025550111", call => call.HangUp(SimulatedSide.Caller));

        add.Should().Throw<ArgumentException>().WithMessage("*not E.164*");
    }

    internal static TimeSpan Sec(double seconds) => TimeSpan.FromSeconds(seconds);

    private static string VerdictOf(Action<SimulatedCall> play) =>
        Verdict(Play(script => script.Inbound(Sec(0), "+12025550111", play)));

    private static string Verdict(SimulatedRun run) =>
        $"{run.Truths.Should().ContainSingle().Subject.Outcome} {run.Truths[0].MissedReason} {run.Truths[0].EndedBy}";

    private static SimulatedRun Play(Func<SimulatorScript, SimulatorScript> write, Action<SimulatorOptions>? configure = null)
    {
        var options = new SimulatorOptions { Script = write(new SimulatorScript()) };
        configure?.Invoke(options);
        return SimulatedPbx.Play(options, Start);
    }
}
