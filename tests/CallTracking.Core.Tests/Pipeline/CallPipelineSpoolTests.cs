using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallPipelineSpoolTests : IDisposable
{
    private static readonly LedgerStoreException Gone = new("The store is gone.", isTransient: true);

    private readonly TemporaryFolder _folder = new();
    private readonly FaultyDisk _disk = new();
    private volatile bool _storeIsAway = true;

    [Fact]
    public async Task Run_StoreIsAway_PublishesWhatIsInTheSpoolAndDrainsItInOrder()
    {
        using var rig = NewRig(options => options.MaxBatch = 1);
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Up(1), Begin(2, "a"), Answer(3, "a"), Begin(4, "b"), End(5, "a"));

        await PassUntilAsync(rig, () => rig.Status is { SpoolBytes: > 0, Backlog: 0 } && rig.OpenCalls.Count == 1);

        rig.Status.StoreError.Should().Be(Gone.Message);
        rig.Status.SpooledSince.Should().BeOnOrAfter(Start + DurableCommits.Hiccup);
        (await rig.TakePublishedAsync()).Select(change => change.Kind).Should().Equal(
            CallChangeKind.Started, CallChangeKind.Updated, CallChangeKind.Started, CallChangeKind.Ended);
        rig.Ledger.Commits.Should().BeEmpty();

        _storeIsAway = false;
        await PassUntilAsync(rig, () => rig.Status.SpooledSince is null);
        await rig.PublishAsync(End(6, "b"));
        rig.Pipeline.Complete();
        await running;

        rig.Ledger.Commits.Select(commit => (commit.Ordinal, commit.LastSeq)).Should().Equal((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6));
        rig.Ledger.Calls.Should().HaveCount(2).And.OnlyContain(call => call.State == CallState.Ended);
        rig.Status.Should().BeEquivalentTo(new { StoreError = (string?)null, SpoolBytes = 0L, SpoolError = (string?)null });
    }

    [Fact]
    public async Task Run_StoreIsBusyForAMoment_UsesNoSpool()
    {
        using var rig = NewRig();
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Begin(1, "a"));
        await rig.UntilAsync(status => status.StoreError is not null);

        _storeIsAway = false;
        rig.Time.Advance(TimeSpan.FromSeconds(0.6));
        await rig.UntilAsync(status => status.StoreError is null);
        rig.Pipeline.Complete();
        await running;

        rig.Ledger.Writes.Should().HaveCount(2);
        rig.Ledger.Calls.Should().ContainSingle();
        rig.Status.SpooledSince.Should().BeNull();
    }

    [Fact]
    public async Task Run_StoreSaysNothing_GoesOnWithoutItAndWritesNothingTwice()
    {
        _storeIsAway = false;
        using var rig = NewRig();
        var silence = new TaskCompletionSource();
        rig.Ledger.BeforeWrite = number => number == 1 ? silence.Task : Task.CompletedTask;
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Begin(1, "a"));
        await PassUntilAsync(rig, () => rig.OpenCalls.Count == 1);
        await rig.PublishAsync(Begin(2, "b"));
        await PassUntilAsync(rig, () => rig.OpenCalls.Count == 2);
        rig.Status.StoreError.Should().StartWith("It has not answered");
        rig.Ledger.Writes.Should().ContainSingle("the store has the commit, and may still write it");

        silence.SetResult();
        await PassUntilAsync(rig, () => rig.Status.SpooledSince is null);
        rig.Pipeline.Complete();
        await running;

        rig.Ledger.Commits.Select(commit => commit.Ordinal).Should().Equal(1, 2);
        rig.Ledger.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task Run_StoreIsAwayForTenMinutesAtFiftyEventsASecond_LosesNothingAndStaysSmall()
    {
        const int Seconds = 600;
        const int CallsPerSecond = 25;
        using var rig = NewRig();
        rig.Ledger.KeepsFailedWrites = false;
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var told = 0;
        for (var second = 0; second < Seconds; second++)
        {
            for (var n = 1; n <= CallsPerSecond; n++)
            {
                var number = (second * CallsPerSecond) + n;
                await rig.PublishAsync(Begin(2 * number, $"leg {number}"), End((2 * number) + 1, $"leg {number}"));
            }

            // Each call's beginning and end, told although the store is away.
            var step = TimeSpan.FromSeconds(second == 0 ? 0.1 : 0);
            await PassUntilAsync(rig, () => rig.Waiting >= 2 * CallsPerSecond, step);
            told += (await rig.TakePublishedAsync()).Count;
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        told.Should().Be(2 * Seconds * CallsPerSecond);
        rig.Ledger.Commits.Should().BeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(100 << 20);
        rig.Status.SpoolError.Should().BeNull();

        _storeIsAway = false;
        var back = rig.Time.GetUtcNow();
        rig.Time.Advance(rig.Options.MaxRetryDelay);
        await rig.UntilAsync(status => status.SpooledSince is null);
        (rig.Time.GetUtcNow() - back).Should().BeLessThan(TimeSpan.FromMinutes(2));
        rig.Pipeline.Complete();
        await running;

        rig.Ledger.Calls.Should().HaveCount(Seconds * CallsPerSecond).And.OnlyContain(call => call.State == CallState.Ended);
        rig.Ledger.Commits.Select(commit => commit.Ordinal).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_ProcessDiesAtAnyMoment_LosesNothingThatWasToldAndDoublesNothing()
    {
        PbxEvent[] day =
        [
            Up(1), Begin(2, "a"), Begin(3, "b"), Answer(4, "a"), End(5, "b"), Begin(6, "c"), Answer(7, "c"), End(8, "a"), Begin(9, "d"),
            End(10, "c"),
        ];
        using var rig = NewRig(options => options.MaxBatch = 1, segment: 400);
        var moments = new List<Remains>();
        var told = new List<CallChange>();
        _disk.Moment = () => moments.Add(Remember(rig, told));
        rig.Ledger.AfterWrite = _ =>
        {
            moments.Add(Remember(rig, told));
            return Task.CompletedTask;
        };
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        foreach (var pbxEvent in day)
        {
            await rig.PublishAsync(pbxEvent);
            await PassUntilAsync(rig, () => rig.Status is { Backlog: 0 } status && status.LastEventAt == pbxEvent.At);
            told.AddRange(await rig.TakePublishedAsync());
        }

        _storeIsAway = false;
        await PassUntilAsync(rig, () => rig.Status.SpooledSince is null);
        rig.Pipeline.Complete();
        await running;

        moments.Should().HaveCountGreaterThan(40);
        foreach (var moment in moments)
        {
            var ledger = await ReviveAsync(moment);
            ledger.Commits.Select(commit => (commit.Epoch, commit.Ordinal)).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder();
            foreach (var change in moment.Told)
            {
                ledger.Calls.Should().Contain(call => call.Id == change.Call.Id && call.Revision >= change.Call.Revision);
            }
        }
    }

    [Fact]
    public async Task Rebuild_SpoolOfAnEarlierProcess_IsStoredFirstAndItsOpenCallsAreKnown()
    {
        using (var first = NewRig())
        {
            await first.PublishAsync(Up(1), Begin(2, "a"), Begin(3, "b"), End(4, "b"));
            using var kill = new CancellationTokenSource();
            var running = first.Pipeline.RunAsync(kill.Token);
            await PassUntilAsync(first, () => first.Status.SpoolBytes > 0);
            await kill.CancelAsync();
            await running.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        using var second = NewRig();
        var rebuilding = second.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await second.UntilAsync(status => status is { State: LinkState.Starting, StoreError: not null });
        second.OpenCalls.Should().BeEmpty("nobody can tell while the store is away");

        _storeIsAway = false;
        await PassUntilAsync(second, () => rebuilding.IsCompleted);
        await rebuilding;

        second.OpenCalls.Should().ContainSingle().Which.Id.Should().Be(LegTracker.Id("a"));
        second.Ledger.Calls.Should().HaveCount(2);
        second.Status.StoreError.Should().BeNull();
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 0)]
    public async Task Rebuild_SpoolOfAnEarlierLease_IsStoredUnlessAnotherHostHasWrittenSince(long writtenUnder, int stored)
    {
        using (var first = NewRig(lease: 7))
        {
            await first.PublishAsync(Up(1), Begin(2, "a"), End(3, "a"));
            using var kill = new CancellationTokenSource();
            var running = first.Pipeline.RunAsync(kill.Token);
            await PassUntilAsync(first, () => first.Status.SpoolBytes > 0);
            await kill.CancelAsync();
            await running.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        _storeIsAway = false;
        using var second = NewRig(lease: 9);
        await second.Ledger.WriteAsync(
            [new LedgerCommit("default", "office", 0, 1, 1, 1, Start, default, [], []) { Lease = writtenUnder }],
            TestContext.Current.CancellationToken);

        await second.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);

        second.Ledger.Calls.Should().HaveCount(stored);
        second.Ledger.Commits.Skip(1).Should().OnlyContain(commit => commit.Lease == 9 && commit.MadeUnder == 7);
        await second.Pipeline.DisposeAsync();
        using var spool = Spool.Open(new SpoolFolder(_folder.Path, 1 << 20), "default", "office", []);
        spool.IsEmpty.Should().BeTrue("what another host has overtaken is of no use any more");
    }

    [Fact]
    public async Task Run_SpoolIsFull_StopsReadingUntilTheStoreIsBack()
    {
        using var rig = NewRig(options => (options.MaxBatch, options.InboxCapacity) = (1, 64), most: 4_000);
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        var publishing = rig.PublishAsync([.. Enumerable.Range(1, 300).Select(n => Begin(n, $"leg {n}"))]);

        await PassUntilAsync(rig, () => rig.Status.SpoolError is not null && rig.Status.InboxFullSince is not null);

        rig.Status.SpoolError.Should().StartWith("The spool is full").And.Contain("MaxSpoolBytes");
        publishing.IsCompleted.Should().BeFalse();
        _storeIsAway = false;
        await PassUntilAsync(rig, () => publishing.IsCompleted);
        rig.Pipeline.Complete();
        await PassUntilAsync(rig, () => running.IsCompleted);
        await running;
        rig.Ledger.Calls.Should().HaveCount(300);
        rig.Ledger.Commits.Select(commit => commit.Ordinal).Should().Equal(Enumerable.Range(1, 300).Select(n => (long)n));
        rig.Status.Should().BeEquivalentTo(new { SpoolError = (string?)null, InboxFullSince = (DateTimeOffset?)null });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Run_DiskIsFullToo_TellsNothingThatIsNotDurableAndRecovers(int room)
    {
        using var rig = NewRig(options => options.MaxBatch = 1);
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Begin(1, "a"));
        await PassUntilAsync(rig, () => rig.OpenCalls.Count == 1);
        await rig.TakePublishedAsync();
        _disk.Room = room;
        await rig.PublishAsync(Begin(2, "b"), Begin(3, "c"));
        await PassUntilAsync(rig, () => rig.Status.SpoolError is not null);
        rig.Status.SpoolError.Should().Contain("No space left");
        (await rig.TakePublishedAsync()).Should().BeEmpty();

        _disk.Room = null;
        await PassUntilAsync(rig, () => rig.OpenCalls.Count == 3);
        rig.Status.SpoolError.Should().BeNull();
        _storeIsAway = false;
        rig.Pipeline.Complete();
        await PassUntilAsync(rig, () => running.IsCompleted);
        await running;

        rig.Ledger.Commits.Select(commit => commit.Ordinal).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Run_StoreRefusesForGoodWhileDraining_EndsAndKeepsTheSpool()
    {
        using var rig = NewRig();
        var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Begin(1, "a"));
        await PassUntilAsync(rig, () => rig.OpenCalls.Count == 1);

        rig.Ledger.BeforeWrite = _ => throw new LedgerStoreException("The ledger is damaged.", isTransient: false);
        await PassUntilAsync(rig, () => running.IsCompleted);

        await running.Awaiting(task => task).Should().ThrowAsync<LedgerStoreException>().WithMessage("*damaged*");
        _storeIsAway = false;
        using var next = NewRig();
        await next.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        next.OpenCalls.Should().ContainSingle();
    }

    [Fact]
    public async Task Complete_HostStopsWhileTheStoreIsAway_LeavesTheRestToTheNextStart()
    {
        using (var rig = NewRig())
        {
            var running = rig.Pipeline.RunAsync(TestContext.Current.CancellationToken);
            await rig.PublishAsync(Begin(1, "a"));
            await PassUntilAsync(rig, () => rig.OpenCalls.Count == 1);
            await rig.PublishAsync(End(2, "a"));
            rig.Pipeline.Complete(leaving: true);

            await running;
        }

        _storeIsAway = false;
        using var next = NewRig();
        await next.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        next.Ledger.Calls.Should().ContainSingle().Which.State.Should().Be(CallState.Ended);
    }

    [Fact]
    public async Task Rebuild_FolderCannotBeMade_SaysSoAndWorksWithoutASpool()
    {
        _storeIsAway = false;
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var rig = new PipelineRig(spools: new SpoolFolder(file, 1 << 20));

        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.PublishAsync(Begin(1, "a"));
        await rig.DrainAsync();

        rig.Status.SpoolError.Should().Contain("cannot be opened");
        rig.Ledger.Calls.Should().ContainSingle();
    }

    public void Dispose() => _folder.Dispose();

    private PipelineRig NewRig(Action<CallTrackingOptions>? configure = null, long most = 64 << 20, long segment = 1 << 20, long lease = 0)
    {
        var rig = new PipelineRig(configure: configure, lease: lease, spools: new SpoolFolder(_folder.Path, most, segment, _disk.Open));
        rig.Ledger.BeforeWrite = _ => _storeIsAway ? throw Gone : Task.CompletedTask;
        return rig;
    }

    // Lets virtual time pass until something is so: how many pauses that takes is chance, because pauses are jittered.
    private static async Task PassUntilAsync(PipelineRig rig, Func<bool> condition, TimeSpan? step = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            rig.Time.Advance(step ?? TimeSpan.FromSeconds(0.25));
            // The pipeline has to come to its turn before the time may pass on.
            await Task.Delay(1, patience.Token);
        }
    }

    private Remains Remember(PipelineRig rig, List<CallChange> told) => new(_disk.Read(), rig.Ledger.Commits, [.. told]);

    private static async Task<MemoryLedger> ReviveAsync(Remains remains)
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in remains.Files)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, name), bytes, TestContext.Current.CancellationToken);
        }

        var ledger = new MemoryLedger();
        await ledger.WriteAsync(remains.Commits, TestContext.Current.CancellationToken);
        using var rig = new PipelineRig(ledger, spools: new SpoolFolder(folder.Path, 1 << 20));
        await rig.Pipeline.RebuildAsync(TestContext.Current.CancellationToken);
        await rig.Pipeline.DisposeAsync();
        return ledger;
    }

    private sealed record Remains(
        IReadOnlyDictionary<string, byte[]> Files, IReadOnlyList<LedgerCommit> Commits, IReadOnlyList<CallChange> Told);
}
