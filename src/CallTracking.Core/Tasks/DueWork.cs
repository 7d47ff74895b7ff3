using CallTracking.Callbacks;
using CallTracking.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Tasks;

/// <summary>Does what time makes due, for whoever cannot wait for the host to do it: a tool, a test.</summary>
/// <remarks>Thread-safe; several hosts may do it at the same time, and each thing is done once.</remarks>
public interface IDueWork
{
    /// <summary>Reminds, escalates, and gives obligations to customers who became known, as far as due now.</summary>
    /// <param name="cancellationToken">Gives up; what was done stays done.</param>
    /// <exception cref="LedgerStoreException">The store cannot be read or written.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>The clock of tasks and callbacks.</summary>
internal sealed class DueWork(
    ObligationClock obligations, TaskClock tasks, IOptions<TaskOptions> options, TimeProvider time, ILogger<DueWork> logger)
    : BackgroundService, IDueWork
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await tasks.RunOnceAsync(cancellationToken).ConfigureAwait(false);
            await obligations.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.ClockInterval, time, stoppingToken).ConfigureAwait(false);
            try
            {
                await RunAsync(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A store that is away is told, and the next round does what this one did not.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Log.ClockFailed(logger, exception.Message, exception);
            }
        }
    }
}
