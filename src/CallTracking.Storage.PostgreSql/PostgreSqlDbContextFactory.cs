using CallTracking.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Opens the context on the store's database.</summary>
internal sealed class PostgreSqlDbContextFactory : ICallTrackingDbContextFactory, IDisposable
{
    private readonly PostgreSqlStore _store;
    private readonly Lazy<DbContextOptions<PostgreSqlCallTrackingDbContext>> _options;

    // Many who change one row wait for each other with a connection in hand, and those who came last would give up waiting for one. Half of
    // the pool writes, the rest stays for those who read.
    private readonly Lazy<SemaphoreSlim> _turns;

    public PostgreSqlDbContextFactory(PostgreSqlStore store, ILoggerFactory loggers)
    {
        _store = store;
        _turns = new(() => new SemaphoreSlim(Math.Max(1, new NpgsqlConnectionStringBuilder(store.Source.ConnectionString).MaxPoolSize / 2)));
        _options = new(() =>
        {
            var builder = PostgreSqlCallTrackingDbContext.Configure(store.Source);
            builder.UseLoggerFactory(loggers);
            builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)));
            return builder.Options;
        });
    }

    public CallTrackingDbContext Create(Caller caller) => new PostgreSqlCallTrackingDbContext(_options.Value, caller);

    public async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turns.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turns.Value);
    }

    public bool IsConflict(Exception exception) => PostgreSqlErrors.IsConflict(exception);

    public LedgerStoreException? Explain(Exception exception) => PostgreSqlErrors.Explain(_store, exception);

    public void Dispose()
    {
        if (_turns.IsValueCreated)
        {
            _turns.Value.Dispose();
        }
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                turns.Release();
            }
            catch (ObjectDisposedException)
            {
                // The host ended in the middle of it: nobody waits any more.
            }
        }
    }
}
