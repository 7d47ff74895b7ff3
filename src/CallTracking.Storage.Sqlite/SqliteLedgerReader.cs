using CallTracking.Calls;
using CallTracking.Links;

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

    public Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken) =>
        _reader.GetOpenCallsAsync(tenant, link, cancellationToken);

    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken) =>
        _reader.PruneAsync(tenant, link, before, cancellationToken);

    public Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        _reader.GetGapsAsync(tenant, link, from, to, cancellationToken);

    public Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken) =>
        _reader.GetRecordPositionAsync(tenant, link, source, cancellationToken);

    public Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken) =>
        _reader.FindCallsAsync(tenant, link, families, within, cancellationToken);

    public Task<IReadOnlyList<StoredCall>> GetCallsAsync(
        string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        _reader.GetCallsAsync(tenant, ids, cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken) =>
        _reader.FindRecordsAsync(tenant, link, families, within, cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        _reader.GetRecordsAsync(tenant, link, keys, cancellationToken);

    public IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(string tenant, string link, CancellationToken cancellationToken) =>
        _reader.ReadQuarantinedAsync(tenant, link, cancellationToken);
}
