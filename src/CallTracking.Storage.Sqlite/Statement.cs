using System.Text;
using SQLitePCL;

namespace CallTracking.Storage.Sqlite;

/// <summary>A prepared statement, bound and run again and again.</summary>
/// <remarks>Straight on the C API: Microsoft.Data.Sqlite's commands cost a third of the writer's rate. Not thread-safe.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Bound[] _bound;
    private byte[] _scratch = new byte[256];
    private int _parameter;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteFault.ThrowIf(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), database);
        _bound = new Bound[raw.sqlite3_bind_parameter_count(_statement)];
    }

    /// <summary>Binds the next parameter.</summary>
    public Statement Bind(long value)
    {
        ref var bound = ref _bound[_parameter++];
        if (bound.Kind != BoundKind.Number || bound.Number != value)
        {
            bound = default;
            SqliteFault.ThrowIf(raw.sqlite3_bind_int64(_statement, _parameter, value), _database);
            bound = new Bound(BoundKind.Number, value, null);
        }

        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement Bind(bool value) => Bind(value ? 1L : 0L);

    public Statement Bind(DateTimeOffset instant) => Bind(SqliteColumns.ToUnixMicroseconds(instant));

    public Statement Bind(DateTimeOffset? instant) => instant is { } known ? Bind(known) : BindNull();

    public Statement Bind(TimeSpan duration) => Bind(SqliteColumns.ToMicroseconds(duration));

    public Statement Bind(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Blob(bytes);
    }

    public Statement Bind(Guid? id) => id is { } known ? Bind(known) : BindNull();

    public Statement Bind(string? text)
    {
        if (text is null)
        {
            return BindNull();
        }

        // The same object, as with the names of tenant and link, which stand in every row.
        ref var bound = ref _bound[_parameter];
        if (bound.Kind == BoundKind.Text && ReferenceEquals(bound.Content, text))
        {
            _parameter++;
            return this;
        }

        var needed = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_scratch.Length < needed)
        {
            _scratch = new byte[needed];
        }

        Text(_scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, _scratch)));
        bound = new Bound(BoundKind.Text, 0, text);
        return this;
    }

    public Statement Text(ReadOnlySpan<byte> utf8)
    {
        _bound[_parameter++] = default;

        // An empty span has no address, and a text without address would be NULL.
        SqliteFault.ThrowIf(
            utf8.IsEmpty
                ? raw.sqlite3_bind_text(_statement, _parameter, utf8z.FromString(""))
                : raw.sqlite3_bind_text(_statement, _parameter, utf8),
            _database);
        return this;
    }

    /// <summary>Binds a list without elements.</summary>
    public Statement EmptyList()
    {
        ref var bound = ref _bound[_parameter];
        if (bound.Kind == BoundKind.EmptyList)
        {
            _parameter++;
            return this;
        }

        Text("[]"u8);
        bound = new Bound(BoundKind.EmptyList, 0, null);
        return this;
    }

    public Statement Blob(ReadOnlySpan<byte> bytes)
    {
        _bound[_parameter++] = default;
        SqliteFault.ThrowIf(
            bytes.IsEmpty
                ? raw.sqlite3_bind_zeroblob(_statement, _parameter, 0)
                : raw.sqlite3_bind_blob(_statement, _parameter, bytes),
            _database);
        return this;
    }

    public Statement BindNull()
    {
        ref var bound = ref _bound[_parameter++];
        if (bound.Kind != BoundKind.Null)
        {
            bound = default;
            SqliteFault.ThrowIf(raw.sqlite3_bind_null(_statement, _parameter), _database);
            bound = new Bound(BoundKind.Null, 0, null);
        }

        return this;
    }

    /// <summary>Runs it to its end.</summary>
    public void Run()
    {
        var code = raw.sqlite3_step(_statement);
        Reset();
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new SqliteFault(code, raw.sqlite3_errmsg(_database).utf8_to_string());
        }
    }

    /// <summary>Runs it to its first row; <see cref="Reset"/> ends it.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            return code == raw.SQLITE_ROW;
        }

        Reset();
        throw new SqliteFault(code, raw.sqlite3_errmsg(_database).utf8_to_string());
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A column's text; null when it has none.</summary>
    public string? Text(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Makes it ready for the next run. Each run binds every parameter anew; what SQLite has from the run before is not handed
    /// over again.</summary>
    public void Reset()
    {
        _parameter = 0;
        _ = raw.sqlite3_reset(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private enum BoundKind : byte
    {
        Unknown,
        Null,
        Number,
        Text,
        EmptyList,
    }

    /// <summary>What a parameter has: SQLite keeps it from run to run, and most columns of a call are those of the call before.</summary>
    private readonly record struct Bound(BoundKind Kind, long Number, string? Content);
}

/// <summary>A result code of the C API, on its way to <see cref="SqliteErrors"/>.</summary>
internal sealed class SqliteFault(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    public static void ThrowIf(int code, sqlite3 database)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFault(code, raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }
}
