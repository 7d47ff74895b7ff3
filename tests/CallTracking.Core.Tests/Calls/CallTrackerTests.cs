using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Calls;

public sealed class CallTrackerTests
{
    [Fact]
    public void Inbound_AnsweredAndHungUpByCaller_IsAnswered()
    {
        var script = Talking("T", "A").Wait(30).HangsUp("T").Ends("T", "A");

        var call = script.Only;
        call.Direction.Should().Be(CallDirection.Inbound);
        call.Outcome.Should().Be(CallOutcome.Answered);
        (call.AnsweredBy, call.LastParty, call.EndedBy).Should().Be(("201", null, CallSide.Caller));
        (call.Wait, call.Connected, call.Talk).Should().Be((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)));
        call.External!.E164.Should().Be("+12025550142");
        script.Kinds[0].Should().Be(CallChangeKind.Started);
        script.Kinds[^1].Should().Be(CallChangeKind.Ended);
        script.Tracker.OpenCalls.Should().Be(0);
    }

    [Fact]
    public void Inbound_BlindTransferNobodyTakes_IsAnsweredButLostInTransfer()
    {
        var call = Talking("T", "A").Wait(10)
            .Say((s, t) => new BlindTransferred(s, t, new("A"), new LegId("T"), "202")).HangsUp("A").Leaves("T", "b").Ends("A")
            .Asks("B", "202", "T").Rings("B").Wait(20).Dialed("B", DialResult.NoAnswer).Ends("B", "T").Only;

        (call.Outcome, call.LostInTransfer, call.EndedBy).Should().Be((CallOutcome.Answered, true, CallSide.Pbx));
        call.Transfers.Should().Equal(new CallTransfer(TransferKind.Blind, "201", "202", false));
        call.LastParty.Should().BeNull();
    }

    [Fact]
    public void Inbound_CallerHangsUpWhileTransferTargetRings_EndedByCallerAndLost()
    {
        var call = Talking("T", "A").Wait(10)
            .Say((s, t) => new BlindTransferred(s, t, new("A"), new LegId("T"), "202")).Leaves("T", "b").Ends("A")
            .Asks("B", "202", "T").Rings("B").Wait(3).HangsUp("T").Dialed("B", DialResult.Cancelled).Ends("B", "T").Only;

        (call.LostInTransfer, call.EndedBy).Should().Be((true, CallSide.Caller));
        call.Participants.Single(p => p.Party == "202").Result.Should().Be(ParticipantResult.Cancelled);
    }

    [Fact]
    public void Inbound_ParkedAndGivenUp_IsLostAndCountsParkAsHold()
    {
        var call = Talking("T", "A").Wait(10).Leaves("T", "b").Leaves("A", "b")
            .Say((s, t) => new LegParked(s, t, new("T"), new LegId("A"), "71")).Ends("A")
            .Wait(40).HangsUp("T").Ends("T").Only;

        (call.LostInTransfer, call.Hold, call.EndedBy).Should().Be((true, TimeSpan.FromSeconds(40), CallSide.Caller));
        call.Transfers.Should().Equal(new CallTransfer(TransferKind.Park, "201", null, false));
    }

    [Fact]
    public void RingGroup_OneAnswers_OthersAreAnsweredElsewhere()
    {
        var call = new PbxScript().CallsIn("T").Asks("A", "201", "T").Asks("B", "202", "T").Rings("A").Rings("B").Wait(4)
            .Answers("B").Dialed("A", DialResult.Cancelled).Ends("A").Bridge("b", "T", "B").Wait(5).HangsUp("B").Ends("B", "T").Only;

        call.Participants.Select(p => (p.Party, p.Result)).Should().Equal(
            ("201", ParticipantResult.AnsweredElsewhere), ("202", ParticipantResult.Answered));
        (call.AnsweredBy, call.EndedBy).Should().Be(("202", CallSide.Callee));
    }

    [Theory]
    [InlineData(DialResult.Busy, DialResult.Busy, CallOutcome.Busy, null)]
    [InlineData(DialResult.Busy, DialResult.NoAnswer, CallOutcome.Missed, MissedReason.NoAnswer)]
    [InlineData(DialResult.Declined, DialResult.Busy, CallOutcome.Declined, null)]
    [InlineData(DialResult.Declined, DialResult.NoAnswer, CallOutcome.Missed, MissedReason.NoAnswer)]
    [InlineData(DialResult.Unavailable, DialResult.NoAnswer, CallOutcome.Missed, MissedReason.NoAnswer)]
    public void RingGroup_NobodyAnswers_FollowsTheOrderOfRules(
        DialResult first, DialResult second, CallOutcome outcome, MissedReason? reason)
    {
        var script = new PbxScript().CallsIn("T").Asks("A", "201", "T").Asks("B", "202", "T");
        script = first == DialResult.NoAnswer ? script.Rings("A") : script;
        script = second == DialResult.NoAnswer ? script.Rings("B") : script;

        var call = script.Wait(8).Dialed("A", first).Dialed("B", second).Ends("A", "B", "T").Only;

        (call.Outcome, call.MissedReason).Should().Be((outcome, reason));
    }

    [Theory]
    [InlineData(DialResult.NoAnswer, DialResult.Declined, CallOutcome.Declined)]
    [InlineData(DialResult.NoAnswer, DialResult.NoSuchNumber, CallOutcome.Missed)]
    public void Inbound_CauseKnowsBetterThanDialStatus_CauseDecides(DialResult dialled, DialResult ended, CallOutcome outcome) =>
        new PbxScript().CallsIn("T").Asks("A", "201", "T").Dialed("A", dialled).EndsBecause("A", ended).Ends("T")
            .Only.Outcome.Should().Be(outcome);

    [Fact]
    public void Inbound_NobodyCouldBeRung_IsMissedUnavailable()
    {
        var call = new PbxScript().CallsIn("T").EndsBecause("T", DialResult.Unavailable).Only;

        (call.Outcome, call.MissedReason, call.EndedBy).Should().Be((CallOutcome.Missed, MissedReason.Unavailable, CallSide.Pbx));
    }

    [Theory]
    [InlineData(DialResult.Congested, CallOutcome.Failed)]
    [InlineData(DialResult.NoSuchNumber, CallOutcome.Failed)]
    [InlineData(DialResult.Busy, CallOutcome.Busy)]
    [InlineData(DialResult.NoAnswer, CallOutcome.NoAnswer)]
    public void Outbound_NotAnswered_SaysWhy(DialResult result, CallOutcome outcome)
    {
        var call = new PbxScript().CallsOut("A", "201", "012025550142").Asks("T", "carrier", "A", "12025550142").Wait(2)
            .Dialed("T", result).Ends("T", "A").Only;

        (call.Direction, call.Outcome, call.External!.E164, call.DialedNumber).Should()
            .Be((CallDirection.Outbound, outcome, "+12025550142", "012025550142"));
    }

    [Fact]
    public void Outbound_CallerGivesUp_IsCancelledNeverMissed()
    {
        var call = new PbxScript().CallsOut("A", "201", "012025550142").Asks("T", "carrier", "A", "12025550142").Rings("T").Wait(2)
            .HangsUp("A").Dialed("T", DialResult.Cancelled).Ends("T", "A").Only;

        (call.Outcome, call.MissedReason, call.EndedBy).Should().Be((CallOutcome.Cancelled, null, CallSide.Caller));
    }

    [Fact]
    public void Outbound_SecondRouteAnswersAfterFirstRefused_IsAnswered()
    {
        var call = new PbxScript().CallsOut("A", "201", "012025550142").Asks("T1", "carrier", "A", "12025550142")
            .Dialed("T1", DialResult.Congested).Ends("T1").Asks("T2", "carrier", "A", "12025550142").Wait(3).Answers("T2")
            .Bridge("b", "A", "T2").Wait(9).HangsUp("T2").Ends("T2", "A").Only;

        (call.Outcome, call.AnsweredBy, call.EndedBy).Should().Be((CallOutcome.Answered, "+12025550142", CallSide.Callee));
        call.Participants.Single(p => p.Party == "+12025550142").Result.Should().Be(ParticipantResult.Answered);
    }

    [Fact]
    public void Internal_ThenTransferredOutside_StaysInternal()
    {
        var call = new PbxScript().CallsOut("A", "201", "202").Asks("B", "202", "A").Rings("B").Wait(2).Answers("B").Bridge("b", "A", "B")
            .Wait(5).Say((s, t) => new BlindTransferred(s, t, new("B"), new LegId("A"), "012025550142")).Leaves("A", "b").Ends("B")
            .Asks("T", "carrier", "A", "12025550142").Wait(3).Answers("T").Bridge("c", "A", "T").Wait(7).HangsUp("A").Ends("A", "T").Only;

        (call.Direction, call.External, call.LastParty).Should().Be((CallDirection.Internal, null, "+12025550142"));
        call.Transfers.Should().Equal(new CallTransfer(TransferKind.Blind, "202", "+12025550142", true));
    }

    [Fact]
    public void Internal_ToSeveralAtOnce_IsAGroupAndMissed() =>
        new PbxScript().CallsOut("C", "203", "250").Asks("A", "201", "C").Asks("B", "202", "C").Rings("A").Rings("B").Wait(8)
            .Dialed("A", DialResult.NoAnswer).Dialed("B", DialResult.NoAnswer).Ends("A", "B", "C")
            .Only.Outcome.Should().Be(CallOutcome.Missed);

    [Fact]
    public void Internal_OneAfterTheOther_IsNoGroup() =>
        new PbxScript().CallsOut("C", "203", "201").Asks("A", "201", "C").Rings("A").Wait(8).Dialed("A", DialResult.NoAnswer).Ends("A")
            .Asks("B", "202", "C").Rings("B").Wait(8).Dialed("B", DialResult.NoAnswer).Ends("B", "C")
            .Only.Outcome.Should().Be(CallOutcome.NoAnswer);

    [Fact]
    public void Queue_CallerLeavesWhileAgentRings_IsAbandonedInQueue()
    {
        var call = new PbxScript().CallsIn("T").Up("T").Say((s, t) => new QueueJoined(s, t, new("T"), "help"))
            .Asks("A", "201", "T").Rings("A").Wait(6).HangsUp("T")
            .Say((s, t) => new QueueLeft(s, t, new("T"), "help", QueueLeaveReason.NotServed)).Ends("A", "T").Only;

        (call.Outcome, call.MissedReason, call.Queue, call.EndedBy).Should()
            .Be((CallOutcome.Missed, MissedReason.AbandonedInQueue, "help", CallSide.Caller));
    }

    [Fact]
    public void Queue_TimeIsOver_IsQueueTimeout()
    {
        var call = new PbxScript().CallsIn("T").Up("T").Say((s, t) => new QueueJoined(s, t, new("T"), "help"))
            .Asks("A", "201", "T").Rings("A").Wait(6)
            .Say((s, t) => new QueueLeft(s, t, new("T"), "help", QueueLeaveReason.NotServed)).Ends("A", "T").Only;

        (call.Outcome, call.MissedReason, call.EndedBy).Should().Be((CallOutcome.Missed, MissedReason.QueueTimeout, CallSide.Pbx));
    }

    [Fact]
    public void Queue_WhileAgentsRing_CallIsQueued()
    {
        var script = new PbxScript().CallsIn("T").Up("T").Say((s, t) => new QueueJoined(s, t, new("T"), "help")).Asks("A", "201", "T").Rings("A");

        script.Only.State.Should().Be(CallState.Queued);
        script.Answers("A").Only.State.Should().Be(CallState.Talking);
    }

    [Fact]
    public void Menu_CallerLeaves_IsAbandonedInIvr()
    {
        var call = new PbxScript().CallsIn("T").Up("T").Wait(4).HangsUp("T").Ends("T").Only;

        (call.Outcome, call.MissedReason).Should().Be((CallOutcome.Missed, MissedReason.AbandonedInIvr));
    }

    [Fact]
    public void Mailbox_MessageLeft_IsVoicemailAndWaitEndsAtTheMailbox()
    {
        var call = new PbxScript().CallsIn("T").Asks("A", "201", "T").Rings("A").Wait(10).Dialed("A", DialResult.NoAnswer).Ends("A").Up("T")
            .Say((s, t) => new MailboxEntered(s, t, new("T"), "201")).Wait(20).HangsUp("T")
            .Say((s, t) => new MessageLeft(s, t, new("T"), "201")).Ends("T").Only;

        (call.Outcome, call.Wait, call.Connected).Should().Be((CallOutcome.Voicemail, TimeSpan.FromSeconds(10), TimeSpan.Zero));
    }

    [Fact]
    public void Mailbox_NoMessage_IsMissed()
    {
        var call = new PbxScript().CallsIn("T").Asks("A", "201", "T").Rings("A").Wait(10).Dialed("A", DialResult.NoAnswer).Ends("A").Up("T")
            .Say((s, t) => new MailboxEntered(s, t, new("T"), "201")).Wait(3).HangsUp("T").Ends("T").Only;

        (call.Outcome, call.MissedReason).Should().Be((CallOutcome.Missed, MissedReason.NoAnswer));
    }

    [Fact]
    public void ClickToCall_OwnLegNotLifted_IsNotStartedWithTheNumberToldAfterTheEnd()
    {
        var script = new PbxScript().SystemAsks("A", "201").Rings("A").Wait(9).EndsBecause("A", DialResult.NoAnswer)
            .Say((s, t) => new OriginateEnded(s, t, new LegId("A"), false, "012025550142"));

        var call = script.Only;
        (call.Outcome, call.Direction, call.Origin, call.PlacedBy, call.External!.E164).Should()
            .Be((CallOutcome.NotStarted, CallDirection.Outbound, CallOrigin.ClickToCall, "201", "+12025550142"));
        script.Kinds[^1].Should().Be(CallChangeKind.Amended);
    }

    [Fact]
    public void ClickToCall_CustomerAnswers_OwnRingIsWaitNotAnswer()
    {
        var call = new PbxScript().SystemAsks("A", "201").Rings("A").Wait(2).Answers("A").Asks("T", "carrier", "A", "12025550142")
            .Rings("T").Wait(3).Answers("T").Bridge("b", "A", "T").Wait(10).HangsUp("A").Ends("A", "T").Only;

        (call.AnsweredBy, call.Wait, call.Connected, call.EndedBy).Should()
            .Be(("+12025550142", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), CallSide.Caller));
    }

    [Fact]
    public void Broadcast_CalledPartyLifts_IsAnsweredByIt()
    {
        var call = new PbxScript().SystemAsks("T", "carrier", "12025550142").Rings("T").Wait(3).Answers("T").Wait(8).Ends("T").Only;

        (call.Direction, call.Origin, call.Outcome, call.AnsweredBy, call.EndedBy).Should()
            .Be((CallDirection.Outbound, CallOrigin.Broadcast, CallOutcome.Answered, "+12025550142", CallSide.Pbx));
    }

    [Fact]
    public void Broadcast_AgentJoinedInHangsUp_IsEndedByOurSide()
    {
        var call = new PbxScript().SystemAsks("T", "carrier", "12025550142").Rings("T").Wait(3).Answers("T").Asks("A", "201", "T").Wait(2)
            .Answers("A").Bridge("b", "A", "T").Wait(8).HangsUp("A").Ends("A", "T").Only;

        (call.AnsweredBy, call.LastParty, call.EndedBy).Should().Be(("+12025550142", "201", CallSide.Caller));
    }

    [Fact]
    public void Pickup_PickersOwnCall_IsWithdrawn()
    {
        var script = new PbxScript().CallsIn("T").Asks("A", "201", "T").Rings("A").Wait(2).CallsOut("P", "202", "*8").Up("P")
            .Say((s, t) => new CallPickedUp(s, t, new("P"), new("A"))).Ends("A").Bridge("b", "P", "T").Wait(6).HangsUp("P").Ends("P", "T");

        var call = script.Only;
        script.Kinds.Should().Contain(CallChangeKind.Withdrawn);
        (call.AnsweredBy, call.Wait).Should().Be(("202", TimeSpan.FromSeconds(2)));
        call.Participants.Single(p => p.Party == "201").Result.Should().Be(ParticipantResult.AnsweredElsewhere);
        call.Transfers.Should().Equal(new CallTransfer(TransferKind.Pickup, "201", "202", true));
    }

    [Fact]
    public void Consultation_OnASecondLine_IsACallOfItsOwnAndItsTargetGoesOver()
    {
        var script = Talking("T", "A").Wait(5).Say((s, t) => new LegHeld(s, t, new("A")))
            .CallsOut("A2", "201", "202").Asks("B", "202", "A2").Rings("B").Wait(2).Answers("B").Bridge("c", "A2", "B").Wait(4)
            .Say((s, t) => new AttendedTransferred(s, t, new("A"), new LegId("A2"), new LegId("T"), new LegId("B"), null, true))
            .Leaves("T", "b").Bridge("c", "T").Ends("A", "A2").Wait(7).HangsUp("T").Ends("T", "B");

        script.Calls.Should().HaveCount(2);
        var (first, consultation) = (script.Calls[0], script.Calls[1]);
        (first.AnsweredBy, first.LastParty, first.Hold, first.EndedBy).Should()
            .Be(("201", "202", TimeSpan.FromSeconds(6), CallSide.Caller));
        first.Transfers.Should().Equal(new CallTransfer(TransferKind.Attended, "201", "202", true));
        first.Participants.Single(p => p.Party == "202").Talk.Should().Be(TimeSpan.FromSeconds(7));
        (consultation.Direction, consultation.AnsweredBy, consultation.Connected).Should()
            .Be((CallDirection.Internal, "202", TimeSpan.FromSeconds(4)));
        first.Relations.Should().Equal(new CallRelation(CallRelationKind.Consultation, consultation.Id));
        consultation.Relations.Should().Equal(new CallRelation(CallRelationKind.Consultation, first.Id));
    }

    [Fact]
    public void Room_EveryoneWhoDialsIn_IsACallOfItsOwn()
    {
        var script = new PbxScript().CallsOut("A", "201", "800").Up("A").Say((s, t) => new RoomEntered(s, t, new("A"), "800")).Wait(3)
            .CallsIn("T").Up("T").Say((s, t) => new RoomEntered(s, t, new("T"), "800")).Wait(5).HangsUp("T").Ends("T").Wait(1).HangsUp("A").Ends("A");

        script.Calls.Select(call => (call.Outcome, call.AnsweredBy, call.EndedBy)).Should().AllBeEquivalentTo(
            (CallOutcome.Answered, "800", CallSide.Caller));
        script.Calls[1].Relations.Should().Equal(new CallRelation(CallRelationKind.Conference, script.Calls[0].Id));
    }

    [Fact]
    public void Supervisor_WhoListensIn_IsAParticipantAndNoCall()
    {
        var script = Talking("T", "A").Wait(3).CallsOut("S", "203", "*556").Up("S")
            .Say((s, t) => new SupervisionStarted(s, t, new("S"), new("A"))).Wait(5).HangsUp("T").Ends("T", "A").Wait(1).Ends("S");

        script.Only.Participants.Single(p => p.Party == "203").Kind.Should().Be(ParticipantKind.Supervisor);
        (script.Only.AnsweredBy, script.Only.LastParty, script.Only.Connected).Should().Be(("201", null, TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public void HiddenBridges_TiedByHelpers_CountAsTalk()
    {
        var call = new PbxScript().CallsIn("T").Asks("A", "201", "T").Answers("A").Bridge("b", "A").Bridge("c", "T")
            .Say((s, t) => new BridgesTied(s, t, "b", "c")).Wait(5).Say((s, t) => new BridgesParted(s, t, "c", "b")).Wait(1)
            .Ends("A", "T").Only;

        call.Talk.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Direction_NoTrunksNamed_IsByContextElseGuessed()
    {
        var site = PbxScript.Site;
        site.Trunks.Clear();
        Because Verdict(string endpoint, string? context) => new PbxScript(site)
            .Say((s, t) => new LegStarted(s, t, new("X"), endpoint, new("X"), "12025550142", null, "5550100", context)).Only.Because[0];

        Verdict("gateway", "from-pstn").Rule.Should().Be("rootOnTrunk");
        Verdict("gateway", null).Rule.Should().Be("guessed");
    }

    private static PbxScript Talking(string trunk, string agent) =>
        new PbxScript().CallsIn(trunk).Asks(agent, "201", trunk).Rings(agent).Wait(5).Answers(agent).Bridge("b", agent, trunk);
}
