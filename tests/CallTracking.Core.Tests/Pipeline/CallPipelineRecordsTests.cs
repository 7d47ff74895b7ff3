using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Core.Tests.Pipeline;

/// <summary>Finished records on their way into the ledger: beside live calls, long after them, without them, again, and while the store is
/// away.</summary>
public sealed class CallPipelineRecordsTests
{
    private static readonly SiteOptions Site = new() { Country = "US", Extensions = "^2\\d\\d$", Trunks = ["carrier"] };

    [Fact]
    public async Task Record_OfACallJustSeen_ConfirmsIt()
    {
        using var rig = Rig();

        await rig.PublishAsync([.. Talk("T", 10), Row("k1", "T", 10, 30)]);
        await rig.DrainAsync();

        var call = rig.Ledger.Calls.Should().ContainSingle().Subject;
        call.Witnesses.Should().Be(CallWitness.Live | CallWitness.Cdr);
        call.IsContradicted.Should().BeFalse();
        Stored(rig.Ledger).Should().ContainSingle().Which.CallId.Should().Be(call.Id);
    }

    [Fact]
    public async Task Record_HoursAfterARestart_ConfirmsTheCallOfTheLedger()
    {
        var ledger = new MemoryLedger();
        using (var before = Rig(ledger))
        {
            await before.PublishAsync(Talk("T", 10));
            await before.DrainAsync();
        }

        using var rig = Rig(ledger);
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Row("k1", "T", 10, 30));
        await rig.DrainAsync();

