using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>The database: opens connections to it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PostgreSqlStore : IAsyncDisposable, IDisposable
{
    private readonly Lazy<NpgsqlConnectionStringBuilder> _connection;
    private readonly Lazy<NpgsqlDataSource> _source;
    private readonly Lazy<NpgsqlDataSource> _writing;
    private readonly Lazy<NpgsqlDataSource> _leasing;

    public PostgreSqlStore(IOptions<PostgreSqlStoreOptions> options, ILoggerFactory loggers)
    {
        // Late, so that wrong settings are told by the options' validation.
        MigrateAtStart = () => options.Value.MigrateAtStart;
        _connection = new(() => PostgreSqlConnectionString.TryRead(options.Value.ConnectionString, out var connection, out var error)
            ? connection
            : throw new LedgerStoreException($"UsePostgreSql: {error}", isTransient: false));
        _source = new(() => Build(new NpgsqlConnectionStringBuilder(_connection.Value.ConnectionString), loggers));
        _writing = new(() => Build(ForWriting(), loggers));
        _leasing = new(() => Build(ForLeasing(), loggers));
    }

    /// <summary>This process, among those that write to the same database.</summary>
    public string Holder { get; } = $"{Short(Environment.MachineName)}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>The database in words, without secrets.</summary>
    public string Name => $"PostgreSQL {_connection.Value.Host}:{_connection.Value.Port}/{_connection.Value.Database ?? _connection.Value.Username}";

    public string User => _connection.Value.Username ?? Environment.UserName;

    public string Server => $"{_connection.Value.Host}:{_connection.Value.Port}";

    public string Database => _connection.Value.Database ?? User;

    public Func<bool> MigrateAtStart { get; }

    /// <summary>Connections for reading, and for the rare writes that do not go through the ledger writer.</summary>
    public NpgsqlDataSource Source => _source.Value;

    /// <summary>The ledger writer's session: named after its host, so that who takes over a lease can end it.</summary>
    public NpgsqlDataSource Writing => _writing.Value;

    /// <summary>Connections for leases: they answer soon or not at all.</summary>
    public NpgsqlDataSource Leasing => _leasing.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { _source, _writing, _leasing }.Where(source => source.IsValueCreated))
        {
            await source.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var source in new[] { _source, _writing, _leasing }.Where(source => source.IsValueCreated))
        {
            source.Value.Dispose();
        }
    }

    private NpgsqlConnectionStringBuilder ForWriting()
    {
        // One session, kept: its statements stay prepared. A transaction of ours takes milliseconds; one that idles belongs to a process
        // that was stopped, and must not hold its locks until somebody wakes it.
        var connection = new NpgsqlConnectionStringBuilder(_connection.Value.ConnectionString)
        {
            ApplicationName = Holder,
            Pooling = false,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        };

        // Everything it asks is a key or a range of keys. A plan made while the tables were small must not read them as a whole later.
        connection.Options = $"{connection.Options} -c idle_in_transaction_session_timeout=4000 -c lock_timeout=4000 "
            + "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
        return connection;
    }

    private NpgsqlConnectionStringBuilder ForLeasing()
    {
        var connection = new NpgsqlConnectionStringBuilder(_connection.Value.ConnectionString)
        {
            ApplicationName = $"{Holder}/lease",
            MaxPoolSize = 4,
            MinPoolSize = 0,
            Timeout = 3,
            CommandTimeout = 3,
            CancellationTimeout = 500,
        };
        connection.Options = $"{connection.Options} -c lock_timeout=1500";
        return connection;
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connection, ILoggerFactory loggers)
    {
        connection.ApplicationName ??= "CallTracking";
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        builder.UseLoggerFactory(loggers);
        return builder.Build();
    }

    // The name of a session has room for 63 bytes.
    private static string Short(string name) => name.Length <= 32 ? name : name[..32];
}
