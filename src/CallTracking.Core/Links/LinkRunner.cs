using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>Keeps one link going for ever: waits until this host holds it, runs it, and waits again when another host has taken it over; a
/// finite adapter once.</summary>
internal sealed class LinkRunner(PipelineLink link, IPbxAdapter adapter, PipelineStages stages, Func<double>? random = null) : IAsyncDisposable
{
    private readonly LinkRecord _status = link.Status;
    private readonly ILogger _logger = stages.Logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private volatile LinkTenure? _tenure;
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Ends the connection in good order and makes durable what was heard.</summary>
    /// <param name="shutdown">Cancelled when the host's patience is over: what is not durable by then is given up.</param>
    public async Task StopAsync(CancellationToken shutdown)
    {
        _tenure?.Stopping();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (await Task.WhenAny(_running, Task.Delay(Timeout.Infinite, shutdown)).ConfigureAwait(false) != _running)
        {
            Log.StopCutShort(_logger, _status.Name, _status.Backlog);
            await _abort.CancelAsync().ConfigureAwait(false);

            // Nothing to wait for but an adapter that heeds no token.
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(1), stages.Time, CancellationToken.None)).ConfigureAwait(false);
        }

        if (_status.ToStatus().State is not (LinkState.Finished or LinkState.Failed))
        {
            _status.Stopped();
        }
    }

    public async ValueTask DisposeAsync()
    {
        switch (adapter)
        {
            case IAsyncDisposable disposable: await disposable.DisposeAsync().ConfigureAwait(false); break;
            case IDisposable disposable: disposable.Dispose(); break;
        }

        if (_running.IsCompleted)
        {
            _stopping.Dispose();
            _abort.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!await HoldAsync().ConfigureAwait(false))
            {
                Log.LeaseLost(_logger, _status.Name);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (LedgerStoreException exception)
        {
            _status.Failed(null, OneLine(exception.Message), retryAt: null);
            Log.StoreFailed(_logger, _status.Name, exception.Message, exception);
        }
#pragma warning disable CA1031 // The last resort of a background task: the link says that it failed, the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var text = $"The engine failed on this link: {OneLine(exception.Message)} Restart the host and report it.";
            _status.Failed(null, text, retryAt: null);
            Log.EngineFailed(_logger, _status.Name, exception);
        }
    }

    // False when another host has taken the link over.
    private async Task<bool> HoldAsync()
    {
        var lease = await HeldLease.TakeAsync(link, stages, _stopping.Token).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            var held = link with { Lease = lease.Epoch, IsTakenOver = lease.IsTakenOver };
            var tenure = new LinkTenure(held, adapter, stages, random, _stopping.Token, _abort.Token, lease.Lost);
            await using (tenure.ConfigureAwait(false))
            {
                _tenure = tenure;
                if (_stopping.IsCancellationRequested)
                {
                    tenure.Stopping();
                }

                try
                {
                    if (await tenure.RunAsync().ConfigureAwait(false))
                    {
                        _status.Finished();
                        Log.Finished(_logger, _status.Name);
                    }

                    return !lease.Lost.IsCancellationRequested || _stopping.IsCancellationRequested;
                }
                catch (LedgerStoreException exception) when (exception.IsLeaseLost)
                {
                    lease.FoundLost();
                }
                catch (Exception exception) when (lease.Lost.IsCancellationRequested && !_stopping.IsCancellationRequested)
                {
                    // Everything was ended in the middle; whatever broke then broke because of it.
                    Log.EndedInTheMiddle(_logger, _status.Name, exception);
                }
            }
        }

        stages.Feed.Forget(link.Tenant, link.Name);
        _status.Tracked(lastEventAt: null, openCalls: 0, openGap: null);
        return _stopping.IsCancellationRequested;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
