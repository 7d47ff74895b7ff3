using CallTracking.Links;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>A row per link in <c>ct_leases</c>, by the clock of the database alone: hosts whose clocks differ agree on who holds a link.</summary>
internal sealed class PostgreSqlLinkLease(PostgreSqlStore store, PostgreSqlSchema schema) : ILinkLease
{
    /// <summary>How long a lease holds after it was last renewed.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(6);

    private const string LockTimeout = "55P03";

    // clock_timestamp() and not now(): a row may have been waited for.
    private const string TakeSql =
        """
        INSERT INTO ct_leases AS l (tenant, link, epoch, holder, until) VALUES ($1, $2, 1, $3, clock_timestamp() + $4)
        ON CONFLICT (tenant, link) DO UPDATE SET epoch = l.epoch + 1, holder = excluded.holder, until = clock_timestamp() + $4
        WHERE l.holder IS NULL OR l.until < clock_timestamp() RETURNING epoch
        """;

    private const string RenewSql =
        "UPDATE ct_leases SET until = clock_timestamp() + $4 WHERE tenant = $1 AND link = $2 AND holder = $3 AND epoch = $5";

    private const string ReleaseSql =
        "UPDATE ct_leases SET holder = NULL, until = NULL WHERE tenant = $1 AND link = $2 AND holder = $3 AND epoch = $5 AND $4 IS NOT NULL";

    private const string HolderSql = "SELECT holder, until, until < clock_timestamp() FROM ct_leases WHERE tenant = $1 AND link = $2";

    // The session in which a host writes has the name of the host, which may write into other databases of the server as well.
    private const string EndSessionSql =
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = $1 AND usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()
        """;

    public TimeSpan RenewEvery => TimeSpan.FromSeconds(2);

    public TimeSpan RetryEvery => TimeSpan.FromSeconds(0.5);

    public Task<LeaseAttempt> AcquireAsync(string tenant, string link, CancellationToken cancellationToken) => AskAsync(async connection =>
    {
        // An expired lease is tried first: the row lock is then waited for only where somebody may hold it for no good reason.
        var (holder, until, isExpired) = await FindAsync(connection, tenant, link, cancellationToken).ConfigureAwait(false);
        if (holder is not null && !isExpired)
        {
            return new LeaseAttempt(0, holder, until);
        }

        try
        {
            var take = Command(connection, TakeSql, tenant, link);
            await using (take.ConfigureAwait(false))
            {
                if (await take.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long epoch)
                {
                    return new LeaseAttempt(epoch, null, null);
                }
            }
        }
        catch (PostgresException exception) when (exception.SqlState == LockTimeout && holder is not null)
        {
            // A process that was stopped in the middle of sending a transaction holds the row for ever. Its time is over.
            await EndSessionAsync(connection, holder, cancellationToken).ConfigureAwait(false);
        }

        (holder, until, _) = await FindAsync(connection, tenant, link, cancellationToken).ConfigureAwait(false);
        return new LeaseAttempt(0, holder, until);
    }, cancellationToken);

    public Task<bool> RenewAsync(string tenant, string link, long epoch, CancellationToken cancellationToken) => AskAsync(async connection =>
    {
        // Also after its time, as long as nobody else took it: then nobody else has written.
        var renew = Command(connection, RenewSql, tenant, link, epoch);
        await using (renew.ConfigureAwait(false))
        {
            return await renew.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }, cancellationToken);

    public Task ReleaseAsync(string tenant, string link, long epoch, CancellationToken cancellationToken) => AskAsync(async connection =>
    {
        var release = Command(connection, ReleaseSql, tenant, link, epoch);
        await using (release.ConfigureAwait(false))
        {
            return await release.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }, cancellationToken);

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, string tenant, string link, long? epoch = null)
    {
#pragma warning disable CA2100 // The texts above.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = link });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store.Holder });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Ttl });
        if (epoch is { } held)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = held });
        }

        return command;
    }

    private static async Task<(string? Holder, DateTimeOffset? Until, bool IsExpired)> FindAsync(
        NpgsqlConnection connection, string tenant, string link, CancellationToken cancellationToken)
    {
        var find = new NpgsqlCommand(HolderSql, connection);
        await using (find.ConfigureAwait(false))
        {
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = link });
            var reader = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                        && !await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false)
                    ? (reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1)), reader.GetBoolean(2))
                    : (null, null, false);
            }
        }
    }

    private static async Task EndSessionAsync(NpgsqlConnection connection, string holder, CancellationToken cancellationToken)
    {
        var end = new NpgsqlCommand(EndSessionSql, connection);
        await using (end.ConfigureAwait(false))
        {
            end.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
            await end.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (!schema.IsPrepared)
        {
            await schema.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var connection = await store.Leasing.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
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
}
