using System.Reflection;
using CallTracking.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallTracking.Storage.Sqlite;

/// <summary>Compares a file's schema with this version's and brings it up to it.</summary>
/// <remarks>EF Core's own <c>Migrate()</c> is not used: it marks its work by a row that a killed process leaves behind, and then waits for
/// ever. Here all migrations that are due run in one transaction, and <see cref="WriterLock"/> keeps others out.</remarks>
internal static class SqliteSchema
{
    private static readonly string[] Known =
    [
        .. typeof(SqliteSchema).Assembly.DefinedTypes
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal),
    ];

    /// <summary>The newest schema of this version.</summary>
    public static string Newest => Known[^1];

    /// <summary>All migrations of this version, in order.</summary>
    public static IReadOnlyList<string> All => Known;

    /// <summary>Which migrations a file has, and which it lacks.</summary>
    public static (IReadOnlyList<string> Applied, IReadOnlyList<string> Pending) Compare(SqliteConnection connection, string file)
    {
        var due = Due(connection, file);
        return ([.. Known.Except(due)], due);
    }

    /// <summary>The SQL of the newest migrations; empty for none.</summary>
    public static string Script(int due, bool transactions)
    {
        if (due == 0)
        {
            return "";
        }

        using var context = new SqliteCallTrackingDbContext(
            SqliteCallTrackingDbContext.Configure("Data Source=:memory:").Options, Caller.System());
        return context.GetService<IMigrator>().GenerateScript(
            fromMigration: due == Known.Length ? null : Known[^(due + 1)],
            options: transactions ? MigrationsSqlGenerationOptions.Default : MigrationsSqlGenerationOptions.NoTransactions);
    }

    /// <summary>Throws unless the file has this version's schema.</summary>
    public static void ThrowIfUnreadable(SqliteConnection connection, string file)
    {
        if (Due(connection, file) is { Count: > 0 } due)
        {
            throw due.Count == Known.Length ? SqliteErrors.NotOurs(file) : SqliteErrors.Older(file);
        }
    }

    /// <summary>Applies what is due.</summary>
    /// <returns>How many migrations were applied.</returns>
    public static int Migrate(SqliteConnection connection, string file)
    {
        var due = Due(connection, file);
        if (due.Count == 0)
        {
            return 0;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Script(due.Count, transactions: false);
        command.ExecuteNonQuery();
        transaction.Commit();
        return due.Count;
    }

    private static List<string> Due(SqliteConnection connection, string file)
    {
        var tables = Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ct\\_%' ESCAPE '\\'");
        if (!tables.Contains(CallTrackingDbContext.MigrationsHistoryTable))
        {
            // A host's own database may take the ledger in; tables that have its names already may not be touched.
            return tables.Count == 0
                ? [.. Known]
                : throw new LedgerStoreException(
                    $"{file} has a table '{tables[0]}' that is not the ledger's: use another file.", isTransient: false);
        }

        var applied = Column(connection, $"SELECT \"MigrationId\" FROM {CallTrackingDbContext.MigrationsHistoryTable} ORDER BY 1");
        var unknown = applied.LastOrDefault(id => !Known.Contains(id));
        return unknown is null ? [.. Known.Except(applied)] : throw SqliteErrors.Newer(file, unknown);
    }

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
