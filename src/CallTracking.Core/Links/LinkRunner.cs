using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>Keeps one link going for ever: rebuild, connect, hear, and connect again; a finite adapter once.</summary>
internal sealed class LinkRunner : IAsyncDisposable
{
    // As often as a connected adapter lets the time pass.
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    private readonly LinkRecord _status;
    private readonly IPbxAdapter _adapter;
    private readonly CallPipeline _pipeline;
    private readonly PipelineStages _stages;
    private readonly LinkSink _sink;
    private readonly RecordReading _records;
    private readonly RetryDelay _retry;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _running = Task.CompletedTask;
    private string? _lastText;

    public LinkRunner(PipelineLink link, IPbxAdapter adapter, PipelineStages stages, Func<double>? random = null)
    {
        var isFinite = adapter.Abilities.HasFlag(PbxAbilities.Finite);
        var hasOnlyRecords = RecordReading.IsAll(adapter);
        link = link with { HasOnlyRecords = hasOnlyRecords, IsObserved = !isFinite && !hasOnlyRecords };
        _status = link.Status;
        _adapter = adapter;
        _stages = stages;
        _logger = stages.Logger;
        _pipeline = new CallPipeline(link, stages);
        _sink = new LinkSink(_status, _pipeline, stages.Metrics, stages.Time, _logger, isFinite);
        _records = new RecordReading(link, adapter, _pipeline, stages);
        _retry = new RetryDelay(stages.Options.MaxRetryDelay, random);
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Ends the connection in good order and makes durable what was heard.</summary>
    /// <param name="shutdown">Cancelled when the host's patience is over: what is not durable by then is given up.</param>
    public async Task StopAsync(CancellationToken shutdown)
    {
        _sink.Stopping();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (await Task.WhenAny(_running, Task.Delay(Timeout.Infinite, shutdown)).ConfigureAwait(false) != _running)
        {
            Log.StopCutShort(_logger, _status.Name, _status.Backlog);
            await _abort.CancelAsync().ConfigureAwait(false);

            // Nothing to wait for but an adapter that heeds no token.
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(1), _stages.Time, CancellationToken.None)).ConfigureAwait(false);
        }

        if (_status.ToStatus().State is not (LinkState.Finished or LinkState.Failed))
        {
            _status.Stopped();
        }
    }

    public async ValueTask DisposeAsync()
    {
        switch (_adapter)
        {
            case IAsyncDisposable disposable: await disposable.DisposeAsync().ConfigureAwait(false); break;
            case IDisposable disposable: disposable.Dispose(); break;
        }

        if (_running.IsCompleted)
        {
            await _pipeline.DisposeAsync().ConfigureAwait(false);
            _stopping.Dispose();
            _abort.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await _pipeline.RebuildAsync(_stopping.Token).ConfigureAwait(false);
            if (await RunToEndAsync().ConfigureAwait(false))
            {
                _status.Finished();
                Log.Finished(_logger, _status.Name);
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

    // True when a finite adapter is over and all of it is durable.
    private async Task<bool> RunToEndAsync()
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var moving = _pipeline.RunAsync(_abort.Token);
        var reading = _records.RunAsync(session.Token);
        var hearing = RecordReading.IsAll(_adapter) ? reading : HearAsync(session.Token);
        var ticking = TickWhileDownAsync(session.Token);

        // A store that refuses for good ends the pipeline first; there is then no sense in hearing more.
        await Task.WhenAny(moving, hearing).ConfigureAwait(false);
        if (moving.IsCompleted)
        {
            await session.CancelAsync().ConfigureAwait(false);
        }

        var finished = await hearing.ConfigureAwait(false) && await reading.ConfigureAwait(false);
        await session.CancelAsync().ConfigureAwait(false);
        await ticking.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        _pipeline.Complete(leaving: _stopping.IsCancellationRequested);
        await moving.ConfigureAwait(false);
        return finished;
    }

    private async Task<bool> HearAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            _status.Connecting(attempt);
            if (attempt > 1)
            {
                _stages.Metrics.Reconnecting(_status.Name);
            }

            var error = await ConnectOnceAsync(cancellationToken).ConfigureAwait(false);
            await _sink.EnsureDownAsync(_abort.Token).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (error is null && _adapter.Abilities.HasFlag(PbxAbilities.Finite))
            {
                return true;
            }

            if (_sink.WasUp && _sink.UpFor >= _stages.Options.StableAfter)
            {
                _retry.Reset();
                _lastText = null;
                attempt = 0;
            }

            await PauseAsync(error, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<Exception?> ConnectOnceAsync(CancellationToken cancellationToken)
    {
        _sink.BeginConnection();
        try
        {
            await _adapter.RunAsync(_sink, cancellationToken).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever an adapter throws, the link is tried again; the state says what it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private async Task PauseAsync(Exception? error, CancellationToken cancellationToken)
    {
        var known = error as PbxLinkException;
        var refused = known?.Failure is PbxLinkFailure.AccessDenied or PbxLinkFailure.CertificateRejected;
        var failure = error is null ? PbxLinkFailure.Lost : known?.Failure;
        var text = error switch
        {
            null => "The PBX closed the connection.",
            PbxLinkException => OneLine(error.Message),
            _ => $"The adapter failed: {OneLine(error.Message)}",
        };
        var pause = refused ? _retry.NextSlow() : _retry.Next();
        var retryAt = _stages.Time.GetUtcNow() + pause;

        // The clock runs before the state is told: whoever is told may rely on it.
        var elapsed = Task.Delay(pause, _stages.Time, cancellationToken);
        if (refused)
        {
            _status.Failed(failure, text, retryAt);
        }
        else
        {
            _status.Down(failure, text, retryAt);
        }

        if (text != _lastText)
        {
            _lastText = text;
            Log.Down(_logger, _status.Name, text, pause, known is null ? error : null);
        }
        else
        {
            Log.StillDown(_logger, _status.Name, text, pause);
        }

        await elapsed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TickWhileDownAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickEvery, _stages.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_status.OpenCalls > 0)
                {
                    await _sink.TickAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
