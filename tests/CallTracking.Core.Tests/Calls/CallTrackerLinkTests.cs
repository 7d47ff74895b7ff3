using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Calls;

/// <summary>What the life of the link, names used again and late facts mean for calls.</summary>
public sealed class CallTrackerLinkTests
{
    [Fact]
    public void PbxStops_OpenCalls_AreOverAtThatMoment()
    {
        var script = Ringing().Wait(3).Say((s, t) => new LinkDown(s, t, true));

        (script.Only.State, script.Only.EndedBy, script.Only.EndedAt).Should().Be((CallState.Ended, CallSide.Pbx, script.Now));
        script.Tracker.OpenCalls.Should().Be(0);
    }

    [Fact]
    public void LineBreaks_SamePbxComesBack_CallsStayOpen()
    {
        var script = Ringing().Wait(3).Say((s, t) => new LinkDown(s, t, false)).Wait(2)
            .Say((s, t) => new LinkUp(s, t, null, PbxScript.Start.AddDays(-1)));

        script.Tracker.OpenCalls.Should().Be(1);
    }

    [Fact]
    public void LineBreaks_PbxBootedMeanwhile_CallsAreOverWhenTheLineBroke()
    {
        var script = Ringing().Wait(3).Say((s, t) => new LinkDown(s, t, false));
        var died = script.Now;

        script.Wait(5).Say((s, t) => new LinkUp(s, t, null, t.AddSeconds(-2)));

        (script.Only.State, script.Only.EndedAt).Should().Be((CallState.Ended, died));
        script.Only.Because.Should().Contain(because => because.Rule == "pbxRestarted");
    }

    [Fact]
    public void Snapshot_LegsThatAreGone_EndWhenTheLineBroke()
    {
        var script = Ringing().Wait(3).Say((s, t) => new LinkDown(s, t, false));
        var died = script.Now;

        script.Wait(5).Say((s, t) => new LinkUp(s, t, null, null)).Say((s, t) => new Snapshot(s, t, []));

        (script.Only.State, script.Only.EndedAt).Should().Be((CallState.Ended, died));
        script.Only.Witnesses.Should().HaveFlag(CallWitness.Snapshot);
    }

    [Fact]
    public void Snapshot_LegBornAfterItWasAsked_IsNotTakenForGone()
    {
        var script = new PbxScript().Wait(5);
        var asked = script.Now;
        script.Wait(1).CallsIn("T").Say((s, t) => new Snapshot(s, asked, []));

        script.Tracker.OpenCalls.Should().Be(1);
    }

    [Fact]
    public void Snapshot_LegsNobodyKnew_AreAdoptedAsOneCall()
    {
        SnapshotLeg Seen(string leg, string endpoint, string? caller, string? dialed) => new(
            new(leg), endpoint, new LegId("T"), PbxScript.Start.AddSeconds(-9), SnapshotLegState.Up, "b", caller, null, null, dialed, null);

        var script = new PbxScript().Say((s, t) => new Snapshot(
            s, t, [Seen("A", "201", "201", null), Seen("T", "carrier", "12025550142", "5550100")]));

        (script.Only.State, script.Only.Direction, script.Only.StartedAt, script.Only.AnsweredBy).Should()
            .Be((CallState.Talking, CallDirection.Inbound, PbxScript.Start.AddSeconds(-9), "201"));
        script.Wait(4).HangsUp("T").Ends("T", "A").Only.Outcome.Should().Be(CallOutcome.Answered);
    }

    [Fact]
    public void Snapshot_LegThatEndedMeanwhile_DoesNotComeBack()
    {
        var script = Ringing().Ends("A", "T").Say((s, t) => new Snapshot(s, t, [new(
            new("T"), "carrier", new LegId("T"), PbxScript.Start, SnapshotLegState.Up, null, null, null, null, null, null)]));

        script.Tracker.OpenCalls.Should().Be(0);
        script.Calls.Should().ContainSingle();
    }

    [Fact]
    public void Tick_NothingHeardForTheLongestDuration_ClosesWithTheTimeLastKnown()
    {
        var script = new PbxScript(maxCallDuration: TimeSpan.FromHours(1)).CallsIn("T").Wait(3599).Say((s, t) => new Tick(s, t));
        script.Tracker.OpenCalls.Should().Be(1);

        script.Wait(2).Say((s, t) => new Tick(s, t));

        script.Only.EndedAt.Should().Be(PbxScript.Start);
    }

    [Fact]
    public void Name_UsedAgainAfterItsEnd_IsAnotherCall()
    {
        var script = new PbxScript().SystemAsks("job", "201").Rings("job").Wait(4).Ends("job").Wait(1)
            .SystemAsks("job", "201").Rings("job").Wait(4).Ends("job");

        script.Calls.Should().HaveCount(2).And.OnlyHaveUniqueItems(call => call.Id);
    }

    [Fact]
    public void Hunt_ThroughHiddenChannels_GoesOnAsOneCall()
    {
        var script = new PbxScript().Say((s, t) => new LegStarted(s, t, new("A"), "201", new LegId("hidden"), null, null, null, null))
            .Say((s, t) => new LegDialed(s, t, new("A"), null, null)).Rings("A").Wait(5).Dialed("A", DialResult.NoAnswer).Ends("A")
            .Say((s, t) => new LegStarted(s, t, new("B"), "202", new LegId("hidden"), null, null, null, null))
            .Say((s, t) => new LegDialed(s, t, new("B"), null, null)).Rings("B").Wait(2).Answers("B").Wait(3).Ends("B");

        script.Calls.Should().ContainSingle();
        script.Only.Outcome.Should().Be(CallOutcome.Answered);
    }

    [Fact]
    public void Events_OfUnknownLegs_AreCountedAndChangeNothing()
    {
        var script = new PbxScript().Up("nobody").Rings("nobody").Ends("nobody").HangsUp("nobody");

        script.Calls.Should().BeEmpty();
        script.Tracker.StrayEvents.Should().Be(4);
    }

    [Fact]
    public void ManyCalls_AfterTheirEnd_AreForgotten()
    {
        var script = new PbxScript();
        for (var i = 0; i < 2000; i++)
        {
            script.CallsIn("T" + i).Wait(1).HangsUp("T" + i).Ends("T" + i);
        }

        // Late facts about the last half minute are still taken, about anything older no more.
        script.Rings("T10");
        script.Tracker.StrayEvents.Should().Be(1);
        script.Say((s, t) => new MessageLeft(s, t, new("T1999"), "201"));
        script.Calls[^1].Outcome.Should().Be(CallOutcome.Voicemail);
    }

    [Fact]
    public void Id_SameLinkAndLeg_IsDerivedNotDrawn()
    {
        var first = Ringing().Only.Id;

        Ringing().Only.Id.Should().Be(first);
        first.ToString()[14].Should().Be('7');
        Convert.ToInt64(first.ToString("N")[..12], 16).Should().Be(PbxScript.Start.ToUnixTimeMilliseconds());
    }

    private static PbxScript Ringing() => new PbxScript().CallsIn("T").Asks("A", "201", "T").Rings("A");
}
