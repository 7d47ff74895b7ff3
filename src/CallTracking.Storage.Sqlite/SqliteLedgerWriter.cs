namespace CallTracking.Storage.Sqlite;

/// <summary>Writes the ledger to the store's file.</summary>
internal sealed class SqliteLedgerWriter(SqliteStore store, ICallTrackingDbContextFactory contexts) : ILedgerWriter
{
    private readonly EntityFrameworkLedgerWriter _writer = new(contexts);

    public async ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await _writer.WriteAsync(commits, cancellationToken).ConfigureAwait(false);
    }
}
