using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace CallTracking.Storage.Sqlite;

/// <summary>
/// Writes the ledger with prepared statements on a thread of its own, because SQLite blocks it for every sync. Writes that come in while
/// a transaction is being made durable share the next one (group commit): under load a sync serves many, and an idle store commits at once,
/// since waiting for company would only delay a lone call.
/// </summary>
/// <remarks>Safe for concurrent use. Each write completes when its transaction is durable.</remarks>
internal sealed class SqliteLedgerWriter(SqliteStore store, ILogger<SqliteLedgerWriter> logger) : ILedgerWriter, IDisposable
{
    /// <summary>A transaction takes no further write once it has this many commits, so that the first one in it does not wait too long.</summary>
    // As long as SQLite itself would wait for another program. Shorter, and what follows from calls could take turn after turn before them.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private const int CommitsPerTransaction = 256;

    private readonly Lock _gate = new();
    private readonly Queue<PendingWrite> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly List<PendingWrite> _batch = [];
    private Thread? _thread;
    private LedgerSession? _session;
    private bool _disposed;

    /// <summary>How many transactions it made durable: fewer than writes, when they came together.</summary>
    public long Transactions { get; private set; }

    /// <summary>Writes that no transaction has taken yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        LedgerCommitCheck.ThrowIfInvalid(commits);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (commits.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        return store.IsPrepared
            ? new ValueTask(Enqueue(commits, cancellationToken))
            : PrepareAndWriteAsync(commits, cancellationToken);
    }

    /// <summary>Writes what is waiting and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _arrived.Release();
        _thread?.Join();
        _arrived.Dispose();
    }

    private async ValueTask PrepareAndWriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await Enqueue(commits, cancellationToken).ConfigureAwait(false);
    }

    private Task Enqueue(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        var write = new PendingWrite(commits, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _queue.Enqueue(write);
            if (_thread is null)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "CallTracking ledger" };
                _thread.Start();
            }
        }

        _arrived.Release();
        return write.Task;
    }

    private void Work()
    {
        while (true)
        {
            _arrived.Wait();
            if (Gather())
            {
                Write(_batch);
            }
            else if (_disposed)
            {
                _session?.Dispose();
                return;
            }

            _batch.Clear();
        }
    }

    /// <summary>Takes what has arrived, as much as fits into one transaction; false when there is nothing.</summary>
    private bool Gather()
    {
        var commits = 0;
        lock (_gate)
        {
            while (_queue.TryPeek(out var next) && (commits == 0 || commits + next.Commits.Count <= CommitsPerTransaction))
            {
                _queue.Dequeue();
                if (next.TryTake())
                {
                    _batch.Add(next);
                    commits += next.Commits.Count;
                }
            }
        }

        return commits > 0;
    }

    private void Write(List<PendingWrite> batch)
    {
        var failure = TryWrite(batch);
        if (failure is null || batch.Count == 1 || failure.IsTransient)
        {
            Complete(batch, failure);
            return;
        }

        // One of them cannot be written. The others must not suffer for it, so each gets a transaction of its own.
        Log.BatchFailed(logger, store.File, batch.Count, failure);
        foreach (var write in batch)
        {
            List<PendingWrite> alone = [write];
            Complete(alone, TryWrite(alone));
        }
    }

    private static void Complete(List<PendingWrite> batch, LedgerStoreException? failure)
    {
        foreach (var write in batch)
        {
            write.Complete(failure);
        }
    }

    private LedgerStoreException? TryWrite(List<PendingWrite> batch)
    {
        var hasTurn = TakeTurn();
        try
        {
            return WriteInTurn(batch);
        }
        finally
        {
            if (hasTurn)
            {
                GiveTurn();
            }
        }
    }

    // Calls go first: what follows from them is written in between, a short transaction at a time. One that takes long does not hold them up;
    // then SQLite itself says who may write.
    private bool TakeTurn()
    {
        try
        {
            return store.Turn.Wait(LongestTurn);
        }
        catch (ObjectDisposedException)
        {
            // The host ends, and what is written now is the last.
            return false;
        }
    }

    private void GiveTurn()
    {
        try
        {
            store.Turn.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    private LedgerStoreException? WriteInTurn(List<PendingWrite> batch)
    {
        try
        {
            _session ??= new LedgerSession(store.OpenForWriting());
            _session.Begin();
            foreach (var write in batch)
            {
                foreach (var commit in write.Commits)
                {
                    _session.Write(commit);
                }
            }

            _session.Commit();
            Transactions++;
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to those who wait for the write; this thread must live on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Undo(exception);
            return Explain(exception);
        }
    }

    private void Undo(Exception cause)
    {
        try
        {
            _session?.Rollback();
            if (cause is SqliteFault { Code: not (raw.SQLITE_BUSY or raw.SQLITE_CONSTRAINT) })
            {
                Reopen();
            }
        }
        catch (SqliteFault)
        {
            Reopen();
        }
    }

    /// <summary>Gives the connection up, which rolls back whatever it still holds; the next batch opens another.</summary>
    private void Reopen()
    {
        _session?.Dispose();
        _session = null;
    }

    private LedgerStoreException Explain(Exception exception) => exception switch
    {
        SqliteFault fault => SqliteErrors.Explain(store.File, fault.Code, fault.Message, fault),
        SqliteException => SqliteErrors.Explain(store.File, exception)!,
        LedgerStoreException ours => ours,
        _ => new LedgerStoreException(
            $"{store.File}: a commit cannot be written ({exception.Message.ReplaceLineEndings(" ")}).", isTransient: false, exception),
    };
}
