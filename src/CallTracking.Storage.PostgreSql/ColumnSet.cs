using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace CallTracking.Storage.PostgreSql;

/// <summary>The columns that a statement takes many rows of at once: each is one array, and the server puts the rows together again
/// (<c>unnest</c>). One statement then does for any number of rows, and is prepared once.</summary>
internal sealed class ColumnSet<TRow>
{
    private readonly List<Column> _columns = [];

    /// <summary>The columns' names, in order.</summary>
    public string Names => string.Join(", ", _columns.Select(column => column.Name));

    /// <summary>The rows as a source of a query.</summary>
    public string Rows => $"unnest({string.Join(", ", _columns.Select((column, i) => $"${i + 1}::{column.Type}[]"))})";

    /// <summary>Each column set to what the new row has, but for those of the key.</summary>
    public string Assignments(params string[] key) =>
        string.Join(", ", _columns.Where(column => !key.Contains(column.Name)).Select(column => $"{column.Name} = excluded.{column.Name}"));

    /// <summary>Rows of a table whose key columns, which are all there are, equal those given.</summary>
    public string Matches(string table) =>
        string.Join(" AND ", _columns.Select(column => $"{table}.{column.Name} = k.{column.Name}"));

    public ColumnSet<TRow> Text(string name, Func<TRow, string?> value, int longest = int.MaxValue) =>
        Add(name, "text", NpgsqlDbType.Text, row => Storable(value(row), longest));

    public ColumnSet<TRow> Uuid(string name, Func<TRow, Guid> value) => Add(name, "uuid", NpgsqlDbType.Uuid, value);

    public ColumnSet<TRow> Uuid(string name, Func<TRow, Guid?> value) => Add(name, "uuid", NpgsqlDbType.Uuid, value);

    public ColumnSet<TRow> Integer(string name, Func<TRow, int> value) => Add(name, "integer", NpgsqlDbType.Integer, value);

    public ColumnSet<TRow> Integer(string name, Func<TRow, int?> value) => Add(name, "integer", NpgsqlDbType.Integer, value);

    public ColumnSet<TRow> Bigint(string name, Func<TRow, long> value) => Add(name, "bigint", NpgsqlDbType.Bigint, value);

    public ColumnSet<TRow> Boolean(string name, Func<TRow, bool> value) => Add(name, "boolean", NpgsqlDbType.Boolean, value);

    public ColumnSet<TRow> Bytes(string name, Func<TRow, ReadOnlyMemory<byte>> value) =>
        Add(name, "bytea", NpgsqlDbType.Bytea, row => value(row).ToArray());

    public ColumnSet<TRow> Duration(string name, Func<TRow, TimeSpan> value) => Bigint(name, row => value(row).Ticks / TimeSpan.TicksPerMicrosecond);

    public ColumnSet<TRow> Instant(string name, Func<TRow, DateTimeOffset> value) =>
        Add(name, "timestamptz", NpgsqlDbType.TimestampTz, row => ToUtc(value(row)));

    public ColumnSet<TRow> Instant(string name, Func<TRow, DateTimeOffset?> value) =>
        Add(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row) is { } instant ? ToUtc(instant) : default(DateTime?));

    public ColumnSet<TRow> List<T>(string name, Func<TRow, IReadOnlyList<T>?> value, JsonTypeInfo<IReadOnlyList<T>> type) =>
        Add(name, "text", NpgsqlDbType.Text, row => value(row) switch
        {
            null => null,
            { Count: 0 } => "[]",
            var list => JsonSerializer.Serialize(list, type),
        });

    /// <summary>A statement for these rows.</summary>
    public NpgsqlBatchCommand Command(string sql, IReadOnlyList<TRow> rows)
    {
#pragma warning disable CA2100 // Names of columns; every value is a parameter.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var column in _columns)
        {
            command.Parameters.Add(column.ToParameter(rows));
        }

        return command;
    }

    /// <summary>As the instants of the ledger are stored: UTC, in whole microseconds.</summary>
    private static DateTime ToUtc(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    /// <summary>PostgreSQL refuses the character zero and halves of characters, and an index refuses long texts. What a PBX or a caller sends
    /// must not stop a commit.</summary>
    internal static string? Storable(string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > longest)
        {
            text = text[..longest];
        }

        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains('\0', StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
            : text;
    }

    private ColumnSet<TRow> Add<T>(string name, string type, NpgsqlDbType dbType, Func<TRow, T> value)
    {
        _columns.Add(new Column<T>(name, type, dbType, value));
        return this;
    }

    private abstract record Column(string Name, string Type)
    {
        public abstract NpgsqlParameter ToParameter(IReadOnlyList<TRow> rows);
    }

    private sealed record Column<T>(string Name, string Type, NpgsqlDbType DbType, Func<TRow, T> Value) : Column(Name, Type)
    {
        public override NpgsqlParameter ToParameter(IReadOnlyList<TRow> rows)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Value(rows[i]);
            }

            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | DbType };
        }
    }
}
