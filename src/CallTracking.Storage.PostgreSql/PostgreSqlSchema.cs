using System.Reflection;
using CallTracking.Access;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Compares the database's schema with this version's and brings it up to it.</summary>
/// <remarks>Like the embedded store's: all migrations that are due are one script in one transaction, under an advisory lock that dies with
/// its transaction. EF Core's own <c>Migrate()</c> commits each migration and looks for its table in other schemas too.</remarks>
internal sealed class PostgreSqlSchema(PostgreSqlStore store, ILogger<PostgreSqlSchema> logger) : ILedgerSchema
{
    // Any number, but the same in every version: "CallTrac" in ASCII.
    private const long Lock = 0x43616C6C54726163;

    private static readonly string[] Known =
    [
        .. typeof(PostgreSqlSchema).Assembly.DefinedTypes
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal),
    ];

    /// <summary>The newest schema of this version.</summary>
    public static string Newest => Known[^1];

    public Task<LedgerSchemaState> InspectAsync(CancellationToken cancellationToken) => AskAsync(async connection =>
    {
        var due = await DueAsync(connection, cancellationToken).ConfigureAwait(false);
        return new LedgerSchemaState(store.Name, $"PostgreSQL {connection.PostgreSqlVersion}", [.. Known.Except(due)], due);
    }, cancellationToken);

    public Task<IReadOnlyList<string>> UpgradeAsync(CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<string>>(
            async connection => await MigrateAsync(connection, cancellationToken).ConfigureAwait(false), cancellationToken);

    public async Task<string> ScriptAsync(bool fromNothing, CancellationToken cancellationToken)
    {
        if (fromNothing)
        {
            return Script(Known.Length, MigrationsSqlGenerationOptions.Default);
        }

        var state = await InspectAsync(cancellationToken).ConfigureAwait(false);
        return Script(state.Pending.Count, MigrationsSqlGenerationOptions.Default);
    }

    /// <summary>Whether the database was found, or made, of this version.</summary>
    public bool IsPrepared { get; private set; }

    /// <summary>Throws unless the database has this version's schema, after migrating it where that is allowed.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        IsPrepared = await AskAsync(connection => PrepareAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async Task<bool> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (store.MigrateAtStart())
        {
            await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
            return true;
        }

        var due = await DueAsync(connection, cancellationToken).ConfigureAwait(false);
        return due.Count == 0 ? true : throw (due.Count == Known.Length ? PostgreSqlErrors.NotOurs(store) : PostgreSqlErrors.Older(store, due.Count));
    }

    private async Task<List<string>> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Most starts find nothing to do, and need no right to change tables.
        if (await DueAsync(connection, cancellationToken).ConfigureAwait(false) is { Count: 0 } nothing)
        {
            return nothing;
        }

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken).ConfigureAwait(false);
            var due = await DueAsync(connection, cancellationToken).ConfigureAwait(false);
            if (due.Count > 0)
            {
                await ExecuteAsync(connection, Script(due.Count, MigrationsSqlGenerationOptions.NoTransactions), cancellationToken)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                Log.Migrated(logger, store.Name, due.Count, Newest);
            }

            return due;
        }
    }

    private static string Script(int due, MigrationsSqlGenerationOptions options)
    {
        if (due == 0)
        {
            return "";
        }

        using var context = new PostgreSqlCallTrackingDbContext(
            PostgreSqlCallTrackingDbContext.Configure(source: null).Options, Caller.System());
        return context.GetService<IMigrator>().GenerateScript(
            fromMigration: due == Known.Length ? null : Known[^(due + 1)], options: options);
    }

    private async Task<List<string>> DueAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await ColumnAsync(
            connection,
            "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            + @"WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v') AND c.relname LIKE 'ct\_%' ORDER BY 1",
            cancellationToken).ConfigureAwait(false);
        if (!tables.Contains(CallTrackingDbContext.MigrationsHistoryTable))
        {
            // A host's own database takes the ledger in; tables that have its names already may not be touched.
            return tables.Count == 0 ? [.. Known] : throw PostgreSqlErrors.Foreign(store, tables[0]);
        }

        var applied = await ColumnAsync(
            connection, $"SELECT \"MigrationId\" FROM {CallTrackingDbContext.MigrationsHistoryTable} ORDER BY 1", cancellationToken)
            .ConfigureAwait(false);
        var unknown = applied.LastOrDefault(id => !Known.Contains(id));
        return unknown is null ? [.. Known.Except(applied)] : throw PostgreSqlErrors.Newer(store, unknown);
    }

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await store.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await ask(connection).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && PostgreSqlErrors.Explain(store, exception) is { } ours)
        {
            throw ours;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Our own migrations.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Fixed texts.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var values = new List<string>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    values.Add(reader.GetString(0));
                }

                return values;
            }
        }
    }
}
