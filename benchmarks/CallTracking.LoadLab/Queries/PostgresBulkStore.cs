using Npgsql;
using NpgsqlTypes;

namespace CallTracking.LoadLab.Queries;

/// <summary>Binary COPY, a connection for each table, without indexes.</summary>
internal sealed class PostgresBulkStore : IBulkStore
{
    private readonly string _connection;
    private readonly List<string> _later = [];
    private readonly List<Table> _open = [];

    public PostgresBulkStore(string connection) => _connection = connection + ";Pooling=false;Command Timeout=0";

    public IReadOnlyList<(string Name, bool IsText)> Required(string table) =>
    [
        .. Rows("SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = current_schema() "
            + $"AND table_name = '{table}' AND is_nullable = 'NO' AND column_default IS NULL").Select(row => (row[0], row[1] == "text")),
    ];

    public void Begin(IReadOnlyList<string> tables)
    {
        var names = string.Join(", ", tables.Select(table => $"'{table}'"));
        foreach (var row in Rows(
            "SELECT i.relname::text, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            + $"WHERE t.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary AND t.relname IN ({names})"))
        {
            Execute($"DROP INDEX \"{row[0]}\"");
            _later.Add(row[1]);
        }
    }

    public BulkTable Open(string table, IReadOnlyList<string> columns)
    {
        var open = new Table(_connection, $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        _open.Add(open);
        return open;
    }

    public void Commit() => _open.ForEach(table => table.Commit());

    public void Complete(Action<string> said)
    {
        _open.ForEach(table => table.Commit());
        foreach (var sql in _later)
        {
            said(sql[..Math.Min(60, sql.Length)]);
            Execute("SET maintenance_work_mem = '1GB'; " + sql);
        }

        said("vacuum");
        Execute("VACUUM ANALYZE");
    }

    public void Dispose() => _open.ForEach(table => table.Dispose());

    private List<string[]> Rows(string sql)
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
#pragma warning disable CA2100 // Fixed texts and names of our own tables.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
#pragma warning disable CA2100 // Fixed texts and names of our own tables.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Table : BulkTable
    {
        private readonly NpgsqlConnection _connection;
        private readonly string _copy;
        private NpgsqlBinaryImporter? _importer;
        private bool _inRow;

        public Table(string connection, string copy)
        {
            _connection = new NpgsqlConnection(connection);
            _connection.Open();
            _copy = copy;
        }

        public override void Text(string? value)
        {
            if (value is null)
            {
                Null();
            }
            else
            {
                Row().Write(value, NpgsqlDbType.Text);
            }
        }

        public override void Integer(int value) => Row().Write(value, NpgsqlDbType.Integer);

        public override void Long(long value) => Row().Write(value, NpgsqlDbType.Bigint);

        public override void Flag(bool value) => Row().Write(value, NpgsqlDbType.Boolean);

        public override void Instant(DateTimeOffset value) => Row().Write(value.UtcDateTime, NpgsqlDbType.TimestampTz);

        public override void Id(Guid value) => Row().Write(value, NpgsqlDbType.Uuid);

        public override void Null() => Row().WriteNull();

        public override void End() => _inRow = false;

        public void Commit()
        {
            _importer?.Complete();
            _importer?.Dispose();
            _importer = null;
        }

        public override void Dispose()
        {
            Commit();
            _connection.Dispose();
            base.Dispose();
        }

        private NpgsqlBinaryImporter Row()
        {
            _importer ??= _connection.BeginBinaryImport(_copy);
            if (!_inRow)
            {
                _importer.StartRow();
                _inRow = true;
            }

            return _importer;
        }
    }
}
