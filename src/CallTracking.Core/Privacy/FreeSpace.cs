using System.Data.Common;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Privacy;

/// <summary>What was overwritten must not lie about in a database file's free space and in its log. SQLite does as it is told here; a server's
/// own clean-up (VACUUM) and its archived logs are its administrator's.</summary>
internal static class FreeSpace
{
    private const string Name = "free space of the file";

    /// <summary>From now on what this connection frees is overwritten with zeros.</summary>
    public static async Task OverwriteAsync(CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        if (IsSqlite(context))
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the whole file anew and empties its log: rows that moved from page to page long before have left copies of themselves in
    /// what is now free space, which nothing that is overwritten today reaches. Writers wait meanwhile, or spool.</summary>
    /// <returns>What to tell of it; null where a server's own clean-up does it.</returns>
    public static async Task<ErasedStore?> RewriteAsync(
        ICallTrackingDbContextFactory contexts, CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        if (!IsSqlite(context))
        {
            return null;
        }

        try
        {
            await context.Database.ExecuteSqlRawAsync("VACUUM", cancellationToken).ConfigureAwait(false);
            return await IsLogEmptiedAsync(context, cancellationToken).ConfigureAwait(false)
                ? new ErasedStore(Name, 1, 1, 0, null)
                : new ErasedStore(Name, 1, 0, 1, "Others read the file meanwhile, so its log still holds what was overwritten: erase again.");
        }
        catch (DbException exception)
        {
            var reason = contexts.Explain(exception)?.Message ?? exception.Message;
            return new ErasedStore(Name, 1, 0, 1, $"Copies of what was overwritten may lie in the file's free space: {reason} Then erase again.");
        }
    }

    // The pragma says in its first column whether somebody kept it from its work.
    private static async Task<bool> IsLogEmptiedAsync(CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is 0L;
        }
    }

    private static bool IsSqlite(CallTrackingDbContext context) =>
        context.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true;
}
