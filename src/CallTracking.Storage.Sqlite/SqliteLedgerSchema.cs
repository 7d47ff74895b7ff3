using Microsoft.Data.Sqlite;

namespace CallTracking.Storage.Sqlite;

/// <summary>The file's tables, for a tool of the operator. A host needs none of it: it migrates when it starts.</summary>
internal sealed class SqliteLedgerSchema(SqliteStore store) : ILedgerSchema
{
    public Task<LedgerSchemaState> InspectAsync(CancellationToken cancellationToken) => AskAsync(
        () =>
        {
            using var connection = store.OpenForWriting();
            var (applied, pending) = SqliteSchema.Compare(connection, store.File);
            return new LedgerSchemaState(Path.GetFullPath(store.File), $"SQLite {connection.ServerVersion}", applied, pending);
        },
        cancellationToken);

    public async Task<IReadOnlyList<string>> UpgradeAsync(CancellationToken cancellationToken)
    {
        var before = File.Exists(store.File) ? (await InspectAsync(cancellationToken).ConfigureAwait(false)).Pending : SqliteSchema.All;
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return before;
    }

    public async Task<string> ScriptAsync(bool fromNothing, CancellationToken cancellationToken)
    {
        var pending = fromNothing ? SqliteSchema.All : (await InspectAsync(cancellationToken).ConfigureAwait(false)).Pending;
        return SqliteSchema.Script(pending.Count, transactions: true);
    }

    private async Task<T> AskAsync<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(ask, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Explain(store.File, exception)!;
        }
    }
}
