using CallTracking.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallTracking.LoadLab.Queries;

/// <summary>Prepared statements on the C API, without indexes, triggers and journal.</summary>
internal sealed class SqliteBulkStore : IBulkStore
{
    private readonly SqliteConnection _connection;
    private readonly List<string> _later = [];

    public SqliteBulkStore(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = FILE; PRAGMA threads = 2;");
    }

    public IReadOnlyList<(string Name, bool IsText)> Required(string table) =>
    [
        .. Rows($"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" = 1 AND dflt_value IS NULL")
            .Select(row => (row[0]!, row[1] == "TEXT")),
    ];

    public void Begin(IReadOnlyList<string> tables)
    {
        var names = string.Join(", ", tables.Select(table => $"'{table}'"));
        foreach (var row in Rows($"SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({names})"))
        {
            Execute($"DROP {row[0]} \"{row[1]}\"");
            _later.Add(row[2]!);
        }

        Execute("BEGIN IMMEDIATE");
    }

    public BulkTable Open(string table, IReadOnlyList<string> columns) => new Table(
        _connection.Handle!, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})");

    public void Commit() => Execute("COMMIT; BEGIN IMMEDIATE");

    public void Complete(Action<string> said)
    {
        Execute("COMMIT");
        said("names");
        Execute(
            "INSERT INTO ct_contact_names (tenant, contact_id, name) SELECT tenant, id, name FROM ct_contacts; "
            + "INSERT INTO ct_contact_search(ct_contact_search) VALUES ('rebuild')");
        foreach (var sql in _later)
        {
            said(sql.Split('\n')[0][..Math.Min(60, sql.Split('\n')[0].Length)]);
            Execute(sql);
        }

        Execute("PRAGMA journal_mode = WAL");
    }

    public void Dispose() => _connection.Dispose();

    private List<string?[]> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts and names of our own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }

        return rows;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts and names of our own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private sealed class Table : BulkTable
    {
        private readonly sqlite3 _database;
        private readonly sqlite3_stmt _statement;
        private int _column;

        public Table(sqlite3 database, string sql)
        {
            _database = database;
            Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        }

        public override void Text(string? value) =>
            Check(value is null ? raw.sqlite3_bind_null(_statement, ++_column) : raw.sqlite3_bind_text(_statement, ++_column, value));

        public override void Integer(int value) => Long(value);

        public override void Long(long value) => Check(raw.sqlite3_bind_int64(_statement, ++_column, value));

        public override void Flag(bool value) => Long(value ? 1 : 0);

        public override void Instant(DateTimeOffset value) => Long((value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

        public override void Id(Guid value)
        {
            Span<byte> bytes = stackalloc byte[16];
            value.TryWriteBytes(bytes, bigEndian: true, out _);
            Check(raw.sqlite3_bind_blob(_statement, ++_column, bytes));
        }

        public override void Null() => Check(raw.sqlite3_bind_null(_statement, ++_column));

        public override void End()
        {
            if (raw.sqlite3_step(_statement) is var code && code != raw.SQLITE_DONE)
            {
                Check(code);
            }

            _ = raw.sqlite3_reset(_statement);
            _column = 0;
        }

        public override void Dispose()
        {
            _statement.Dispose();
            base.Dispose();
        }

        private void Check(int code)
        {
            if (code != raw.SQLITE_OK)
            {
                throw new LedgerStoreException(raw.sqlite3_errmsg(_database).utf8_to_string(), isTransient: false);
            }
        }
    }
}
