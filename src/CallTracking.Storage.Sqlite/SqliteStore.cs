using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Storage.Sqlite;

/// <summary>The file: opens connections to it, and makes it ready for writing once.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SqliteStore(IOptions<SqliteStoreOptions> options, ILogger<SqliteStore> logger) : IDisposable
{
    /// <summary>How long a connection waits for another one's transaction, unless the connection string says otherwise.</summary>
    private const int DefaultBusySeconds = 5;

    private readonly SemaphoreSlim _preparing = new(1, 1);

    // SQLite lets waiting writers try again at moments of its own, in no order: of a thousand some would wait for ever.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private WriterLock? _lock;
    private bool _readable;
    private bool _disposed;

    /// <summary>The path as configured.</summary>
    public string File => new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource;

    /// <summary>For reading, and for the rare writes that do not go through the ledger writer. It never creates the file.</summary>
    public string ConnectionString => Build(create: false, pooled: true);

    /// <summary>Whether this host holds the writer's lock and the schema is this version's.</summary>
    public bool IsPrepared => Volatile.Read(ref _lock) is not null;

    /// <summary>Takes the writer's lock, creates or migrates the file. The second time it does nothing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_lock is null)
            {
                // SQLite blocks the thread while another process has the file locked.
                await Task.Run(Prepare, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Explain(File, exception)!;
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Whose turn it is to write, among the writers of this process. The ledger's own goes before those that wait asynchronously.</summary>
    public SemaphoreSlim Turn => _turn;

    /// <summary>A connection for the ledger writer.</summary>
    public SqliteConnection OpenForWriting() => Open(create: false);

    /// <summary>Sets up a connection that EF Core opened, and checks the first time that the file is readable.</summary>
    public void SetUp(SqliteConnection connection)
    {
        Execute(connection, Pragmas);
        if (!_readable)
        {
            SqliteSchema.ThrowIfUnreadable(connection, File);
            _readable = true;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        if (_readable)
        {
            // Pooled connections would keep the file open, and its write-ahead log beside it.
            using var pooled = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(pooled);
        }

        _lock?.Dispose();
        _preparing.Dispose();
        _turn.Dispose();
    }

    private int BusySeconds
    {
        get
        {
            var given = new DbConnectionStringBuilder { ConnectionString = options.Value.ConnectionString };
            return given.ContainsKey("Default Timeout") || given.ContainsKey("Command Timeout")
                ? new SqliteConnectionStringBuilder(options.Value.ConnectionString).DefaultTimeout
                : DefaultBusySeconds;
        }
    }

    private string Pragmas => $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    private void Prepare()
    {
        if (new SqliteConnectionStringBuilder(options.Value.ConnectionString).Mode == SqliteOpenMode.ReadOnly)
        {
            throw SqliteErrors.OnlyReading(File);
        }

        using var connection = Open(create: true);
        var taken = WriterLock.Take(SQLitePCL.raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string());
        try
        {
            var applied = SqliteSchema.Migrate(connection, File);
            if (Scalar(connection, "PRAGMA journal_mode = WAL") is not "wal")
            {
                throw new LedgerStoreException(
                    $"{File} lies where SQLite cannot share memory (a network drive?): put it on a local disk.", isTransient: false);
            }

            // Migrations that are done and a journal that is set need no lock: a file that nobody can write to would only show at the
            // first call, and look like a ledger that is kept.
            Execute(connection, "BEGIN IMMEDIATE; ROLLBACK");
            if (applied > 0)
            {
                Log.Migrated(logger, File, applied, SqliteSchema.Newest);
            }

            _readable = true;
            Volatile.Write(ref _lock, taken);
        }
        finally
        {
            if (_lock is null)
            {
                taken.Dispose();
            }
        }
    }

    private SqliteConnection Open(bool create)
    {
        var connection = new SqliteConnection(Build(create, pooled: false));
        try
        {
            connection.Open();
            Execute(connection, Pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string Build(bool create, bool pooled)
    {
        var builder = new SqliteConnectionStringBuilder(options.Value.ConnectionString);
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            builder.Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;
        }

        builder.Pooling &= pooled;
        builder.DefaultTimeout = BusySeconds;
        return builder.ConnectionString;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
