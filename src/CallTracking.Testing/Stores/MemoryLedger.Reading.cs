using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <content>What the engine reads back.</content>
public sealed partial class MemoryLedger
{
    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken) =>
        Read(tenant, link, static shelf => shelf.Position);

    /// <inheritdoc/>
    public Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken) =>
        Read(tenant, link, shelf => shelf.RecordPositions.GetValueOrDefault(source));

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventLogEntry> ReadOpenAsync(
        string tenant, string link, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = await GetOpenCallsAsync(tenant, link, cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
        {
            yield break;
        }

        var first = open.Min(static call => (call.FirstEpoch, call.FirstSeq));
        foreach (var entry in EventLog(tenant, link))
        {
            if ((entry.Epoch, entry.LastSeq).CompareTo(first) >= 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Call>>([.. Calls(tenant).Where(call => call.Link == link && call.State != CallState.Ended)]);

    /// <inheritdoc/>
    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var needed = _calls.Values.Where(call => call.Tenant == tenant && call.Link == link && !(call.EndedAt < before))
                .Select(static call => (call.FirstEpoch, call.FirstSeq)).DefaultIfEmpty((long.MaxValue, long.MaxValue)).Min();
            return Task.FromResult(Shelf(tenant, link).Log.RemoveAll(
                kept => kept.At < before && (kept.Entry.Epoch, kept.Entry.LastSeq).CompareTo(needed) < 0));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<CoverageGap>>(tenant, link, shelf =>
        [
            .. shelf.Gaps.Values.Where(gap => !(gap.From >= to) && !(gap.To <= from)).OrderBy(static gap => gap.From),
        ]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken)
    {
        var found = Calls(tenant).Where(call => call.Link == link
            && families.Any(wanted => call.Families.Contains(wanted.Family) && (call.StartedAt - wanted.At).Duration() <= within));
        return GetCallsAsync(tenant, [.. found.Select(static call => call.Id)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCall>> GetCallsAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var wanted = ids.ToHashSet();
            return Task.FromResult<IReadOnlyList<StoredCall>>(
            [
                .. Calls(tenant).Where(call => wanted.Contains(call.Id)).Select(call => new StoredCall(
                    call, InOrder(Shelf(tenant, call.Link).Records.Values.Where(record => record.CallId == call.Id)))),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken) =>
        Read(tenant, link, shelf => InOrder(shelf.Records.Values.Where(record =>
            families.Any(wanted => wanted.Family == record.Family && (record.StartedAt - wanted.At).Duration() <= within))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StoredRecord>>(tenant, link, shelf => [.. keys.Distinct().Where(shelf.Records.ContainsKey).Select(key => shelf.Records[key])]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(
        string tenant, string link, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in await Read(tenant, link, static shelf => shelf.Quarantined.OrderBy(static row => (row.Epoch, row.Seq)).ToList())
            .ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    private static IReadOnlyList<StoredRecord> InOrder(IEnumerable<StoredRecord> records) =>
        [.. records.OrderBy(static record => record.StartedAt).ThenBy(static record => record.Key, StringComparer.Ordinal)];

    private Task<T> Read<T>(string tenant, string link, Func<LinkShelf, T> read)
    {
        lock (_gate)
        {
            return Task.FromResult(read(Shelf(tenant, link)));
        }
    }
}
