using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <content>The spool and its drain. What cannot be done at the moment is said in the link's status and tried again.</content>
internal sealed partial class DurableCommits
{
    // Commits and bytes of one transaction of the drain.
    private const int DrainCommits = 256;
    private const long DrainBytes = 2 << 20;

    private SpoolBatch? Peek() => _spool?.Peek(DrainCommits, DrainBytes);

    /// <summary>Makes commits durable in the spool.</summary>
    /// <param name="commits">The commits.</param>
    /// <param name="refusal">Why the store does not take them; null when earlier ones wait in the spool already.</param>
    /// <returns>False when it takes nothing either, or has become empty meanwhile so that the store is to be asked again.</returns>
    private bool TrySpool(IReadOnlyList<LedgerCommit> commits, LedgerStoreException? refusal = null)
    {
        lock (_gate)
        {
            if ((!_spooling && refusal is null) || !OpenSpool(mustBeRead: false))
            {
                return false;
            }

            try
            {
                if (!_spool!.TryAppend(commits))
                {
                    Refuse($"The spool is full ({_spool.Bytes >> 20} MB): raise MaxSpoolBytes, or bring the store back.", null);
                    return false;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Refuse($"The spool cannot be written: {OneLine(exception)}", exception);
                return false;
            }

            link.Status.Spooled(_spool.Bytes);
            if (refusal is not null)
            {
                _spooling = true;
                link.Status.StoreRefused(refusal.Message);
                Log.Spooling(stages.Logger, link.Name, refusal.Message, refusal);
                _draining = Task.Run(DrainAsync);
            }

            return true;
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            if (_unanswered is { } unanswered)
            {
                // It has these commits and may yet write them: two writers would only be in each other's way.
                await unanswered.WaitAsync(_ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _unanswered = null;
            }

            var retry = new RetryDelay(stages.Options.MaxRetryDelay);
            await PauseAsync(retry.Next()).ConfigureAwait(false);
            while (await DrainOnceAsync(retry).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // What was not drained is there at the next start.
        }
#pragma warning disable CA1031 // The worker is told of whatever ends the drain, and ends with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _refusal = exception;
            refused(exception);
            Signal();
        }
    }

    // False when the spool is empty, or the host stops and the store does not answer.
    private async Task<bool> DrainOnceAsync(RetryDelay retry)
    {
        try
        {
            if (Next() is not { } batch)
            {
                return false;
            }

            await stages.Writer.WriteAsync(batch.Commits, _ended.Token).ConfigureAwait(false);
            link.Status.StoreAnswered();
            _spool!.Drop(batch);
            link.Status.Spooled(_spool.Bytes);
            Signal();
            retry.Reset();
            return true;
        }
        catch (LedgerStoreException exception) when (exception.IsTransient && !_leaving.IsCancellationRequested)
        {
            var elapsed = PauseAsync(retry.Next());
            link.Status.StoreRefused(exception.Message);
            Log.StillSpooling(stages.Logger, link.Name, exception.Message, _spool!.Bytes);
            await elapsed.ConfigureAwait(false);
            return true;
        }
        catch (LedgerStoreException exception) when (exception.IsTransient)
        {
            Log.SpoolLeft(stages.Logger, link.Name, _spool!.Bytes, exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse($"The spool cannot be read: {OneLine(exception)}", exception);
            await PauseAsync(retry.Next()).ConfigureAwait(false);
            return !_leaving.IsCancellationRequested;
        }
    }

    private SpoolBatch? Next()
    {
        lock (_gate)
        {
            if (Peek() is { } batch)
            {
                return batch;
            }

            _spooling = false;
            link.Status.SpoolDrained();
            Log.SpoolDrained(stages.Logger, link.Name);
            Signal();
            return null;
        }
    }

    // The host's stop ends a pause, so that the store is asked once more.
    private async Task PauseAsync(TimeSpan pause)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token, _ended.Token);
        await Task.Delay(pause, stages.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Opens the spool unless it is open.</summary>
    /// <param name="mustBeRead">Whether what lies in it must be known before the link goes on: later commits may not overtake it.</param>
    private bool OpenSpool(bool mustBeRead)
    {
        if (_spool is not null || stages.Spools is not { } folder)
        {
            return _spool is not null;
        }

        try
        {
            var flaws = new List<SpoolFlaw>();
            _spool = Spool.Open(folder, link.Tenant, link.Name, flaws);
            foreach (var flaw in flaws)
            {
                Tell(flaw);
            }

            return true;
        }
        catch (InvalidDataException exception)
        {
            throw new LedgerStoreException(OneLine(exception), isTransient: false, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (mustBeRead && Spool.Exists(folder, link.Tenant, link.Name))
            {
                throw new LedgerStoreException(
                    $"The spool in {folder.Directory} cannot be read: {OneLine(exception)}", isTransient: true, exception);
            }

            Refuse($"The spool in {folder.Directory} cannot be opened: {OneLine(exception)}", exception);
            return false;
        }
    }

    private void Tell(SpoolFlaw flaw)
    {
        if (flaw.IsTorn)
        {
            Log.SpoolTorn(stages.Logger, link.Name, flaw.Path, flaw.Offset, flaw.Bytes);
        }
        else
        {
            Log.SpoolDamaged(stages.Logger, link.Name, flaw.Path, flaw.Offset, flaw.Bytes);
        }
    }

    private void Refuse(string error, Exception? exception)
    {
        if (link.Status.SpoolRefused(error))
        {
            Log.SpoolRefused(stages.Logger, link.Name, error, exception);
        }
    }

    private void Signal() => Interlocked.Exchange(ref _room, NewSignal()).TrySetResult();

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
