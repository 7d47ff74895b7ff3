namespace CallTracking.Storage.Sqlite;

/// <summary>Reads like the portable reader; making ready is SQLite's own.</summary>
internal sealed class SqliteLedgerReader(SqliteStore store, ICallTrackingDbContextFactory contexts) : ILedgerReader
{
    private readonly EntityFrameworkLedgerReader _reader = new(contexts);

    public Task PrepareAsync(CancellationToken cancellationToken) => store.PrepareAsync(cancellationToken);

    public Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken) =>
        _reader.GetPositionAsync(tenant, link, cancellationToken);

    public IAsyncEnumerable<EventLogEntry> ReadOpenAsync(string tenant, string link, CancellationToken cancellationToken) =>
        _reader.ReadOpenAsync(tenant, link, cancellationToken);

    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken) =>
        _reader.PruneAsync(tenant, link, before, cancellationToken);
}
