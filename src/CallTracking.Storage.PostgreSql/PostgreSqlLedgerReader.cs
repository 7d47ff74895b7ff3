namespace CallTracking.Storage.PostgreSql;

/// <summary>Reads like the portable reader; making ready is PostgreSQL's own.</summary>
internal sealed class PostgreSqlLedgerReader(PostgreSqlSchema schema, ICallTrackingDbContextFactory contexts)
    : EntityFrameworkLedgerReader(contexts)
{
    public override Task PrepareAsync(CancellationToken cancellationToken) => schema.PrepareAsync(cancellationToken);
}
