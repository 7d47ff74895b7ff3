using CallTracking.Calls;
using CallTracking.Core.Tests.Calls;
using CallTracking.Links;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Links;

public sealed class CoverageGapsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly CoverageGaps _gaps = new("default", "office");
    private readonly List<CoverageGap> _changed = [];

    [Fact]
    public void FirstConnection_Ever_IsNoGap()
    {
        Apply(new LinkUp(1, At(0), null, null));

        _changed.Should().BeEmpty();
        _gaps.All.Should().BeEmpty();
    }

    [Fact]
    public void LinkLost_AndBack_IsAGapFromThereToHere()
    {
        Apply(new LinkUp(1, At(0), null, null));
        Apply(new LinkDown(2, At(5), PbxStopped: false));
        var open = _gaps.Open;

        Apply(new LinkUp(3, At(9), null, null));

        open.Should().Match<CoverageGap>(gap => gap.From == At(5) && gap.To == null && gap.Revision == 1);
        _gaps.All.Should().ContainSingle().Which.Should().Match<CoverageGap>(
            gap => gap.Id == open!.Id && gap.To == At(9) && gap.Cause == GapCause.LinkLost && gap.Revision == 2 && gap.Restored.Count == 0);
        _gaps.Open.Should().BeNull();
    }

    [Theory]
    [InlineData(LinkDownReason.Lost, GapCause.LinkLost)]
    [InlineData(LinkDownReason.PbxStopped, GapCause.PbxStopped)]
    [InlineData(LinkDownReason.HostStopped, GapCause.HostStopped)]
    [InlineData(LinkDownReason.HostDied, GapCause.HostDied)]
    [InlineData(LinkDownReason.Overflow, GapCause.Overflow)]
    [InlineData(LinkDownReason.LeaseLost, GapCause.LeaseLost)]
    public void Down_Reason_IsTheCause(LinkDownReason reason, GapCause cause)
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false) { Reason = reason });

        _gaps.Open!.Cause.Should().Be(cause);
    }

    [Fact]
    public void Down_ScriptIsOver_IsNoGap()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: true) { Reason = LinkDownReason.Over });

        _gaps.All.Should().BeEmpty();
    }

    [Fact]
    public void Up_PbxBootedSince_CauseIsItsDeath()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false));

        Apply(new LinkUp(3, At(9), null, At(7)));

        _gaps.All[0].Cause.Should().Be(GapCause.PbxDied);
    }

    [Fact]
    public void Snapshot_AfterUp_EndsTheGapAndCountsWhatItTold()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false));
        Apply(new LinkUp(3, At(9), null, null));

        Apply(new Snapshot(4, At(10), []), Change(CallChangeKind.Ended, "a"), Change(CallChangeKind.Ended, "b"), Change(CallChangeKind.Started, "c"));
        Apply(new Snapshot(5, At(20), []), Change(CallChangeKind.Ended, "c"));

        _gaps.All[0].To.Should().Be(At(10));
        _gaps.All[0].Restored.Should().Equal(new GapRestoration(CallWitness.Snapshot, Closed: 2, Adopted: 1, Restored: 0));
    }

    [Fact]
    public void Event_WithoutALinkUp_EndsTheGap()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false));
        Apply(new Tick(2, At(6)));
        _gaps.Open.Should().NotBeNull();

        Apply(new LegUp(3, At(8), new LegId("a")));

        _gaps.All[0].To.Should().Be(At(8));
    }

    [Fact]
    public void Record_OfACallInTheGap_CountsItOnce()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false));
        Apply(new LinkUp(3, At(9), null, null));
        var row = new RecordReceived(0, At(12), Row());
        var restored = Change(CallChangeKind.Ended, "a", CallWitness.Cdr, At(7));
        var seen = Change(CallChangeKind.Amended, "b", CallWitness.Cdr | CallWitness.Live, At(5));

        Apply(row, restored, seen);
        Apply(row, restored with { Kind = CallChangeKind.Amended });
        Apply(row, Change(CallChangeKind.Ended, "c", CallWitness.Cdr, At(90)));

        _gaps.All[0].Restored.Should().Equal(new GapRestoration(CallWitness.Cdr, 0, 0, 1));
        _gaps.All[0].Revision.Should().Be(3);
    }

    [Fact]
    public void Restore_GapOfAProcessBefore_IsEndedByThisOne()
    {
        Apply(new LinkDown(2, At(5), PbxStopped: false) { Reason = LinkDownReason.HostStopped });
        var later = new CoverageGaps("default", "office");
        later.Restore(_gaps.Open!);

        later.Apply(new LinkUp(1, At(60), null, null), [], _changed);

        _changed[^1].Should().Match<CoverageGap>(gap => gap.Id == _gaps.Open!.Id && gap.To == At(60) && gap.Revision == 2);
    }

    [Fact]
    public void Id_SameLinkAndMoment_IsDerivedNotDrawn()
    {
        var other = new CoverageGaps("default", "office");
        Apply(new LinkDown(2, At(5), PbxStopped: false));

        other.Apply(new LinkDown(77, At(5), PbxStopped: true), [], _changed);

        other.Open!.Id.Should().Be(_gaps.Open!.Id);
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static CallChange Change(CallChangeKind kind, string leg, CallWitness witness = CallWitness.Live, DateTimeOffset? ended = null)
    {
        var call = new PbxScript().CallsIn(leg).Only;
        return new CallChange(call with { Witnesses = witness, EndedAt = ended }, kind);
    }

    private static FinishedRecord Row() => new(
        "cdr", "key", null, null, null, null, false, RecordRole.Calling, null, null, null, null, null, null, null, RecordPlace.Unknown, null, null,
        Start, null, null, RecordResult.Unknown, null, null);

    private void Apply(PbxEvent pbxEvent, params CallChange[] changes) => _gaps.Apply(pbxEvent, changes, _changed);
}
