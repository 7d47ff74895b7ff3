using System.Threading.Channels;
using CallTracking.Calls;
using CallTracking.Core.Tests.Calls;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallPipelineTests
{
    private static readonly LedgerStoreException Locked = new("The store is locked.", isTransient: true);

    [Fact]
    public async Task Run_EventsOfOneStep_BecomeOneCommitWithTheNewestStateOfEachCall()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Up(1), Begin(2, "a"), Begin(3, "b"), Answer(5, "a"), End(9, "a"));

        await rig.DrainAsync();

        var commit = rig.Ledger.Commits.Should().ContainSingle().Subject;
        commit.Should().BeEquivalentTo(
            new { Tenant = "default", Link = "office", Epoch = 1L, Ordinal = 1L, FirstSeq = 1L, LastSeq = 9L, At = At(9) });
        commit.Calls.Select(call => (call.Id, call.State, call.Revision)).Should().Equal(
            (LegTracker.Id("a"), CallState.Ended, 3), (LegTracker.Id("b"), CallState.Ringing, 1));
        Decode(commit).Select(e => e.Seq).Should().Equal(1, 2, 3, 5, 9);
    }

    [Fact]
    public async Task Run_MoreThanABatch_CommitsInOrderWithGrowingOrdinals()
    {
        using var rig = new PipelineRig(configure: options => options.MaxBatch = 2);
        await rig.PublishAsync(Up(1), Begin(2, "a"), Answer(3, "a"), Begin(3, "b"), End(4, "a"));

        await rig.DrainAsync();

        rig.Ledger.Commits.Select(c => (c.Epoch, c.Ordinal, c.FirstSeq, c.LastSeq)).Should().Equal(
            (1, 1, 1, 2), (1, 2, 3, 3), (1, 3, 4, 4));
        rig.Ledger.Commits.SelectMany(Decode).Should().HaveCount(5);
    }

    [Fact]
    public async Task Run_EventsThatComeWhileACommitIsUnderWay_AreTheNextStep()
    {
        using var rig = new PipelineRig();
        var entered = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        rig.Ledger.BeforeWrite = number =>
        {
            entered.TrySetResult();
            return number == 1 ? gate.Task : Task.CompletedTask;
        };
        await rig.PublishAsync(Begin(1, "a"));
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await entered.Task;
        await rig.PublishAsync(Answer(2, "a"), Begin(3, "b"), End(4, "a"));

        gate.SetResult();
        rig.Pipeline.Complete();
        await running;

        rig.Ledger.Commits.Select(commit => (commit.FirstSeq, commit.LastSeq)).Should().Equal((1, 1), (2, 4));
    }

    [Fact]
    public async Task Run_ConnectionBeginsWithinAStep_SplitsTheCommitAndWritesBothTogether()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Up(1), Begin(2, "a"), Down(2), Up(3), End(4, "a"));

        await rig.DrainAsync();

        rig.Ledger.Writes.Should().ContainSingle().Which.Should().HaveCount(2);
        rig.Ledger.Commits.Select(c => (c.Epoch, c.Ordinal, c.FirstSeq, c.LastSeq)).Should().Equal((1, 1, 1, 2), (2, 1, 3, 4));
    }

    [Fact]
    public async Task Run_FramesCountedAnewWithoutALinkUp_BeginAnEpoch()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Begin(70, "a"), Begin(1, "b"));

        await rig.DrainAsync();

        rig.Ledger.Commits.Select(commit => (commit.Epoch, commit.FirstSeq)).Should().Equal((1, 70), (2, 1));
    }

    [Fact]
    public async Task Run_ShortCallWithinAStep_SubscribersSeeItsBeginningAndItsEnd()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Begin(1, "a"), Answer(2, "a"), End(3, "a"));

        await rig.DrainAsync();

        (await rig.TakePublishedAsync()).Select(change => (change.Kind, change.Call.Revision)).Should().Equal(
            (CallChangeKind.Started, 1), (CallChangeKind.Ended, 3));
        rig.OpenCalls.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_CallWithdrawn_LosesItsRowAndIsTold()
    {
        using var rig = new PipelineRig(configure: options => options.MaxBatch = 2);
        await rig.PublishAsync(Begin(1, "a"), Begin(2, "b"), Join(3, "a", "b"));

        await rig.DrainAsync();

        rig.Ledger.Calls.Should().ContainSingle().Which.Id.Should().Be(LegTracker.Id("a"));
        rig.OpenCalls.Should().ContainSingle().Which.Id.Should().Be(LegTracker.Id("a"));
        (await rig.TakePublishedAsync()).Should().ContainSingle(change => change.Kind == CallChangeKind.Withdrawn)
            .Which.Call.Id.Should().Be(LegTracker.Id("b"));
    }

    [Fact]
    public async Task Run_CallBegunAndWithdrawnWithinAStep_IsNeverTold()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Begin(1, "a"), Begin(2, "b"), Join(3, "a", "b"));

        await rig.DrainAsync();

        (await rig.TakePublishedAsync()).Should().ContainSingle().Which.Call.Id.Should().Be(LegTracker.Id("a"));
        rig.Ledger.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_TicksAndRegistrationsThatChangeNothing_AreNotStored()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(
            Begin(1, "a"), new Tick(1, At(5)), new EndpointReachability(2, At(6), "desk", true),
            new Tick(2, At(4_000)), new Tick(2, At(4_005)));

        await rig.DrainAsync();

        Decode(rig.Ledger.Commits.Single()).Should().HaveCount(2).And.EndWith(new Tick(2, At(4_000)));
    }

    [Fact]
    public async Task Run_OnlyTicks_WriteNothing()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(new Tick(1, At(5)), new Tick(1, At(10)));

        await rig.DrainAsync();

        rig.Ledger.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_StoreFailsForAWhile_KeepsOrderTellsAndPublishesOnlyWhatIsDurable()
    {
        using var rig = new PipelineRig(configure: options => options.MaxBatch = 1);
        rig.Ledger.BeforeWrite = number => number <= 3
            ? throw new LedgerStoreException($"Locked, time {number}.", isTransient: true) : Task.CompletedTask;
        await rig.PublishAsync(Begin(1, "a"), Answer(2, "a"), End(3, "a"));
        rig.Pipeline.Complete();
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await rig.UntilAsync(status => status.StoreError == $"Locked, time {attempt}.");
            (await rig.TakePublishedAsync()).Should().BeEmpty();
            rig.Time.Advance(TimeSpan.FromSeconds(attempt * 2));
        }

        await running;
        rig.Ledger.Writes.Take(4).Should().AllSatisfy(write => write.Should().BeSameAs(rig.Ledger.Writes[0]));
        rig.Ledger.Commits.Select(commit => commit.FirstSeq).Should().Equal(1, 2, 3);
        (await rig.TakePublishedAsync()).Should().HaveCount(3);
        rig.Status.StoreError.Should().BeNull();
    }

    [Fact]
    public async Task Run_StoreAnswersTooLate_IsNotDoubled()
    {
        using var rig = new PipelineRig();
        rig.Ledger.AfterWrite = number => number == 1 ? throw Locked : Task.CompletedTask;
        await rig.PublishAsync(Begin(1, "a"), End(2, "a"));
        rig.Pipeline.Complete();
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.UntilAsync(status => status.StoreError is not null);

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await running;

        rig.Ledger.Writes.Should().HaveCount(2);
        rig.Ledger.Commits.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_StoreRefusesForGood_EndsAndTakesNothingMore()
    {
        using var rig = new PipelineRig();
        rig.Ledger.BeforeWrite = _ => throw new LedgerStoreException("The ledger is from a newer version.", isTransient: false);
        await rig.PublishAsync(Begin(1, "a"));
        var run = () => rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        var publish = () => rig.PublishAsync(Begin(2, "b"));

        await run.Should().ThrowAsync<LedgerStoreException>().WithMessage("*newer version*");

        await publish.Should().ThrowAsync<ChannelClosedException>();
        rig.Ledger.Writes.Should().ContainSingle();
        (await rig.TakePublishedAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_TrackerFailsOnAnEvent_SetsItAsideAndGoesOn()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Begin(1, "a"), new DigitPressed(2, At(2), new LegId("a"), '#'), End(3, "a"));

        await rig.DrainAsync();

        rig.Status.QuarantinedEvents.Should().Be(1);
        var row = rig.Ledger.Commits.Single().Quarantined.Should().ContainSingle().Subject;
        row.Should().BeEquivalentTo(new { Epoch = 1L, Seq = 2L, At = At(2), Kind = "DigitPressed" });
        row.Error.Should().StartWith("InvalidOperationException in LegTracker.Apply").And.NotContain("No rule");
        var setAside = new List<PbxEvent>();
        EventLogCodec.Decode(row.Event, setAside);
        setAside.Should().Equal(new DigitPressed(2, At(2), new LegId("a"), '#'));
        Decode(rig.Ledger.Commits.Single()).Select(e => e.Seq).Should().Equal(1, 2, 3);
        rig.Ledger.Calls.Should().ContainSingle().Which.State.Should().Be(CallState.Ended);
    }

    [Fact]
    public async Task Run_RealRulesFailOnAnEvent_MarkTheCallAndGoOnWithIt()
    {
        using var rig = new PipelineRig(newTracker: () => new CallTracker("default", "office", PbxScript.Site).ApplyOrSetAside);
        await rig.PublishAsync(Begin(1, "a"), new RoomEntered(2, At(2), new LegId("a"), null!), new RoomEntered(3, At(3), new LegId("x"), null!));
        await rig.PublishAsync(End(4, "a"));

        await rig.DrainAsync();

        var call = rig.Ledger.Calls.Should().ContainSingle().Subject;
        call.State.Should().Be(CallState.Ended);
        call.Because.Should().ContainSingle(because => because.Rule == "eventSetAside").Which.Should().BeEquivalentTo(
            new Because("call", "eventSetAside", [2]));
        rig.Ledger.Commits.Single().Quarantined.Should().OnlyContain(row => row.Seq == 2 && row.Kind == nameof(RoomEntered));
    }

    public static TheoryData<string> LastingFailures => ["bridges", "verdict"];

    /// <summary>Members that no adapter leaves out make the rules fail where the leg ends, or wherever the outcome is asked for.</summary>
    [Theory]
    [MemberData(nameof(LastingFailures))]
    public async Task Run_RealRulesFailOnACallToItsEnd_TellTheEndNonetheless(string failure)
    {
        using var rig = new PipelineRig(newTracker: () => new CallTracker("default", "office", PbxScript.Site).ApplyOrSetAside);
        var (a, c) = (new LegId("a"), new LegId("c"));
        await rig.PublishAsync(Begin(1, "a"), Answer(2, "a"));
        await rig.PublishAsync(failure == "bridges"
            ? [new BridgeEntered(3, At(3), a, null!)]
            : [
                new LegStarted(3, At(3), c, null!, a, null, null, null, null), new LegDialed(4, At(4), c, a, null), new LegUp(5, At(5), c),
                End(6, "c"),
            ]);
        await rig.PublishAsync(End(7, "a"));

        await rig.DrainAsync();

        rig.Status.QuarantinedEvents.Should().BeGreaterThan(0);
        var call = rig.Ledger.Calls.Should().ContainSingle().Subject;
        call.Should().BeEquivalentTo(new { State = CallState.Ended, EndedAt = At(7) });
        call.Outcome.Should().NotBeNull();
        call.Because.Should().Contain(because => because.Rule == "eventSetAside");
        rig.OpenCalls.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_InboxFull_WaitsAndSaysSo()
    {
        using var rig = new PipelineRig(configure: options => (options.InboxCapacity, options.MaxBatch) = (64, 64));
        await rig.PublishAsync([.. Enumerable.Range(1, 64).Select(n => Begin(n, $"leg {n}"))]);

        var waiting = rig.Pipeline.PublishAsync(Begin(65, "late"), TestContext.Current.CancellationToken);

        waiting.IsCompleted.Should().BeFalse();
        rig.Status.Should().BeEquivalentTo(new { InboxFullSince = Start, Backlog = 64 });
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await waiting;
        await rig.UntilAsync(status => status.InboxFullSince is null);
        rig.Pipeline.Complete();
        await running;
        rig.Ledger.Calls.Should().HaveCount(65);
    }

    [Fact]
    public async Task Run_Aborted_GivesUpTheRetriesAndEnds()
    {
        using var rig = new PipelineRig();
        rig.Ledger.BeforeWrite = _ => throw Locked;
        using var abort = new CancellationTokenSource();
        await rig.PublishAsync(Begin(1, "a"));
        var running = rig.Pipeline.RunAsync(abort.Token);
        await rig.UntilAsync(status => status.StoreError is not null);

        await abort.CancelAsync();

        await running.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        rig.Ledger.Commits.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_Figures_FollowTheEvents()
    {
        using var rig = new PipelineRig();
        await rig.PublishAsync(Up(1), Begin(2, "a"), Begin(3, "b"), End(4, "b"));

        await rig.DrainAsync();

        rig.Status.Should().BeEquivalentTo(new { LastEventAt = At(4), OpenCalls = 1, Backlog = 0 });
    }

    private static LegsJoined Join(long seq, string a, string b) => new(seq, At(seq), new LegId(a), new LegId(b), KinshipReason.Pickup);

    private static List<PbxEvent> Decode(LedgerCommit commit)
    {
        var events = new List<PbxEvent>();
        EventLogCodec.Decode(commit.Events, events);
        return events;
    }
}
