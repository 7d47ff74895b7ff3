using CallTracking.Calls;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pipeline;

/// <summary>Runs the host's registered subscribers, each with its own buffer and workers.</summary>
internal sealed class LiveSubscribers(
    IEnumerable<ILiveCallSubscriber> subscribers, CallFeed feed, PipelineMetrics metrics, TimeProvider time,
    ILogger<LiveSubscribers> logger) : IDisposable
{
    // So many calls may a subscriber handle at a time: enough that one slow call does not hold up the others.
    private const int Workers = 4;

    // What waits at stop is handed over for this long before the token asks subscribers to end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        var loops = new List<Task>();
        foreach (var subscriber in subscribers)
        {
            var buffer = feed.Subscribe(_ => true).Buffer;
            loops.AddRange(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => ServeAsync(subscriber, buffer))));
        }

        _running = Task.WhenAll(loops);
    }

    /// <summary>Ends the feed and lets subscribers finish.</summary>
    /// <param name="shutdown">Cancelled when the host's patience is over: subscribers that still run are left behind.</param>
    public async Task StopAsync(CancellationToken shutdown)
    {
        feed.Complete();
        using var grace = new CancellationTokenSource(Grace, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, shutdown);
        await Task.WhenAny(_running, Task.Delay(Timeout.Infinite, patience.Token)).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (await Task.WhenAny(_running, Task.Delay(Timeout.Infinite, shutdown)).ConfigureAwait(false) != _running)
        {
            Log.SubscribersLeftBehind(logger);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ServeAsync(ILiveCallSubscriber subscriber, ChangeBuffer buffer)
    {
        var name = subscriber.GetType().Name;
        try
        {
            while (await buffer.TakeAsync(_stopping.Token).ConfigureAwait(false) is var (change, skipped))
            {
                await TellAsync(subscriber, name, change, skipped).ConfigureAwait(false);
                buffer.Release(change.Call.Id);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TellAsync(ILiveCallSubscriber subscriber, string name, CallChange change, long skipped)
    {
        try
        {
            if (skipped > 0)
            {
                metrics.Skipped(name, skipped);
                Log.SubscriberLagging(logger, name, skipped);
                await subscriber.OnLaggingAsync(skipped, _stopping.Token).ConfigureAwait(false);
            }

            await subscriber.OnCallChangedAsync(change, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // It is host code: whatever it throws must not end the feed for the host's other calls.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SubscriberFailed(logger, name, change.Call.Id, exception);
        }
    }
}
