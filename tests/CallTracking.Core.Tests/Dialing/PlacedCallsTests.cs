using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Dialing;

public sealed class PlacedCallsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly LegId Agent = new("leg-1");
    private static readonly CallPlaced Word = new(0, Start, Agent, "somebody", "912025550111", CallPurpose.Conversation, "ref");

    private readonly PlacedCalls _placed = new();

    [Fact]
    public void TakeFor_FirstWordOfTheLeg_PutsOursBehindItOnce()
    {
        _placed.Await("office", Word);
        var started = Started(7);

        _placed.TakeFor("elsewhere", started).Should().BeEmpty("it is another PBX's leg");
        _placed.TakeFor("office", started).Should().Equal(Word with { Seq = 7, At = started.At });
        _placed.TakeFor("office", started).Should().BeEmpty();
    }

    [Fact]
    public void TakeFor_Snapshot_KnowsTheLegAgain()
    {
        _placed.Await("office", Word);
        var leg = new SnapshotLeg(Agent, "101", Agent, Start, SnapshotLegState.Ringing, null, "101", null, null, null, null);

        _placed.TakeFor("office", new Snapshot(9, Start.AddSeconds(3), [leg])).Should().ContainSingle().Which.Seq.Should().Be(9);
    }

    [Fact]
    public void TakeFor_ForgottenLeg_IsNothing()
    {
        _placed.Await("office", Word);
        _placed.Forget("office", Agent);

        _placed.TakeFor("office", Started(1)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(CallPurpose.Conversation, CallOrigin.ClickToCall)]
    [InlineData(CallPurpose.Callback, CallOrigin.Callback)]
    public void Tracker_ToldWhoPlacedIt_SaysSoFromTheFirstMoment(CallPurpose purpose, CallOrigin origin)
    {
        var tracker = Tracker();
        var changes = new List<CallChange>();
        tracker.Apply(1, Started(1), changes);
        tracker.Apply(1, Word with { Seq = 1, Purpose = purpose }, changes);

        changes[^1].Call.Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = origin,
            PlacedBy = "somebody",
            External = new { E164 = "+12025550111" },
        });
    }

    [Fact]
    public void Tracker_ToldOfALegThatItDoesNotKnow_HoldsItAgainstNobody()
    {
        var tracker = Tracker();
        var changes = new List<CallChange>();
        tracker.Apply(1, Word with { Seq = 1 }, changes);
        tracker.Apply(1, Started(2), changes);

        changes.Should().OnlyContain(static change => change.Call.PlacedBy == null);
    }

    private static CallTracker Tracker() => new("default", "office", new SiteOptions { Extensions = "^1\\d\\d$", OutboundPrefix = "9" }, TimeSpan.FromHours(12));

    private static LegStarted Started(long seq) => new(seq, Start.AddSeconds(seq), Agent, "101", Agent, "101", null, null, "inside");
}
