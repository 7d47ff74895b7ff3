using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Calls;

/// <summary>Legs have threads of their own: what belongs together may be told in either order, and what a leg goes through is not what it
/// is.</summary>
public sealed class CallTrackerOrderTests
{
    [Theory]
    [InlineData("carrier", null, true)]
    [InlineData(null, "carrier", true)]
    [InlineData("elsewhere", "inside", false)]
    public void Leg_ThroughWhatTheSiteNamesATrunk_IsOutside(string? gateway, string? side, bool isOutside)
    {
        var call = new PbxScript().Say((s, t) => new LegStarted(s, t, new("T"), "+12025550142", new("T"), "+12025550142", null, "5550100", null)
        {
            Gateway = gateway,
            Interface = side,
        }).Only;

        (call.Direction, call.Trunk).Should().Be(isOutside ? (CallDirection.Inbound, "carrier") : (CallDirection.Internal, null));
    }

    [Fact]
    public void AnotherInstance_WhateverItsBootTime_HasNoneOfTheCalls()
    {
        var script = Ringing().Say((s, t) => new LinkUp(s, t, null, null) { Instance = "one" }).Wait(3).Say((s, t) => new LinkDown(s, t, false));
        var died = script.Now;

        script.Wait(3).Say((s, t) => new LinkUp(s, t, null, null) { Instance = "two" });

        (script.Only.State, script.Only.EndedAt, script.Only.EndedBy).Should().Be((CallState.Ended, died, CallSide.Pbx));
    }

    [Fact]
    public void SameInstance_ThoughItSeemsToHaveBooted_HasTheCallsStill()
    {
        var script = Ringing().Say((s, t) => new LinkUp(s, t, null, null) { Instance = "one" }).Wait(3).Say((s, t) => new LinkDown(s, t, false));

        script.Wait(5).Say((s, t) => new LinkUp(s, t, null, t.AddSeconds(-2)) { Instance = "one" });

        script.Tracker.OpenCalls.Should().Be(1);
    }

    [Fact]
    public void Restarts_OneAfterTheOther_EachCloseWhatWasOpenThen()
    {
        var script = Ringing().Say((s, t) => new LinkUp(s, t, null, null) { Instance = "one" }).Wait(3).Say((s, t) => new LinkDown(s, t, false))
            .Wait(5).Say((s, t) => new LinkUp(s, t, null, null) { Instance = "two" }).CallsIn("U").Wait(3).Say((s, t) => new LinkDown(s, t, false));
        var died = script.Now;

        script.Wait(5).Say((s, t) => new LinkUp(s, t, null, null) { Instance = "three" });

        script.Calls.Should().HaveCount(2).And.OnlyContain(call => call.State == CallState.Ended);
        script.Calls[1].EndedAt.Should().Be(died);
    }

    [Fact]
    public void Attempt_CancelledBecauseTheCallerLeft_ToldBeforeHisHangUp_WasStillOpen()
    {
        var call = Ringing().Wait(4).Dialed("A", DialResult.Cancelled).Ends("A").HangsUp("T").Ends("T").Only;

        (call.Outcome, call.MissedReason, call.EndedBy).Should().Be((CallOutcome.Missed, MissedReason.CallerHungUp, CallSide.Caller));
    }

    [Fact]
    public void Root_ToldBehindTheEndOfItsOnlyChild_JoinsItsCall()
    {
        var call = new PbxScript().Asks("B", "carrier", "A", "12025550142").EndsBecause("B", DialResult.NoSuchNumber)
            .CallsOut("A", "201", "012025550142").Wait(1).Ends("A").Only;

        (call.Direction, call.Outcome, call.CallerNumber).Should().Be((CallDirection.Outbound, CallOutcome.Failed, "201"));
    }

    [Fact]
    public void TransferTarget_AskedBeforeTheTransferIsTold_StillTakesIt()
    {
        var call = Ringing().Wait(2).Answers("A").Bridge("b", "T", "A").Wait(5).Asks("B", "202", "T")
            .Say((s, t) => new BlindTransferred(s, t, new("A"), new LegId("T"), "202")).Ends("A").Wait(2).Answers("B").Bridge("c", "T", "B")
            .Wait(3).HangsUp("T").Ends("T", "B").Only;

        call.Transfers.Should().Equal(new CallTransfer(TransferKind.Blind, "201", "202", true));
    }

    [Fact]
    public void Listener_KnownByHisEndOnly_IsNoCallOfHisOwn()
    {
        var script = Ringing().Wait(2).Answers("A").Bridge("b", "T", "A").CallsOut("S", "203", "*33").Wait(3).HangsUp("T").Ends("T", "A").Wait(1)
            .Say((s, t) => new SupervisionStarted(s, t, new("S"), new("T"))).Ends("S");

        script.Only.Participants.Should().Contain(party => party.Party == "203" && party.Kind == ParticipantKind.Supervisor);
        (script.Only.Outcome, script.Only.EndedBy, script.Tracker.OpenCalls).Should().Be((CallOutcome.Answered, CallSide.Caller, 0));
    }

    [Fact]
    public void Party_CalledIntoARoom_HasAnsweredHimself()
    {
        var call = new PbxScript().SystemAsks("A", "201").Rings("A").Wait(2).Up("A").Say((s, t) => new RoomEntered(s, t, new("A"), "801"))
            .Wait(5).HangsUp("A").Ends("A").Only;

        (call.Direction, call.Outcome, call.AnsweredBy).Should().Be((CallDirection.Internal, CallOutcome.Answered, "201"));
    }

    [Fact]
    public void Party_WhoLetAProgramCallARoom_IsAnsweredByTheRoom()
    {
        var call = new PbxScript().SystemAsks("A", "201").Wait(2).Up("A").Say((s, t) => new OriginateEnded(s, t, new LegId("A"), true, "801"))
            .Say((s, t) => new RoomEntered(s, t, new("A"), "801")).Wait(5).HangsUp("A").Ends("A").Only;

        call.AnsweredBy.Should().Be("801");
    }

    private static PbxScript Ringing() => new PbxScript().CallsIn("T").Asks("A", "201", "T").Rings("A");
}
