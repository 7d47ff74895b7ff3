using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>Sends the outbox. Messages about one thing go one after the other; a message goes from one host at a time; what fails comes again,
/// later and later, until it is too old.</summary>
internal sealed class WebhookDispatcher(
    ICallTrackingDbContextFactory contexts, WebhookSender sender, WebhookSignal signal, IOptions<WebhookOptions> options,
    IOptions<CallTrackingOptions> host, TimeProvider time, ILogger<WebhookDispatcher> logger, IWebhookSecrets? secrets) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenPrunings = TimeSpan.FromHours(1);

    // So much longer than an attempt may take is a message one host's, so that a slow store does not make it two hosts'.
    private static readonly TimeSpan ClaimMargin = TimeSpan.FromMinutes(1);

    private readonly Caller _caller = Caller.System(host.Value.Tenant);
    private readonly ConcurrentDictionary<Guid, Task> _serving = new();

    /// <summary>Sends all that is due, and returns when it is.</summary>
    public async Task DispatchAsync(CancellationToken cancellationToken)
    {
        if (secrets is not null)
        {
            await Task.WhenAll((await SubscriptionsAsync(cancellationToken).ConfigureAwait(false)).Select(id => ServeAsync(id, cancellationToken)))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Removes messages that are kept long enough.</summary>
    public Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (delivered, dead) = (now - options.Value.KeepDelivered, now - options.Value.KeepDead);
        return StoreWork.WriteAsync(contexts, _caller, async (context, token) =>
        {
            // What is too old and was not tried by now waits for a subscription that is paused: else it would pile up for ever.
            await context.Set<WebhookDelivery>().Where(one => one.State == WebhookDeliveryState.Pending && one.GiveUpAt <= now
                && (one.ClaimedUntil == null || one.ClaimedUntil < now)
                && context.Set<WebhookSubscription>().Any(to => to.Id == one.SubscriptionId && to.State != WebhookState.Active)).ExecuteUpdateAsync(
                    set => set.SetProperty(one => one.State, WebhookDeliveryState.Dead).SetProperty(one => one.EndedAt, now), token).ConfigureAwait(false);
            await context.Set<WebhookDelivery>().Where(one =>
                (one.State == WebhookDeliveryState.Delivered && one.EndedAt < delivered)
                || (one.State == WebhookDeliveryState.Dead && one.EndedAt < dead)).ExecuteDeleteAsync(token).ConfigureAwait(false);
            return await WebhookCalls.PruneAsync(context, now, token).ConfigureAwait(false);
        }, cancellationToken);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        WebhookChanges.Of(contexts).Configure(time, options.Value, signal);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (secrets is null)
        {
            // No subscription can have been made.
            return;
        }

        var pruned = time.GetTimestamp();
        try
        {
            while (true)
            {
                await signal.WaitAsync(Pause, time, stoppingToken).ConfigureAwait(false);
                try
                {
                    // One slow receiver holds up nobody but itself.
                    foreach (var subscription in await SubscriptionsAsync(stoppingToken).ConfigureAwait(false))
                    {
                        if (!_serving.TryGetValue(subscription, out var serving) || serving.IsCompleted)
                        {
                            _serving[subscription] = Task.Run(() => ServeSafelyAsync(subscription, stoppingToken), stoppingToken);
                        }
                    }

                    if (time.GetElapsedTime(pruned) >= BetweenPrunings)
                    {
                        pruned = time.GetTimestamp();
                        await PruneAsync(stoppingToken).ConfigureAwait(false);
                    }
                }
                catch (LedgerStoreException exception)
                {
                    Log.StoreFailed(logger, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_serving.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<List<Guid>> SubscriptionsAsync(CancellationToken cancellationToken) => StoreWork.ReadAsync(
        contexts, _caller, context => context.Set<WebhookSubscription>().Where(one => one.State == WebhookState.Active).Select(one => one.Id)
            .ToListAsync(cancellationToken));

    private async Task ServeSafelyAsync(Guid subscription, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(subscription, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException exception)
        {
            Log.StoreFailed(logger, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; what was claimed is free again after a while.
        }
#pragma warning disable CA1031 // The last resort of a background task: it says what failed, and the next round tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ServingFailed(logger, subscription, exception);
        }
    }

    private async Task ServeAsync(Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Anew for each round: it may have been paused, moved, removed or given a new secret meanwhile.
            var subscription = await StoreWork.ReadAsync(
                contexts, _caller, context => context.Set<WebhookSubscription>().SingleOrDefaultAsync(
                    one => one.Id == id && one.State == WebhookState.Active, cancellationToken)).ConfigureAwait(false);
            if (subscription is null)
            {
                return;
            }

            var due = await DueAsync(id, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
            {
                return;
            }

            var gone = await Task.WhenAll(due.Select(one => DeliverAsync(subscription, one, cancellationToken))).ConfigureAwait(false);
            if (gone.Contains(true))
            {
                return;
            }
        }
    }

    // The first that waits of each thing, if it is due: what comes behind it waits for it.
    private Task<List<WebhookDelivery>> DueAsync(Guid subscription, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return StoreWork.ReadAsync(contexts, _caller, context =>
        {
            var all = context.Set<WebhookDelivery>();
            return all.Where(one => one.State == WebhookDeliveryState.Pending && one.SubscriptionId == subscription && one.NextAttemptAt <= now
                    && (one.ClaimedUntil == null || one.ClaimedUntil < now)
                    && !all.Any(before => before.SubscriptionId == one.SubscriptionId && before.Subject == one.Subject && before.Rank < one.Rank
                        && before.State == WebhookDeliveryState.Pending))
                .OrderBy(one => one.NextAttemptAt).ThenBy(one => one.Id).Take(options.Value.Parallel).ToListAsync(cancellationToken);
        });
    }

    /// <returns>Whether the subscription is to be told nothing more.</returns>
    private async Task<bool> DeliverAsync(WebhookSubscription subscription, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // Whole seconds: what a store gives back is what was written.
        var until = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.Timeout + ClaimMargin).ToUnixTimeSeconds());

        // Not after another host tried it since it was read: it waits then for its next time.
        var claimed = await UpdateAsync(
            all => all.Where(one => one.Id == delivery.Id && one.State == WebhookDeliveryState.Pending
                && one.Attempts == delivery.Attempts && one.NextAttemptAt <= now && (one.ClaimedUntil == null || one.ClaimedUntil < now)).ExecuteUpdateAsync(
                    set => set.SetProperty(one => one.ClaimedUntil, until), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (claimed == 0)
        {
            return false;
        }

        var keys = WebhookKey.Open(subscription.Secrets, secrets!, now);
        var answer = keys.Count == 0 ? new WebhookAnswer(null, "secret", null)
            : delivery.Payload is null ? new WebhookAnswer(null, null, null)
            : await sender.SendAsync(subscription.Url, keys, delivery.Id, delivery.Payload, cancellationToken).ConfigureAwait(false);
        await FinishAsync(delivery, until, answer, cancellationToken).ConfigureAwait(false);
        if (answer.Status == WebhookAnswer.Gone)
        {
            await DisableAsync(subscription, cancellationToken).ConfigureAwait(false);
        }

        // Everything would end the same way; the next round tries again with whatever was mended.
        return answer.Status == WebhookAnswer.Gone || answer.Error == "secret";
    }

    private Task<int> FinishAsync(WebhookDelivery delivery, DateTimeOffset claim, WebhookAnswer answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var attempts = delivery.Attempts + 1;
        var isDelivered = answer.Error is null;
        var next = now + DelayOf(attempts, answer.RetryAfter);
        var isDead = !isDelivered && next >= delivery.GiveUpAt;
        if (!isDelivered)
        {
            Log.AttemptFailed(logger, delivery.SubscriptionId, delivery.Id, attempts, answer.Status, answer.Error!, isDead);
        }

        var state = isDelivered ? WebhookDeliveryState.Delivered : isDead ? WebhookDeliveryState.Dead : WebhookDeliveryState.Pending;
        var ended = state == WebhookDeliveryState.Pending ? (DateTimeOffset?)null : now;

        // Taken is taken; but a failure counts only while the claim is this attempt's own.
        return UpdateAsync(
            all => all.Where(one => one.Id == delivery.Id && one.State == WebhookDeliveryState.Pending
                && (isDelivered || one.ClaimedUntil == claim)).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.State, state).SetProperty(one => one.Attempts, attempts).SetProperty(one => one.NextAttemptAt, next)
                    .SetProperty(one => one.LastStatus, answer.Status).SetProperty(one => one.LastError, answer.Error)
                    .SetProperty(one => one.EndedAt, ended).SetProperty(one => one.ClaimedUntil, (DateTimeOffset?)null),
                cancellationToken),
            cancellationToken);
    }

    private async Task DisableAsync(WebhookSubscription subscription, CancellationToken cancellationToken)
    {
        Log.Disabled(logger, subscription.Id);
        var now = time.GetUtcNow();
        await StoreWork.WriteAsync(contexts, _caller, async (context, token) =>
        {
            var row = await context.Set<WebhookSubscription>().AsTracking().SingleOrDefaultAsync(one => one.Id == subscription.Id, token)
                .ConfigureAwait(false);
            if (row is not null && row.Url == subscription.Url)
            {
                (row.State, row.DisabledReason, row.UpdatedAt) = (WebhookState.Disabled, "gone", now);
                row.Revision++;
                await context.Set<WebhookDelivery>().Where(one => one.SubscriptionId == row.Id && one.State == WebhookDeliveryState.Pending)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(one => one.State, WebhookDeliveryState.Dead).SetProperty(one => one.EndedAt, now)
                            .SetProperty(one => one.ClaimedUntil, (DateTimeOffset?)null), token).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan DelayOf(int attempts, TimeSpan? asked)
    {
        var most = options.Value.MaxRetryDelay;
        var delay = attempts >= 12 ? most : TimeSpan.FromTicks(Math.Min(most.Ticks, FirstRetry.Ticks * (long)Math.Pow(3, attempts - 1)));
#pragma warning disable CA5394 // Spreads attempts; nothing hangs on whether it can be guessed.
        delay *= 0.75 + (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        delay = asked is { } wish && wish > delay ? wish : delay;
        return delay < most ? delay : most;
    }

    private Task<int> UpdateAsync(Func<IQueryable<WebhookDelivery>, Task<int>> update, CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(contexts, _caller, (context, _) => update(context.Set<WebhookDelivery>()), cancellationToken);
}
