using System.Data.Common;
using CallTracking.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CallTracking.Storage.Sqlite;

/// <summary>Opens the context on the store's file.</summary>
internal sealed class SqliteDbContextFactory : ICallTrackingDbContextFactory
{
    private readonly SqliteStore _store;
    private readonly Lazy<DbContextOptions<SqliteCallTrackingDbContext>> _options;

    public SqliteDbContextFactory(SqliteStore store, ILoggerFactory loggers)
    {
        _store = store;
        _options = new Lazy<DbContextOptions<SqliteCallTrackingDbContext>>(() =>
        {
            var builder = SqliteCallTrackingDbContext.Configure(store.ConnectionString);
            builder.UseLoggerFactory(loggers);
            builder.AddInterceptors(new ConnectionSetUp(store));
            builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)));
            return builder.Options;
        });
    }

    public CallTrackingDbContext Create(Caller caller) => new SqliteCallTrackingDbContext(_options.Value, caller);

    public bool IsConflict(Exception exception) => SqliteErrors.IsTaken(exception);

    public async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _store.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_store.Turn);
    }

    public LedgerStoreException? Explain(Exception exception) => SqliteErrors.Explain(_store.File, exception);

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                turn.Release();
            }
            catch (ObjectDisposedException)
            {
                // The host ended in the middle of it: nobody waits any more.
            }
        }
    }

    private sealed class ConnectionSetUp(SqliteStore store) : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            store.SetUp((SqliteConnection)connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            store.SetUp((SqliteConnection)connection);
            return Task.CompletedTask;
        }
    }
}
