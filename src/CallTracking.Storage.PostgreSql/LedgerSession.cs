using System.Text.Json;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>One connection that writes the ledger: two round trips a transaction, whatever it holds. The first locks the links and reads what
/// the commits are compared with; the second writes and commits.</summary>
/// <remarks>Not thread-safe. After an exception it is to be disposed, which ends its transaction.</remarks>
internal sealed class LedgerSession(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly HashSet<LinkKey> _knownLinks = [];

    /// <summary>Writes commits in one transaction.</summary>
    /// <exception cref="LedgerStoreException">A link is another host's by now.</exception>
    public async Task WriteAsync(IReadOnlyList<IReadOnlyList<LedgerCommit>> writes)
    {
        var commits = writes.SelectMany(write => write).ToList();
        var links = commits.Select(commit => new LinkKey(commit.Tenant, commit.Link)).Distinct().ToList();
        var (places, stored) = await BeginAsync(commits, links).ConfigureAwait(false);
        var changes = LedgerChanges.Of(writes, places, stored);

        // Without a token: once it is sent, nobody can say that nothing was written.
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var command in LedgerStatements.Changes(changes))
            {
                batch.BatchCommands.Add(command);
            }

            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        _knownLinks.UnionWith(links);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<(Dictionary<LinkKey, LinkPlace> Places, Dictionary<CallKey, StoredCallRow> Stored)> BeginAsync(
        List<LedgerCommit> commits, List<LinkKey> links)
    {
        var calls = commits
            .SelectMany(commit => commit.Calls.Select(call => call.Id).Concat(commit.Withdrawn).Select(id => new CallKey(commit.Tenant, id)))
            .Distinct().ToList();
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
            if (!_knownLinks.IsSupersetOf(links))
            {
                batch.BatchCommands.Add(LedgerStatements.NewLinks(links));
            }

            batch.BatchCommands.Add(LedgerStatements.Positions(links));
            batch.BatchCommands.Add(LedgerStatements.Leases(links));
            batch.BatchCommands.Add(LedgerStatements.StoredCalls(calls));
            var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var places = new Dictionary<LinkKey, LinkPlace>();
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    places[new LinkKey(reader.GetString(0), reader.GetString(1))] = new LinkPlace(reader.GetInt64(2), reader.GetInt64(3));
                }

                await reader.NextResultAsync().ConfigureAwait(false);
                ThrowIfLeaseLost(commits, await ReadLeasesAsync(reader).ConfigureAwait(false));
                await reader.NextResultAsync().ConfigureAwait(false);
                return (places, await ReadCallsAsync(reader).ConfigureAwait(false));
            }
        }
    }

    private static async Task<Dictionary<LinkKey, (long Epoch, string? Holder)>> ReadLeasesAsync(NpgsqlDataReader reader)
    {
        var leases = new Dictionary<LinkKey, (long Epoch, string? Holder)>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            leases[new LinkKey(reader.GetString(0), reader.GetString(1))] =
                (reader.GetInt64(2), await reader.IsDBNullAsync(3).ConfigureAwait(false) ? null : reader.GetString(3));
        }

        return leases;
    }

    private static async Task<Dictionary<CallKey, StoredCallRow>> ReadCallsAsync(NpgsqlDataReader reader)
    {
        var stored = new Dictionary<CallKey, StoredCallRow>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var families = reader.GetString(5);
            stored[new CallKey(reader.GetString(0), reader.GetGuid(1))] = new StoredCallRow(
                reader.GetInt32(2), reader.GetString(3), new DateTimeOffset(reader.GetDateTime(4)),
                families == "[]" ? [] : JsonSerializer.Deserialize(families, LedgerColumnJson.Families) ?? []);
        }

        return stored;
    }

    private static void ThrowIfLeaseLost(List<LedgerCommit> commits, Dictionary<LinkKey, (long Epoch, string? Holder)> leases)
    {
        foreach (var commit in commits)
        {
            var isKnown = leases.TryGetValue(new LinkKey(commit.Tenant, commit.Link), out var lease);
            var holds = commit.Lease == 0 ? lease.Holder is null : lease.Holder is not null && lease.Epoch == commit.Lease;
            if (!holds)
            {
                throw LedgerStoreException.LeaseLost(commit.Link, commit.Lease, isKnown ? lease.Epoch : null, lease.Holder);
            }
        }
    }
}
