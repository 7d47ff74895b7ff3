using CallTracking.Links;
using Microsoft.Data.Sqlite;

namespace CallTracking.Storage.Sqlite;

/// <summary>Who writes to the file has all its links: the lock file beside it keeps others out, and the operating system frees it however
/// the process ends. A lease only counts, so that what an earlier process left behind is told from what this one writes.</summary>
internal sealed class SqliteLinkLease(SqliteStore store) : ILinkLease
{
    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}";

    public TimeSpan RenewEvery => Timeout.InfiniteTimeSpan;

    public TimeSpan RetryEvery => TimeSpan.FromSeconds(1);

    public async Task<LeaseAttempt> AcquireAsync(string tenant, string link, CancellationToken cancellationToken)
    {
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var epoch = await AskAsync(
            """
            INSERT INTO ct_leases (tenant, link, epoch, holder, until) VALUES ($tenant, $link, 1, $holder, NULL)
            ON CONFLICT (tenant, link) DO UPDATE SET epoch = ct_leases.epoch + 1, holder = excluded.holder, until = NULL RETURNING epoch
            """,
            tenant, link, epoch: 0, cancellationToken).ConfigureAwait(false);
        return new LeaseAttempt((long)epoch!, null, null);
    }

    public Task<bool> RenewAsync(string tenant, string link, long epoch, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task ReleaseAsync(string tenant, string link, long epoch, CancellationToken cancellationToken) => AskAsync(
        "UPDATE ct_leases SET holder = NULL WHERE tenant = $tenant AND link = $link AND epoch = $epoch", tenant, link, epoch, cancellationToken);

    private async Task<object?> AskAsync(string sql, string tenant, string link, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            // SQLite blocks the thread while the writer has the file.
            return await Task.Run(
                () =>
                {
                    using var connection = store.OpenForWriting();
                    using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The two texts above.
                    command.CommandText = sql;
#pragma warning restore CA2100
                    command.Parameters.AddWithValue("$tenant", tenant);
                    command.Parameters.AddWithValue("$link", link);
                    command.Parameters.AddWithValue("$holder", _holder);
                    command.Parameters.AddWithValue("$epoch", epoch);
                    return command.ExecuteScalar();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Explain(store.File, exception)!;
        }
    }
}