        var call = ledger.Calls.Should().ContainSingle().Subject;
        (call.Witnesses, call.Outcome).Should().Be((CallWitness.Live | CallWitness.Cdr, CallOutcome.Answered));
        Stored(ledger).Should().ContainSingle().Which.CallId.Should().Be(call.Id);
    }

    [Fact]
    public async Task Records_OfACallThatNobodySaw_RestoreItOnceHoweverOftenAndInWhateverPiecesTheyCome()
    {
        var ledger = new MemoryLedger();
        PbxEvent[] rows = [Row("k1", "T", 10, 20), Row("k2", "T", 20, 40, other: "202")];
        foreach (var piece in new PbxEvent[][] { [rows[0]], [rows[1]], rows, [rows[1], rows[0]] })
        {
            using var rig = Rig(ledger);
            await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
            await rig.PublishAsync(piece);
            await rig.DrainAsync();
        }

        var call = ledger.Calls.Should().ContainSingle().Subject;
        (call.Witnesses, call.Outcome, call.AnsweredBy, call.LastParty).Should().Be((CallWitness.Cdr, CallOutcome.Answered, "201", "202"));
        call.EndedAt.Should().Be(PipelineRig.At(40.5));
        call.Revision.Should().Be(2);
        Stored(ledger).Select(record => (record.Key, record.CallId)).Should().Equal(("k1", call.Id), ("k2", call.Id));
    }

    [Fact]
    public async Task Record_BeforeTheLiveEventsOfItsCall_BelongsToThatCall()
    {
        using var rig = Rig();

        await rig.PublishAsync([Row("k1", "T", 10, 30), .. Talk("T", 10)]);
        await rig.DrainAsync();

        var call = rig.Ledger.Calls.Should().ContainSingle().Subject;
        call.Witnesses.Should().Be(CallWitness.Live | CallWitness.Cdr);
        Stored(rig.Ledger).Should().ContainSingle().Which.CallId.Should().Be(call.Id);
    }

    [Fact]
    public async Task Record_OfAnEndedCallWhoseBeginningTheRebuildDoesNotSee_BelongsToTheCallOfTheLedger()
    {
        var ledger = new MemoryLedger();
        using (var before = Rig(ledger))
        {
            // The log of the call that stays open begins amid the other one, of which the snapshot alone tells.
            var talk = Talk("T", 10);
            await before.PublishAsync(talk[..4]);
            await before.DrainAsync();
        }

        using (var before = Rig(ledger))
        {
            await before.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
            await before.PublishAsync(
                Begin(20, "open", 16),
                new Snapshot(21, PipelineRig.At(18), [Present("T"), Present("Ta"), Present("open")]),
                new LegEnded(22, PipelineRig.At(30), new LegId("Ta"), DialResult.Unknown, 16),
                new LegEnded(23, PipelineRig.At(30), new LegId("T"), DialResult.Unknown, 16));
            await before.DrainAsync();
        }

        using var rig = Rig(ledger);
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Row("k1", "T", 10, 30));
        await rig.DrainAsync();

        var call = ledger.Calls.Should().ContainSingle(call => call.Families.Contains("T")).Subject;
        call.StartedAt.Should().Be(PipelineRig.At(10));
        call.Witnesses.Should().HaveFlag(CallWitness.Cdr);
        Stored(ledger).Should().ContainSingle().Which.CallId.Should().Be(call.Id);
    }

    [Fact]
    public async Task Record_OfAnEndedCallInTheLogOfAnOpenOne_IsNotRestoredByTheRebuild()
    {
        var ledger = new MemoryLedger();
        using (var before = Rig(ledger))
        {
            await before.PublishAsync([Begin(1, "open", 1), .. Talk("T", 10), Row("k1", "T", 10, 30), Row("k2", "lost", 12, 14)]);
            await before.DrainAsync();
        }

        using var rig = Rig(ledger);
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Row("k3", "lost", 14, 18, other: "202"), Row("k4", "T", 30, 31, other: "203"));
        await rig.DrainAsync();

        ledger.Calls.Select(call => call.Witnesses).Should()
            .Equal(CallWitness.Live, CallWitness.Live | CallWitness.Cdr, CallWitness.Cdr);
        ledger.Calls[2].EndedAt.Should().Be(PipelineRig.At(18.5));
    }

    [Fact]
    public async Task Record_WhileTheStoreIsAway_WaitsAndLiveCallsGoOn()
    {
        var ledger = new MemoryLedger();
        var isAway = true;
        ledger.BeforeFind = () => isAway ? throw new LedgerStoreException("The store is away.", isTransient: true) : Task.CompletedTask;
        using var rig = Rig(ledger);
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);

        await rig.PublishAsync([Row("k1", "lost", 5, 8), .. Talk("T", 10)]);
        await rig.UntilAsync(status => status.LastEventAt == PipelineRig.At(30));
        rig.Pipeline.WhenRecordsAreTakenAsync(TestContext.Current.CancellationToken).IsCompleted.Should().BeFalse();
        ledger.Calls.Should().ContainSingle().Which.Witnesses.Should().Be(CallWitness.Live);

        isAway = false;
        var taken = rig.Pipeline.WhenRecordsAreTakenAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(new Tick(9, PipelineRig.At(40)));
        await taken;
        rig.Pipeline.Complete();
        await running;

        ledger.Calls.Select(call => call.Witnesses).Should().Equal(CallWitness.Cdr, CallWitness.Live);
    }

    private static PipelineRig Rig(MemoryLedger? ledger = null) =>
        new(ledger, newTracker: () => new CallTracker("default", "office", Site).ApplyOrSetAside);

    private static List<StoredRecord> Stored(MemoryLedger ledger) => [.. ledger.Records.OrderBy(record => record.Key, StringComparer.Ordinal)];

    private static LegStarted Begin(long seq, string leg, double at) => new(
        seq, PipelineRig.At(at), new LegId(leg), "carrier", new LegId(leg), "+12025550142", null, "5550100", null);

    private static SnapshotLeg Present(string leg) => new(
        new LegId(leg), leg.EndsWith('a') ? "201" : "carrier", new LegId(leg.TrimEnd('a')), PipelineRig.At(12), SnapshotLegState.Up, null, null, null,
        null, null, null);

    private static PbxEvent[] Talk(string leg, double at) =>
    [
        Begin(2, leg, at),
        new LegStarted(3, PipelineRig.At(at), new LegId(leg + "a"), "201", new LegId(leg), null, null, null, null),
        new LegDialed(4, PipelineRig.At(at), new LegId(leg + "a"), new LegId(leg), null),
        new LegUp(5, PipelineRig.At(at + 5), new LegId(leg + "a")),
        new HangupRequested(6, PipelineRig.At(at + 20), new LegId(leg), HangupOrigin.Party),
        new LegEnded(7, PipelineRig.At(at + 20), new LegId(leg + "a"), DialResult.Unknown, 16),
        new LegEnded(8, PipelineRig.At(at + 20), new LegId(leg), DialResult.Unknown, 16),
    ];

    private static RecordReceived Row(string key, string leg, double from, double to, string other = "201") => new(
        0, PipelineRig.At(to), new FinishedRecord(
            "cdr", key, new LegId(leg), new LegId(leg), $"SIP/carrier-{leg}", $"SIP/{other}-{key}", false, RecordRole.Calling, "carrier", other,
            "+12025550142", null, "5550100", null, "in", RecordPlace.Parties, null, other, PipelineRig.At(from), PipelineRig.At(from + 5),
            PipelineRig.At(to), RecordResult.Answered, "ANSWERED", null));
}
