using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallTracking.Privacy;

/// <summary>Reads and changes rows of any table by its columns, page by page in the order of its key. For stores whose SQL compares rows of
/// values and has LIMIT: SQLite, PostgreSQL, MySQL.</summary>
internal static class StoreRows
{
    private const int Page = 2000;

    /// <summary>All rows of a tenant.</summary>
    public static async IAsyncEnumerable<StoreRow> ReadAsync(
        CallTrackingDbContext context, StoreTable table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = table.Key.Concat(table.Texts).Concat(table.Events).Concat(table.Binary).Concat(table.Others).DistinctBy(static one => one.Name).ToList();
        object[]? after = null;
        while (true)
        {
            var rows = await PageAsync(context, table, columns, after, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Page || table.Key.Count == 0)
            {
                yield break;
            }

            after = rows[^1].KeyOf(table);
        }
    }

    /// <summary>Changes columns of a row, if they are still as they were read.</summary>
    /// <returns>False when somebody else changed or removed the row meanwhile.</returns>
    public static async Task<bool> UpdateAsync(
        CallTrackingDbContext context, StoreTable table, StoreRow row, IReadOnlyDictionary<StoreColumn, object?> changes,
        CancellationToken cancellationToken)
    {
        var command = await CommandAsync(context, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var sql = new StringBuilder($"UPDATE {table.Quoted} SET ");
            sql.AppendJoin(", ", changes.Select(change => $"{change.Key.Quoted} = {Parameter(command, change.Value)}"));
            if (table.Revision is { } revision)
            {
                sql.Append(CultureInfo.InvariantCulture, $", {revision.Quoted} = {revision.Quoted} + 1");
            }

            Where(sql, command, table, row);
            foreach (var column in changes.Keys.Where(column => !column.IsKey && row.Values[column.Name] is string))
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND {column.Quoted} = {Parameter(command, row.Values[column.Name])}");
            }

            Set(command, sql);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }

    /// <summary>Removes rows by the values of one of their columns.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> DeleteAsync(
        CallTrackingDbContext context, StoreTable table, StoreColumn column, IReadOnlyCollection<object> values, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        var command = await CommandAsync(context, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var sql = new StringBuilder();
            sql.Append(
                CultureInfo.InvariantCulture,
                $"DELETE FROM {table.Quoted} WHERE {table.TenantColumn} = {Parameter(command, context.Caller.Tenant)} AND {column.Quoted} IN (");
            sql.AppendJoin(", ", values.Select(value => Parameter(command, column.IsGuid && column.Type == typeof(byte[]) && value is Guid id
                ? id.ToByteArray(bigEndian: true) : value))).Append(')');
            Set(command, sql);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<StoreRow>> PageAsync(
        CallTrackingDbContext context, StoreTable table, List<StoreColumn> columns, object[]? after, CancellationToken cancellationToken)
    {
        var command = await CommandAsync(context, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var sql = new StringBuilder("SELECT ").AppendJoin(", ", columns.Select(static column => column.Quoted));
            sql.Append(CultureInfo.InvariantCulture, $" FROM {table.Quoted} WHERE {table.TenantColumn} = {Parameter(command, context.Caller.Tenant)}");
            if (after is not null)
            {
                sql.Append(" AND (").AppendJoin(", ", table.Key.Select(static column => column.Quoted)).Append(") > (")
                    .AppendJoin(", ", after.Select(value => Parameter(command, value))).Append(')');
            }

            if (table.Key.Count > 0)
            {
                sql.Append(" ORDER BY ").AppendJoin(", ", table.Key.Select(static column => column.Quoted));
            }

            sql.Append(CultureInfo.InvariantCulture, $" LIMIT {Page}");
            Set(command, sql);
            var rows = new List<StoreRow>();
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var values = new Dictionary<string, object?>(columns.Count, StringComparer.Ordinal);
                    for (var index = 0; index < columns.Count; index++)
                    {
                        values[columns[index].Name] = reader.IsDBNull(index) ? null : reader.GetValue(index);
                    }

                    rows.Add(new StoreRow(values) { Tenant = context.Caller.Tenant });
                }
            }

            return rows;
        }
    }

    private static void Where(StringBuilder sql, DbCommand command, StoreTable table, StoreRow row)
    {
        sql.Append(CultureInfo.InvariantCulture, $" WHERE {table.TenantColumn} = {Parameter(command, row.Tenant)}");
        foreach (var column in table.Key)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND {column.Quoted} = {Parameter(command, row.Values[column.Name])}");
        }
    }

    private static async Task<DbCommand> CommandAsync(CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static string Parameter(DbCommand command, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }

#pragma warning disable CA2100 // Names of the model, delimited, and parameters: nothing from outside is in the text.
    private static void Set(DbCommand command, StringBuilder sql) => command.CommandText = sql.ToString();
#pragma warning restore CA2100
}

/// <summary>A row by its columns.</summary>
/// <param name="Values">What the database gave.</param>
internal sealed record StoreRow(IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The tenant that it was read for.</summary>
    public string Tenant { get; init; } = "";

    public object[] KeyOf(StoreTable table) => [.. table.Key.Select(column => Values[column.Name]!)];

    /// <summary>An id, however the database keeps it.</summary>
    public Guid? IdIn(StoreColumn column) => Values[column.Name] switch
    {
        Guid id => id,
        byte[] { Length: 16 } bytes => new Guid(bytes, bigEndian: true),
        string text when Guid.TryParse(text, out var id) => id,
        _ => null,
    };
}
