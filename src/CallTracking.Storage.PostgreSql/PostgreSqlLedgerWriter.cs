using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CallTracking.Storage.PostgreSql;

/// <summary>
/// Writes the ledger with statements that take many rows at once. Writes that come in while a transaction is being made durable share the
/// next one (group commit), and an idle store commits at once.
/// </summary>
/// <remarks>Safe for concurrent use. Each write completes when its transaction is durable, as far as the server's <c>synchronous_commit</c>
/// makes it so (on by default).</remarks>
internal sealed class PostgreSqlLedgerWriter : ILedgerWriter, IAsyncDisposable
{
    /// <summary>A transaction takes no further write once it has this many commits, so that the first one in it does not wait too long.</summary>
    private const int CommitsPerTransaction = 512;

    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PostgreSqlStore _store;
    private readonly PostgreSqlSchema _schema;
    private readonly ILogger<PostgreSqlLedgerWriter> _logger;
    private readonly Lazy<Task> _working;
    private LedgerSession? _session;

    public PostgreSqlLedgerWriter(PostgreSqlStore store, PostgreSqlSchema schema, ILogger<PostgreSqlLedgerWriter> logger)
    {
        (_store, _schema, _logger) = (store, schema, logger);
        _working = new Lazy<Task>(() => Task.Run(WorkAsync));
    }

    /// <summary>How many transactions it made durable: fewer than writes, when they came together.</summary>
    public long Transactions { get; private set; }

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

        return _schema.IsPrepared ? new ValueTask(Enqueue(commits, cancellationToken)) : PrepareAndWriteAsync(commits, cancellationToken);
    }

    /// <summary>Writes what is waiting and ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_working.IsValueCreated)
        {
            await _working.Value.ConfigureAwait(false);
        }
    }

    private async ValueTask PrepareAndWriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        await _schema.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await Enqueue(commits, cancellationToken).ConfigureAwait(false);
    }

    private Task Enqueue(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        var write = new PendingWrite(commits, cancellationToken);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(write), this);
        _ = _working.Value;
        return write.Task;
    }

    private async Task WorkAsync()
    {
        var batch = new List<PendingWrite>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Gather(batch);
            if (batch.Count > 0)
            {
                await WriteAsync(batch).ConfigureAwait(false);
                batch.Clear();
            }
        }

        await ReopenAsync().ConfigureAwait(false);
    }

    /// <summary>Takes what has arrived, as much as fits into one transaction.</summary>
    private void Gather(List<PendingWrite> batch)
    {
        var commits = 0;
        while (_queue.Reader.TryPeek(out var next) && (commits == 0 || commits + next.Commits.Count <= CommitsPerTransaction))
        {
            _queue.Reader.TryRead(out next);
            if (next!.TryTake())
            {
                batch.Add(next);
                commits += next.Commits.Count;
            }
        }
    }

    private async Task WriteAsync(List<PendingWrite> batch)
    {
        var failure = await TryWriteAsync(batch).ConfigureAwait(false);
        if (failure is null || batch.Count == 1 || failure.IsTransient)
        {
            batch.ForEach(write => write.Complete(failure));
            return;
        }

        // One of them cannot be written. The others must not suffer for it, so each gets a transaction of its own.
        Log.BatchFailed(_logger, _store.Name, batch.Count, failure);
        foreach (var write in batch)
        {
            write.Complete(await TryWriteAsync([write]).ConfigureAwait(false));
        }
    }

    private async Task<LedgerStoreException?> TryWriteAsync(List<PendingWrite> batch)
    {
        try
        {
            _session ??= new LedgerSession(await _store.Writing.OpenConnectionAsync().ConfigureAwait(false));
            await _session.WriteAsync(batch.ConvertAll(write => write.Commits)).ConfigureAwait(false);
            Transactions++;
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to those who wait for the write; the worker must live on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await ReopenAsync().ConfigureAwait(false);
            return exception as LedgerStoreException ?? PostgreSqlErrors.Explain(_store, exception) ?? new LedgerStoreException(
                $"{_store.Name}: a commit cannot be written ({exception.Message.ReplaceLineEndings(" ")}).", isTransient: false, exception);
        }
    }

    /// <summary>Gives the session up, which ends its transaction; the next batch opens another.</summary>
    private async Task ReopenAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
