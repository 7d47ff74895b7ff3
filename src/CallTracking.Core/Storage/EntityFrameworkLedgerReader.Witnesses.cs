using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <content>What a later witness is compared with: gaps, calls by family, finished records; and what was set aside.</content>
public partial class EntityFrameworkLedgerReader
{
    // Families, ids or keys per query: below every provider's limit of parameters.
    private const int PerQuery = 500;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<CoverageGap>>(Caller.System(tenant), async context =>
            await CoverageGapFilter.Apply(context.Gaps, link, from, to).OrderBy(gap => gap.From).ThenBy(gap => gap.Id)
                .ToListAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken) =>
        AskAsync(Caller.System(tenant), context => context.Set<RecordPositionRow>()
            .Where(row => row.Link == link && row.Source == source).Select(row => row.Position)
            .SingleOrDefaultAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(families);
        var ids = new HashSet<Guid>();
        foreach (var chunk in families.Chunk(PerQuery))
        {
            var range = FamilyRange.Of(chunk, within);
            var rows = await AskAsync(Caller.System(tenant), context => context.Set<CallFamilyRow>()
                .Where(row => row.Link == link && range.Names.Contains(row.Family)
                    && row.StartedAt >= range.First && row.StartedAt <= range.Last)
                .Select(row => new { row.Family, row.StartedAt, row.CallId }).ToListAsync(cancellationToken)).ConfigureAwait(false);
            ids.UnionWith(rows.Where(row => range.Holds(row.Family, row.StartedAt)).Select(row => row.CallId));
        }

        return await GetCallsAsync(tenant, ids, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredCall>> GetCallsAsync(
        string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var found = new List<StoredCall>();
        foreach (var chunk in ids.Distinct().Chunk(PerQuery))
        {
            var (calls, records) = await AskAsync(Caller.System(tenant), async context => (
                await context.Calls.Where(call => chunk.Contains(call.Id)).ToListAsync(cancellationToken).ConfigureAwait(false),
                await context.Set<RecordRow>().Where(row => row.CallId != null && chunk.Contains(row.CallId!.Value))
                    .ToListAsync(cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
            var ofCall = records.OrderBy(row => row.StartedAt).ThenBy(row => row.Key, StringComparer.Ordinal).ToLookup(row => row.CallId);
            found.AddRange(calls.Select(call => new StoredCall(call, [.. ofCall[call.Id].Select(ToRecord)])));
        }

        return [.. found.OrderBy(one => one.Call.StartedAt).ThenBy(one => one.Call.Id)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(families);
        var found = new Dictionary<string, RecordRow>(StringComparer.Ordinal);
        foreach (var chunk in families.Chunk(PerQuery))
        {
            var range = FamilyRange.Of(chunk, within);
            var rows = await AskAsync(Caller.System(tenant), context => context.Set<RecordRow>()
                .Where(row => row.Link == link && row.Family != null && range.Names.Contains(row.Family)
                    && row.StartedAt >= range.First && row.StartedAt <= range.Last)
                .ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var row in rows.Where(row => range.Holds(row.Family!, row.StartedAt)))
            {
                found[row.Key] = row;
            }
        }

        return [.. found.Values.OrderBy(row => row.StartedAt).ThenBy(row => row.Key, StringComparer.Ordinal).Select(ToRecord)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new List<StoredRecord>();
        foreach (var chunk in keys.Distinct(StringComparer.Ordinal).Chunk(PerQuery))
        {
            var rows = await AskAsync(Caller.System(tenant), context => context.Set<RecordRow>()
                .Where(row => row.Link == link && chunk.Contains(row.Key)).ToListAsync(cancellationToken)).ConfigureAwait(false);
            found.AddRange(rows.Select(ToRecord));
        }

        return found;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(
        string tenant, string link, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Few, or something is very wrong: then page by page.
        QuarantineRow? last = null;
        while (true)
        {
            var (epoch, seq, ordinal, number) = (last?.Epoch ?? 0, last?.Seq ?? 0, last?.Ordinal ?? 0, last?.Number ?? 0);
            var rows = await AskAsync(Caller.System(tenant), context => context.Set<QuarantineRow>()
                .Where(row => row.Link == link && row.Epoch >= epoch && (row.Epoch > epoch || row.Seq > seq
                    || (row.Seq == seq && (row.Ordinal > ordinal || (row.Ordinal == ordinal && row.Number > number)))))
                .OrderBy(row => row.Epoch).ThenBy(row => row.Seq).ThenBy(row => row.Ordinal).ThenBy(row => row.Number)
                .Take(Page).ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return new QuarantinedRow(row.Epoch, row.Seq, row.At, row.Kind, row.Error, row.Event);
            }

            if (rows.Count < Page)
            {
                yield break;
            }

            last = rows[^1];
        }
    }

    private static StoredRecord ToRecord(RecordRow row) => new(row.Key, row.Family, row.CallId, row.StartedAt, row.Record);

    /// <summary>A range of time that covers a chunk of questions; what it finds beyond them is left out afterwards.</summary>
    private sealed class FamilyRange
    {
        private readonly ILookup<string, DateTimeOffset> _times;
        private readonly TimeSpan _within;

        private FamilyRange(FamilyTime[] chunk, TimeSpan within)
        {
            _times = chunk.ToLookup(family => family.Family, family => family.At, StringComparer.Ordinal);
            _within = within;
            Names = [.. _times.Select(family => family.Key)];
            First = Earliest(chunk.Min(family => family.At), within);
            Last = Latest(chunk.Max(family => family.At), within);
        }

        public string[] Names { get; }

        public DateTimeOffset First { get; }

        public DateTimeOffset Last { get; }

        public static FamilyRange Of(FamilyTime[] chunk, TimeSpan within) => new(chunk, within);

        public bool Holds(string family, DateTimeOffset startedAt) => _times[family].Any(at => (startedAt - at).Duration() <= _within);

        private static DateTimeOffset Earliest(DateTimeOffset at, TimeSpan within) =>
            at - DateTimeOffset.MinValue > within ? at - within : DateTimeOffset.MinValue;

        private static DateTimeOffset Latest(DateTimeOffset at, TimeSpan within) =>
            DateTimeOffset.MaxValue - at > within ? at + within : DateTimeOffset.MaxValue;
    }
}
