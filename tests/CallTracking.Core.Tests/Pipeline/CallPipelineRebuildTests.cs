using CallTracking.Calls;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Tests.Pipeline.PipelineRig;

namespace CallTracking.Tests.Pipeline;

public sealed class CallPipelineRebuildTests
{
    private static readonly PbxEvent[] Day =
    [
        Up(1), Begin(2, "a"), Begin(3, "b"), Answer(4, "a"), End(5, "b"), Begin(6, "c"), new DigitPressed(7, At(7), new LegId("c"), '#'),
        Answer(8, "c"), End(9, "a"), Begin(10, "d"), new LegsJoined(11, At(11), new LegId("c"), new LegId("d"), KinshipReason.Pickup), End(12, "c"),
        Begin(13, "e"), Answer(14, "e"),
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
    public async Task Rebuild_CallsWereOpen_AreOnTheBoardAndNobodyIsToldAgain()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), Answer(3, "a"), Begin(4, "b"), End(5, "b"), Down(5)]);
        using var rig = new PipelineRig(ledger);

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        rig.OpenCalls.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = LegTracker.Id("a"), State = CallState.Talking, Revision = 2 });
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
        events.Should().Equal(new LinkDown(0, At(3), PbxStopped: false));
    }

    [Fact]
    public async Task Rebuild_NoCallWasOpen_BeginsAfterTheStoredEpoch()
    {
        var ledger = new MemoryLedger();
        await RunAsync(ledger, [Up(1), Begin(2, "a"), End(3, "a")]);

        await RunAsync(ledger, [Up(1), Begin(2, "b"), End(3, "b")]);

        ledger.Commits.Select(commit => (commit.Epoch, commit.Ordinal)).Should().Equal((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3));
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

        rig.OpenCalls.Should().ContainSingle();
    }

    // One process: what was before is rebuilt, each event becomes durable by itself, and then the process is gone.
    private static async Task RunAsync(MemoryLedger ledger, PbxEvent[] events)
    {
        using var rig = new PipelineRig(ledger, options => options.MaxBatch = 1);
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(events);
        await rig.DrainAsync();
    }

    private static IEnumerable<string> Facts(MemoryLedger ledger) =>
        ledger.Calls.Select(call => $"{call.Id} {call.State} {call.Outcome} r{call.Revision} {call.StartedAt:O} {call.AnsweredAt:O} {call.EndedAt:O}");
}
