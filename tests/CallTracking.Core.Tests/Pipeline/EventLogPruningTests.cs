using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class EventLogPruningTests
{
    [Fact]
    public async Task Run_NowAndThen_PrunesEveryLinkByTheRetentionEvenAfterAFailure()
    {
        var time = new FakeTimeProvider(PipelineRig.Start);
        var links = new LinkBoard(time);
        links.Add("office");
        links.Add("branch");
        var ledger = new MemoryLedger();
        var asked = 0;
        var enough = new TaskCompletionSource();
        ledger.Pruning = () => ++asked switch
        {
            1 => throw new LedgerStoreException("The store is locked.", isTransient: true),
            >= 4 => Task.FromResult(enough.TrySetResult() ? 1 : 0),
            _ => Task.FromResult(0),
        };
        var pruning = new EventLogPruning(
            links, Options.Create(new CallTrackingOptions { EventLogRetention = TimeSpan.FromDays(2) }), time,
            NullLogger<EventLogPruning>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = pruning.RunAsync(ledger, stop.Token);

        time.Advance(EventLogPruning.FirstAfter - TimeSpan.FromSeconds(1));
        ledger.Pruned.Should().BeEmpty();
        while (!enough.Task.IsCompleted)
        {
            stop.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        ledger.Pruned.Take(4).Select(call => call.Link).Should().Equal("office", "branch", "office", "branch");
        ledger.Pruned[0].Before.Should().BeCloseTo(
            PipelineRig.Start + EventLogPruning.FirstAfter - TimeSpan.FromDays(2), TimeSpan.FromMinutes(5));
        (ledger.Pruned[2].Before - ledger.Pruned[0].Before).Should().BeGreaterThanOrEqualTo(EventLogPruning.Every);
    }
}
