using CallTracking.Pbx;
using CallTracking.Pipeline;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>One link for as long as this host holds it: rebuild, connect, hear, and connect again; a finite adapter once.</summary>
internal sealed class LinkTenure : IAsyncDisposable
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
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenSource _abort;
    private string? _lastText;

    /// <summary>Prepares a tenure.</summary>
    /// <param name="link">The link, with its lease.</param>
    /// <param name="adapter">The adapter.</param>
    /// <param name="stages">What all links share.</param>
    /// <param name="random">Jitters pauses; null for the usual source.</param>
    /// <param name="stopping">The host stops: what was heard becomes durable.</param>
    /// <param name="abort">What is not durable yet is given up.</param>
    /// <param name="lost">The link is another host's: nothing more is heard or written.</param>
    public LinkTenure(
        PipelineLink link, IPbxAdapter adapter, PipelineStages stages, Func<double>? random, CancellationToken stopping, CancellationToken abort,
        CancellationToken lost)
    {
        var isFinite = adapter.Abilities.HasFlag(PbxAbilities.Finite);
        var hasOnlyRecords = RecordReading.IsAll(adapter);
        link = link with { HasOnlyRecords = hasOnlyRecords, IsObserved = !isFinite && !hasOnlyRecords, RecordMarks = new RecordMarks() };
        _status = link.Status;
        _adapter = adapter;
        _stages = stages;
        _logger = stages.Logger;
        _stopping = stopping;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost);
        _abort = CancellationTokenSource.CreateLinkedTokenSource(abort, lost);
        _pipeline = new CallPipeline(link, stages);
        _sink = new LinkSink(
            _status, _pipeline, stages.Metrics, stages.Time, _logger, isFinite,
            adapter.Abilities.HasFlag(PbxAbilities.Snapshot));
        _records = new RecordReading(link, adapter, _pipeline, stages);
        _retry = new RetryDelay(stages.Options.MaxRetryDelay, random);
    }

    /// <summary>From now on the link goes down because the host ends it.</summary>
    public void Stopping() => _sink.Stopping();

    /// <summary>Runs to the end.</summary>
    /// <returns>True when a finite adapter is over and all of it is durable; false when the host stops.</returns>
    /// <exception cref="Storage.LedgerStoreException">The store refuses for good, or the link is another host's.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it began, aborted or lost.</exception>
    public async Task<bool> RunAsync()
    {
        await _pipeline.RebuildAsync(_ending.Token).ConfigureAwait(false);
        return await RunToEndAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
        _abort.Dispose();
    }

    private async Task<bool> RunToEndAsync()
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
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
