using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Core.Tests.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallPipelineRebuildTests
{
    private static readonly PbxEvent[] Day =
    [
        Up(1), Begin(2, "a"), Begin(3, "b"), Answer(4, "a"), End(5, "b"), Begin(6, "c"), new DigitPressed(7, At(7), new LegId("c"), '#'),
        Answer(8, "c"), End(9, "a"), Begin(10, "d"), new LegsJoined(11, At(11), new LegId("c"), new LegId("d"), KinshipReason.Pickup),
        End(12, "c"), Begin(13, "e"), Answer(14, "e"),
    ];

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, Day.Length + 1)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Rebuild_KilledAfterAnyCommit_GivesTheSameLedger(int cut)
    {
        var whole = new MemoryLedger();
        await RunAsync(whole, Day);
        var ledger = new MemoryLedger();

        await RunAsync(ledger, Day[..cut]);
        await RunAsync(ledger, Day[cut..]);

        Facts(ledger).Should().Equal(Facts(whole));
    }

    [Fact]
    public async Task Rebuild_KilledAgainAndAgain_GivesTheSameLedger()
    {
        var whole = new MemoryLedger();
        await RunAsync(whole, Day);
        var ledger = new MemoryLedger();

        foreach (var pbxEvent in Day)
        {
            await RunAsync(ledger, [pbxEvent]);
        }

        Facts(ledger).Should().Equal(Facts(whole));
        ledger.Commits.Select(commit => commit.Epoch).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Rebuild_RealRulesKilledAfterAnyCommit_GivesTheSameLedger()
    {
        var events = Conversations().Events;
        var whole = new MemoryLedger();
        await RunAsync(whole, events, NewTracker);
        var differing = new List<string>();

        for (var cut = 1; cut < events.Count; cut++)
        {
            var ledger = new MemoryLedger();
            await RunAsync(ledger, events.Take(cut), NewTracker);
            await RunAsync(ledger, events.Skip(cut), NewTracker);
            if (!ledger.Calls.Select(Text).SequenceEqual(whole.Calls.Select(Text)))
            {
                differing.Add($"after {events[cut - 1]}");
            }
        }

        whole.Calls.Should().HaveCount(4).And.OnlyContain(call => call.State == CallState.Ended);
        differing.Should().BeEmpty();
    }

    [Fact]
    public async Task Rebuild_CallsWereOpen_AreOnTheBoardAndNobodyIsToldAgain()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Answer(3, "a"), Begin(4, "b"), End(5, "b"), Down(5)]);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        rig.OpenCalls.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Id = LegTracker.Id("a"), State = CallState.Talking, Revision = 2 });
        rig.Status.Should().BeEquivalentTo(new { OpenCalls = 1, LastEventAt = At(5) });
        (await rig.TakePublishedAsync()).Should().BeEmpty();
        ledger.Writes.Should().HaveCount(6, "nothing is written");
        rig.Status.Backlog.Should().Be(0, "the connection had ended in good order");
    }

    [Fact]
    public async Task Rebuild_ProcessDiedWhileConnected_EndsThatConnectionWhereItWasLastSeen()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Answer(3, "a")]);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Up(1), End(2, "a"));
        await rig.DrainAsync();

        var after = ledger.Commits.Skip(3).ToList();
        after.Select(commit => (commit.Epoch, commit.Ordinal)).Should().Equal((2, 1), (3, 1));
        var events = new List<PbxEvent>();
        EventLogCodec.Decode(after[0].Events, events);
        events.Should().Equal(new LinkDown(0, At(3), PbxStopped: false) { Reason = LinkDownReason.HostDied });
        ledger.Gaps.Should().ContainSingle().Which.Should().Match<CoverageGap>(gap =>
            gap.Cause == GapCause.HostDied && gap.From == At(3) && gap.To == At(3));
    }

    [Fact]
    public async Task Rebuild_NoCallWasOpen_BeginsAfterTheStoredEpoch()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), End(3, "a"), Down(4)]);

        await RunAsync(ledger, [Up(1), Begin(2, "b"), End(3, "b")]);

        ledger.Commits.Select(commit => (commit.Epoch, commit.Ordinal)).Should()
            .Equal((1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3));
        ledger.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task Rebuild_StoreCannotBeReadForAWhile_TriesAgainFromTheBeginning()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Down(2)]);
        using var rig = new PipelineRig(ledger);
        var reads = 0;
        ledger.BeforeRead = () => ++reads <= 2
            ? throw new LedgerStoreException($"Locked, time {reads}.", isTransient: true) : Task.CompletedTask;
        var rebuilding = rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        await rig.UntilAsync(status => status.StoreError == "Locked, time 1.");
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.UntilAsync(status => status.StoreError == "Locked, time 2.");
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await rebuilding;

        rig.OpenCalls.Should().ContainSingle();
        rig.Status.StoreError.Should().BeNull();
    }

    [Fact]
    public async Task Rebuild_AnEntryIsDamaged_UsesTheOthers()
    {
        var ledger = new MemoryLedger();
        var start = new EventLogWriter();
        EventLogCodec.Write(start, Begin(1, "a"));
        var call = new List<CallChange>();
        new LegTracker().Apply(1, Begin(1, "a"), call);
        await ledger.WriteAsync(
            [
                new LedgerCommit("default", "office", 1, 1, 1, 1, At(1), start.Finish(), [call[0].Call], []),
                new LedgerCommit("default", "office", 1, 2, 2, 2, At(2), new byte[] { 1, 200, 3 }, [], []),
            ],
            TestContext.Current.CancellationToken);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        rig.OpenCalls.Should().ContainSingle().Which.Because.Should().ContainEquivalentOf(new Because("call", "eventsLost", []));
        await rig.PublishAsync(End(3, "a"));
        await rig.DrainAsync();
        ledger.Calls.Should().ContainSingle().Which.Because.Should().ContainEquivalentOf(new Because("call", "eventsLost", []));
    }

    [Fact]
    public async Task Rebuild_TheEndOfACallIsDamaged_DoesNotOpenItAgain()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Begin(3, "b"), End(4, "b"), Answer(5, "a")]);
        ledger = await WithoutEventsAsync(ledger, seq: 4);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Up(1), End(2, "b"), End(3, "a"));
        await rig.DrainAsync();

        ledger.Calls.Select(call => (call.Id, call.State, call.EndedAt, call.Revision)).Should().BeEquivalentTo(new[]
        {
            (LegTracker.Id("a"), CallState.Ended, (DateTimeOffset?)At(3), 3), (LegTracker.Id("b"), CallState.Ended, At(4), 2),
        });
        rig.Status.OpenCalls.Should().Be(0);
    }

    [Fact]
    public async Task Rebuild_TheBeginningOfACallIsDamaged_ClosesItWithTheTimeLastKnown()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Begin(3, "b"), Answer(4, "b"), Answer(5, "a")]);
        ledger = await WithoutEventsAsync(ledger, seq: 3);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        rig.OpenCalls.Should().ContainSingle().Which.Id.Should().Be(LegTracker.Id("a"));
        var lost = ledger.Calls.Should().ContainSingle(call => call.Id == LegTracker.Id("b")).Subject;
        lost.Should().BeEquivalentTo(
            new { State = CallState.Ended, EndedAt = At(5), Outcome = CallOutcome.Answered, Connected = TimeSpan.FromSeconds(1) });
        lost.Because.Should().Contain(because => because.Verdict == "endedAt" && because.Rule == "eventsLost");
        await rig.PublishAsync(Up(1), End(2, "a"));
        await rig.DrainAsync();
        ledger.Calls.Should().OnlyContain(call => call.State == CallState.Ended);
        ledger.Commits.Select(commit => (commit.Epoch, commit.Ordinal)).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder();
    }

    // The same ledger, in which the log entry of one frame cannot be read.
    private static async Task<MemoryLedger> WithoutEventsAsync(MemoryLedger ledger, long seq)
    {
        var damaged = new MemoryLedger();
        await damaged.WriteAsync(
            [.. ledger.Commits.Select(commit => commit.FirstSeq == seq ? commit with { Events = new byte[] { 1, 200, 3 } } : commit)],
            TestContext.Current.CancellationToken);
        return damaged;
    }

    // Four conversations at once: a queue call that is held and sent on, one given up in the queue, one parked, and one between phones.
    private static PbxScript Conversations() => new PbxScript()
        .CallsIn("T").Up("T").Say((s, t) => new QueueJoined(s, t, new("T"), "sales")).Wait(2)
        .CallsIn("U", "12025550143").Up("U").Say((s, t) => new QueueJoined(s, t, new("U"), "sales"))
        .Asks("A", "201", "T").Rings("A").Wait(3).Answers("A")
        .Say((s, t) => new QueueLeft(s, t, new("T"), "sales", QueueLeaveReason.Connected))
        .Bridge("b1", "T", "A").CallsIn("V", "12025550144").Asks("C", "203", "V").Rings("C").Wait(4).Answers("C").Bridge("b2", "V", "C")
        .Say((s, t) => new LegHeld(s, t, new("A"))).Wait(6).CallsOut("D", "204", "205").Asks("E", "205", "D").Rings("E")
        .Say((s, t) => new LegResumed(s, t, new("A"))).Wait(1).Say((s, t) => new DigitPressed(s, t, new("T"), '5'))
        .HangsUp("U").Say((s, t) => new QueueLeft(s, t, new("U"), "sales", QueueLeaveReason.NotServed)).Ends("U")
        .Leaves("V", "b2").Leaves("C", "b2").Say((s, t) => new LegParked(s, t, new("V"), new LegId("C"), "71")).Ends("C").Wait(5)
        .Answers("E").Up("D").Bridge("b3", "D", "E").Say((s, t) => new BlindTransferred(s, t, new("A"), new LegId("T"), "202"))
        .HangsUp("A").Leaves("T", "b1").Leaves("A", "b1").Ends("A")
        .Asks("B", "202", "T").Rings("B").Wait(7).Answers("B").Bridge("b4", "T", "B")
        .Wait(2).HangsUp("E").Ends("E", "D").HangsUp("V").Ends("V").Wait(3).HangsUp("B").Leaves("B", "b4").Ends("B", "T");

    private static TrackEvent NewTracker() => new CallTracker("default", "office", PbxScript.Site).Apply;

    // All that the ledger says, save where in the log it was learned: a new process counts epochs on.
    private static string Text(Call call) => JsonSerializer.Serialize(call with { FirstEpoch = 0, Revision = 0 });

    // One process: what was before is rebuilt, each event becomes durable by itself, and then the process is gone.
    private static async Task RunAsync(MemoryLedger ledger, IEnumerable<PbxEvent> events, Func<TrackEvent>? newTracker = null)
    {
        using var rig = new PipelineRig(ledger, options => options.MaxBatch = 1, newTracker);
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync([.. events]);
        await rig.DrainAsync();
    }

    private static IEnumerable<string> Facts(MemoryLedger ledger) =>
        ledger.Calls.Select(call =>
            $"{call.Id} {call.State} {call.Outcome} r{call.Revision} {call.StartedAt:O} {call.AnsweredAt:O} {call.EndedAt:O}");
}
