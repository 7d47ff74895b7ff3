using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Pipeline;

/// <summary>Removes from the event log, now and then and in the background, what no call needs any more.</summary>
internal sealed class EventLogPruning(
    LinkBoard links, IOptions<CallTrackingOptions> options, TimeProvider time, ILogger<EventLogPruning> logger)
{
    internal static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Prunes until cancelled.</summary>
    public async Task RunAsync(ILedgerReader reader, CancellationToken cancellationToken)
    {
        await Task.Delay(FirstAfter, time, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            foreach (var link in links.Entries)
            {
                await PruneAsync(reader, link.Name, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(Every, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PruneAsync(ILedgerReader reader, string link, CancellationToken cancellationToken)
    {
        try
        {
            var before = time.GetUtcNow() - options.Value.EventLogRetention;
            var removed = await reader.PruneAsync(options.Value.Tenant, link, before, cancellationToken).ConfigureAwait(false);
            if (removed > 0)
            {
                Log.Pruned(logger, link, removed, before);
            }
        }
        catch (LedgerStoreException exception)
        {
            // Nothing depends on it: the next round does it.
            Log.PruningFailed(logger, link, exception.Message, exception);
        }
    }
}
