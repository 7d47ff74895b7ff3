using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Access;

/// <summary>Makes a checkpoint now and then while the host runs, and a last one when everything else has stopped.</summary>
internal sealed class AuditCheckpointing(
    IServiceProvider services, IOptions<AuditOptions> options, IOptions<CallTrackingOptions> tracking, TimeProvider time,
    ILogger<AuditCheckpointing> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            // The host's patience is over: it stops all the same, and the next start's first checkpoint covers what this one would have.
            Log.CheckpointFailed(logger, "the host's time to stop is over", exception);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.CheckpointEvery, time, cancellationToken).ConfigureAwait(false);
            await MakeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<ICallTrackingDbContextFactory>() is null)
        {
            return; // A store that keeps calls and nothing else.
        }

        try
        {
            var checkpoints = services.GetRequiredService<AuditCheckpoints>();
            await checkpoints.MakeAsync(tracking.Value.Tenant, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The store or the host's checkpoint store is away: told, and tried again the next time.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(logger, exception.Message, exception);
        }
    }
}
