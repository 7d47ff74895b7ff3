using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>
/// How commits become durable: in the store, or on disk in the spool while the store refuses or is silent. A drain beside it then brings
/// them into the store. Nothing overtakes: once a commit is in the spool the later ones go there too, until the spool is empty.
/// </summary>
/// <remarks>One ordered worker calls it.</remarks>
internal sealed partial class DurableCommits(PipelineLink link, PipelineStages stages, Action<Exception> refused)
    : IAsyncDisposable
{
    /// <summary>A store that refuses for so short a time is waited for: a file that is busy is no outage.</summary>
    internal static readonly TimeSpan Hiccup = TimeSpan.FromSeconds(1);

    /// <summary>A store that says nothing for so long counts as refusing.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource _room = NewSignal();
    private Task _draining = Task.CompletedTask;
    private Task? _unanswered;
    private Spool? _spool;
    private volatile bool _spooling;
    private volatile Exception? _refusal;

    /// <summary>Whether the store lacks commits that are durable already.</summary>
    public bool IsSpooling => _spooling;

    /// <summary>Before the first commit: brings into the store what an earlier process left in the spool.</summary>
    /// <exception cref="LedgerStoreException">The store refuses, or the spool cannot be read.</exception>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (!OpenSpool(mustBeRead: true) || _spool!.IsEmpty)
        {
            return;
        }

        var position = await stages.Reader.GetPositionAsync(link.Tenant, link.Name, cancellationToken).ConfigureAwait(false);
        var (recovered, overtaken) = (0, 0);
        while (Peek() is { } batch)
        {
            // Where another host has written since, its events follow what was stored then, and a gap stands for what this spool holds.
            var ours = batch.Commits.Where(commit => commit.Lease >= position.Lease)
                .Select(commit => commit with { Lease = link.Lease, MadeUnder = commit.Lease }).ToList();
            await stages.Writer.WriteAsync(ours, cancellationToken).ConfigureAwait(false);
            _spool.Drop(batch);
            recovered += ours.Count;
            overtaken += batch.Commits.Count - ours.Count;
        }

        if (overtaken > 0)
        {
            Log.SpoolOvertaken(stages.Logger, link.Name, overtaken);
        }

        if (recovered > 0)
        {
            Log.SpoolRecovered(stages.Logger, link.Name, recovered);
        }
    }

    /// <summary>Returns when the commits are durable.</summary>
    /// <exception cref="LedgerStoreException">The store refuses for good, these commits or earlier ones.</exception>
    public async ValueTask CommitAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken abort)
    {
        var retry = new RetryDelay(stages.Options.MaxRetryDelay);
        var since = stages.Time.GetTimestamp();
        while (true)
        {
            ThrowIfRefused();
            var room = Volatile.Read(ref _room).Task;
            if (_spooling)
            {
                if (TrySpool(commits))
                {
                    return;
                }

                await WaitAsync(room, retry.Next(), abort).ConfigureAwait(false);
                continue;
            }

            if (await TryStoreAsync(commits, abort).ConfigureAwait(false) is not { } refusal)
            {
                link.Status.StoreAnswered();
                return;
            }

            if (stages.Time.GetElapsedTime(since) >= Hiccup && TrySpool(commits, refusal))
            {
                return;
            }

            await PauseAsync(refusal, retry.Next(), abort).ConfigureAwait(false);
        }
    }

    /// <summary>The host stops: what the store does not take at once stays in the spool until the next start.</summary>
    public void Leave() => _leaving.Cancel();

    /// <summary>After the last commit: waits until all of it is in the store, or as long as <see cref="Leave"/> says.</summary>
    /// <exception cref="LedgerStoreException">The store refuses for good.</exception>
    public async Task FinishAsync(CancellationToken abort)
    {
        await _draining.WaitAsync(abort).ConfigureAwait(false);
        ThrowIfRefused();
    }

    /// <summary>Ends the drain wherever it is, and lets go of the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _spool?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hands the commits to the store, the same ones only once as long as it has not answered.</summary>
    /// <returns>Why it does not take them now; null when it did.</returns>
    private async ValueTask<LedgerStoreException?> TryStoreAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken abort)
    {
        var write = _unanswered ?? stages.Writer.WriteAsync(commits, abort).AsTask();
        _unanswered = null;
        try
        {
            await write.WaitAsync(Patience, stages.Time, abort).ConfigureAwait(false);
            return null;
        }
        catch (LedgerStoreException exception) when (exception.IsTransient)
        {
            return exception;
        }
        catch (TimeoutException exception) when (!write.IsCompleted)
        {
            _unanswered = write;
            return new LedgerStoreException($"It has not answered for {Patience.TotalSeconds} s.", isTransient: true, exception);
        }
    }

    private Task PauseAsync(LedgerStoreException refusal, TimeSpan pause, CancellationToken cancellationToken)
    {
        // The clock runs before it is told: whoever is told may rely on it.
        var elapsed = Task.Delay(pause, stages.Time, cancellationToken);
        link.Status.StoreRefused(refusal.Message);
        Log.StoreRetried(stages.Logger, link.Name, refusal.Message, pause, refusal);
        return elapsed;
    }

    private async Task WaitAsync(Task room, TimeSpan longest, CancellationToken abort)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(abort);
        await Task.WhenAny(room, Task.Delay(longest, stages.Time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        abort.ThrowIfCancellationRequested();
    }

    private void ThrowIfRefused()
    {
        if (_refusal is { } refusal)
        {
            throw refusal is LedgerStoreException store
                ? new LedgerStoreException(store.Message, store.IsTransient, store) { IsLeaseLost = store.IsLeaseLost }
                : new LedgerStoreException($"The spool cannot be drained: {refusal.Message}", isTransient: false, refusal);
        }
    }
}
