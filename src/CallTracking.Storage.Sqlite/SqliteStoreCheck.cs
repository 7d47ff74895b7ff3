using Microsoft.Data.Sqlite;

namespace CallTracking.Storage.Sqlite;

/// <summary>What SQLite can tell of a file: damaged pages and indexes, broken references, another version's tables.</summary>
internal sealed class SqliteStoreCheck(SqliteStore store) : ILedgerStoreCheck
{
    private const int Examples = 5;

    public Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<LedgerFinding>>(() => Check(cancellationToken), cancellationToken);

    private List<LedgerFinding> Check(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new SqliteConnection(store.ConnectionString);
            connection.Open();
            var findings = new List<LedgerFinding>();
            if (SchemaProblem(connection) is { } problem)
            {
                return [problem];
            }

            using var interruption = cancellationToken.UnsafeRegister(
                static handle => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)handle!), connection.Handle);
            Add(findings, "integrity", "pages or indexes of the file are damaged: restore it from a backup",
                Lines(connection, "PRAGMA integrity_check", static row => row.GetString(0)).Where(static line => line != "ok"));
            Add(findings, "foreignKeys", "rows refer to rows that are not there",
                Lines(connection, "PRAGMA foreign_key_check", static row => $"{row.GetString(0)} refers to {row.GetString(2)}"));
            return findings;
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteException exception) when (SqliteErrors.IsDamage(exception))
        {
            return [new LedgerFinding("schema", "the file is too damaged to be read: restore it from a backup", 1, [store.File])];
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Explain(store.File, exception)!;
        }
    }

    private LedgerFinding? SchemaProblem(SqliteConnection connection)
    {
        try
        {
            SqliteSchema.ThrowIfUnreadable(connection, store.File);
            return null;
        }
        catch (LedgerStoreException exception)
        {
            return new LedgerFinding("schema", exception.Message, 1, []);
        }
    }

    private static void Add(List<LedgerFinding> findings, string rule, string text, IEnumerable<string> lines)
    {
        var found = lines.ToList();
        if (found.Count > 0)
        {
            findings.Add(new LedgerFinding(rule, text, found.Count, [.. found.Take(Examples)]));
        }
    }

    private static IEnumerable<string> Lines(SqliteConnection connection, string sql, Func<SqliteDataReader, string> read)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Two fixed texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return read(rows);
        }
    }
}
