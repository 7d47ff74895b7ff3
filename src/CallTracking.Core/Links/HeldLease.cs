using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>A link that this host holds: renewed until it is given back, or found to be another host's.</summary>
internal sealed class HeldLease : IAsyncDisposable
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    private readonly PipelineLink _link;
    private readonly PipelineStages _stages;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private Task _renewing = Task.CompletedTask;

    private HeldLease(PipelineLink link, PipelineStages stages, long epoch, bool isTakenOver)
    {
        _link = link;
        _stages = stages;
        Epoch = epoch;
        IsTakenOver = isTakenOver;
        Lost = _lost.Token;
    }

    /// <summary>What every commit carries; 0 where the store has no leases.</summary>
    public long Epoch { get; }

    /// <summary>Whether another host was at work on the link while this one waited, and did not give it back.</summary>
    public bool IsTakenOver { get; }

    /// <summary>Cancelled when another host has the link.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Waits until this host has the link. While the store does not answer it goes on waiting, and says so.</summary>
    /// <exception cref="LedgerStoreException">The store refuses for good.</exception>
    public static async Task<HeldLease> TakeAsync(PipelineLink link, PipelineStages stages, CancellationToken cancellationToken)
    {
        if (stages.Leases is not { } leases)
        {
            return new HeldLease(link, stages, 0, isTakenOver: false);
        }

        var retry = new RetryDelay(stages.Options.MaxRetryDelay);
        DateTimeOffset? lastUntil = null;
        var wasAlive = false;
        while (true)
        {
            Task elapsed;
            try
            {
                var attempt = await leases.AcquireAsync(link.Tenant, link.Name, cancellationToken).ConfigureAwait(false);
                link.Status.StoreAnswered();
                if (attempt.IsHeld)
                {
                    var lease = new HeldLease(link, stages, attempt.Epoch, wasAlive && lastUntil is not null);
                    Log.LeaseTaken(stages.Logger, link.Name, attempt.Epoch);
                    lease._renewing = lease.RenewAsync(leases);
                    return lease;
                }

                wasAlive |= lastUntil is not null && attempt.Until > lastUntil;
                if (lastUntil is null)
                {
                    Log.Standby(stages.Logger, link.Name, attempt.Holder);
                    link.Status.Standby(attempt.Holder);
                    await WarmUpAsync(link, stages, cancellationToken).ConfigureAwait(false);
                }

                lastUntil = attempt.Until;
                retry.Reset();
                elapsed = Task.Delay(leases.RetryEvery, stages.Time, cancellationToken);
                link.Status.Standby(attempt.Holder);
            }
            catch (LedgerStoreException exception) when (exception.IsTransient)
            {
                var pause = retry.Next();
                elapsed = Task.Delay(pause, stages.Time, cancellationToken);
                link.Status.StoreRefused(exception.Message);
                Log.LeaseNotAsked(stages.Logger, link.Name, exception.Message, pause, exception);
            }

            await elapsed.ConfigureAwait(false);
        }
    }

    // What is done for the first time takes seconds on a busy machine: better now than between two holders.
    private static async Task WarmUpAsync(PipelineLink link, PipelineStages stages, CancellationToken cancellationToken)
    {
        var (reader, tenant, name) = (stages.Reader, link.Tenant, link.Name);
        var position = await reader.GetPositionAsync(tenant, name, cancellationToken).ConfigureAwait(false);
        await reader.GetGapsAsync(tenant, name, position.At, null, cancellationToken).ConfigureAwait(false);
        await reader.GetOpenCallsAsync(tenant, name, cancellationToken).ConfigureAwait(false);
        await foreach (var _ in reader.ReadOpenAsync(tenant, name, cancellationToken).ConfigureAwait(false))
        {
            break;
        }
    }

    /// <summary>The store said it with a commit.</summary>
    public void FoundLost()
    {
        if (!_lost.IsCancellationRequested)
        {
            _lost.Cancel();
        }
    }

    /// <summary>Gives the link back, unless it is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stages.Leases is { } leases && !_lost.IsCancellationRequested)
        {
            await ReleaseAsync(leases).ConfigureAwait(false);
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(ILinkLease leases)
    {
        if (leases.RenewEvery == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        // A process that was stopped and wakes gets its tick at once, and with it the news that others went on.
        using var timer = new PeriodicTimer(leases.RenewEvery, _stages.Time);
        while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
        {
            try
            {
                if (!await leases.RenewAsync(_link.Tenant, _link.Name, Epoch, _ended.Token).ConfigureAwait(false))
                {
                    FoundLost();
                    return;
                }
            }
            catch (LedgerStoreException exception)
            {
                // Nobody can take the link while the store is away; and if only this host cannot reach it, the store will reject what it
                // writes. Until then calls are better told than not.
                Log.LeaseNotRenewed(_stages.Logger, _link.Name, exception.Message);
            }
        }
    }

    private async Task ReleaseAsync(ILinkLease leases)
    {
        using var patience = new CancellationTokenSource(ReleasePatience, _stages.Time);
        try
        {
            await leases.ReleaseAsync(_link.Tenant, _link.Name, Epoch, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LedgerStoreException or OperationCanceledException)
        {
            // It ends by itself.
            Log.LeaseNotReleased(_stages.Logger, _link.Name, exception.Message);
        }
    }
}
