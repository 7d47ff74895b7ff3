namespace CallTracking.Storage.Sqlite;

/// <summary>Reads like the portable reader; making ready is SQLite's own.</summary>
internal sealed class SqliteLedgerReader(SqliteStore store, ICallTrackingDbContextFactory contexts) : EntityFrameworkLedgerReader(contexts)
{
    public override Task PrepareAsync(CancellationToken cancellationToken) => store.PrepareAsync(cancellationToken);
}
