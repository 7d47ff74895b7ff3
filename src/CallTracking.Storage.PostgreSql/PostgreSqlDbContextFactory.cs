using CallTracking.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Opens the context on the store's database.</summary>
internal sealed class PostgreSqlDbContextFactory : ICallTrackingDbContextFactory
{
    private readonly PostgreSqlStore _store;
    private readonly Lazy<DbContextOptions<PostgreSqlCallTrackingDbContext>> _options;

    public PostgreSqlDbContextFactory(PostgreSqlStore store, ILoggerFactory loggers)
    {
        _store = store;
        _options = new(() =>
        {
            var builder = PostgreSqlCallTrackingDbContext.Configure(store.Source);
            builder.UseLoggerFactory(loggers);
            builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)));
            return builder.Options;
        });
    }

    public CallTrackingDbContext Create(Caller caller) => new PostgreSqlCallTrackingDbContext(_options.Value, caller);

    public LedgerStoreException? Explain(Exception exception) => PostgreSqlErrors.Explain(_store, exception);
}
