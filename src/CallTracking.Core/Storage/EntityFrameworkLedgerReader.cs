using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>The ledger reader for any relational EF Core provider, whose host owns the migrations. A store package with migrations of its
/// own derives from it and says how its store is made ready.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="contexts">Opens the store.</param>
public partial class EntityFrameworkLedgerReader(ICallTrackingDbContextFactory contexts) : ILedgerReader
{
    // Rows of the event log per query.
    private const int Page = 256;

    private static readonly TimeSpan LongestBehind = TimeSpan.FromDays(30);

    /// <summary>Looks whether the tables are there. It creates and migrates nothing: the host does.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">The database is unreachable, or its tables are not those of this version.</exception>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => AskAsync(Caller.System(), async context =>
    {
        // One row of each table, all columns: a table that is missing or older than the model fails here and not at the first call.
        await context.Calls.OrderBy(call => call.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<EventLogRow>().OrderBy(row => row.Epoch).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<CallFamilyRow>().OrderBy(row => row.Link).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Gaps.OrderBy(gap => gap.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<RecordRow>().OrderBy(row => row.Link).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<QuarantineRow>().OrderBy(row => row.Epoch).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<LeaseRow>().OrderBy(row => row.Link).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return await context.Set<LinkRow>().OrderBy(row => row.Link).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken) =>
        AskAsync(Caller.System(tenant), async context =>
        {
            var row = await context.Set<LinkRow>().SingleOrDefaultAsync(r => r.Link == link, cancellationToken).ConfigureAwait(false);
            return row is null ? default : new LinkPosition(row.Epoch, row.Ordinal, row.Seq, row.At) { Lease = row.Lease };
        });

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventLogEntry> ReadOpenAsync(
        string tenant, string link, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await AskAsync(
            Caller.System(tenant), context => OldestOpenAsync(context, link, cancellationToken)).ConfigureAwait(false);
        if (first is null)
        {
            yield break;
        }

        // Page by page, so that no transaction stays open while the caller works through the events.
        var ordinal = 0L;
        for (long? epoch = first.Epoch; epoch is not null;)
        {
            var rows = await AskAsync(
                Caller.System(tenant), context => After(context, link, epoch.Value, first.Seq, ordinal).ToListAsync(cancellationToken))
                .ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return new EventLogEntry(row.Epoch, row.FirstSeq, row.LastSeq, row.Events);
            }

            if (rows.Count == Page)
            {
                (first, ordinal) = (first with { Seq = rows[^1].LastSeq }, rows[^1].Ordinal);
                continue;
            }

            epoch = await AskAsync(Caller.System(tenant), context => NextEpochAsync(context, link, epoch.Value, cancellationToken))
                .ConfigureAwait(false);
            (first, ordinal) = (first with { Seq = 0 }, 0);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<Call>>(Caller.System(tenant), async context =>
            await CallTrackingDbContext.Whole(Open(context, link)).OrderBy(call => call.StartedAt).ThenBy(call => call.Id)
                .ToListAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var keep = await AskAsync(Caller.System(tenant), context => OldestKeptAsync(context, link, before, cancellationToken))
            .ConfigureAwait(false);
        var removed = 0;
        while (true)
        {
            // From the oldest on and in small steps, so that the pipeline's writes come in between.
            var step = await AskAsync(Caller.System(tenant), context => RemoveOldestAsync(context, link, before, keep, cancellationToken))
                .ConfigureAwait(false);
            removed += step;
            if (step == 0)
            {
                break;
            }
        }

        while (await AskAsync(Caller.System(tenant), context => RemoveOldestChangesAsync(context, link, before, cancellationToken))
            .ConfigureAwait(false) > 0)
        {
        }

        return removed;
    }

    // What a projection has not taken in yet is waited for, but not for ever: it may belong to a program that is gone.
    private static async Task<int> RemoveOldestChangesAsync(
        CallTrackingDbContext context, string link, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var followers = await context.Set<ProjectionRow>().Where(row => row.Link == link).ToListAsync(cancellationToken).ConfigureAwait(false);
        var slowest = followers.MinBy(row => (row.Epoch, row.Ordinal));
        var oldest = await context.Set<ChangesRow>().Where(row => row.Link == link).OrderBy(row => row.Epoch).ThenBy(row => row.Ordinal)
            .Select(row => new { row.Epoch, row.Ordinal, row.At }).Take(Page).ToListAsync(cancellationToken).ConfigureAwait(false);
        var last = oldest.TakeWhile(row => row.Epoch == oldest[0].Epoch && row.At < before
            && (slowest is null || (row.Epoch, row.Ordinal).CompareTo((slowest.Epoch, slowest.Ordinal)) <= 0
                || row.At < before - LongestBehind)).LastOrDefault();
        return last is null
            ? 0
            : await context.Set<ChangesRow>().Where(row => row.Link == link && row.Epoch == last.Epoch && row.Ordinal <= last.Ordinal)
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static IQueryable<EventLogRow> After(CallTrackingDbContext context, string link, long epoch, long seq, long ordinal) =>
        context.Set<EventLogRow>()
            .Where(row => row.Link == link && row.Epoch == epoch && row.LastSeq >= seq && (row.LastSeq > seq || row.Ordinal > ordinal))
            .OrderBy(row => row.LastSeq).ThenBy(row => row.Ordinal).Take(Page);

    private static Task<long?> NextEpochAsync(CallTrackingDbContext context, string link, long epoch, CancellationToken cancellationToken) =>
        context.Set<EventLogRow>().Where(row => row.Link == link && row.Epoch > epoch)
            .OrderBy(row => row.Epoch).Select(row => (long?)row.Epoch).FirstOrDefaultAsync(cancellationToken);

    private static async Task<int> RemoveOldestAsync(
        CallTrackingDbContext context, string link, DateTimeOffset before, FirstEvent? keep, CancellationToken cancellationToken)
    {
        var oldest = await context.Set<EventLogRow>().Where(row => row.Link == link)
            .OrderBy(row => row.Epoch).ThenBy(row => row.LastSeq).ThenBy(row => row.Ordinal)
            .Select(row => new { row.Epoch, row.LastSeq, row.Ordinal, row.At })
            .Take(Page).ToListAsync(cancellationToken).ConfigureAwait(false);
        var last = oldest.TakeWhile(row => row.Epoch == oldest[0].Epoch && row.At < before
            && (keep is null || (row.Epoch, row.LastSeq).CompareTo((keep.Epoch, keep.Seq)) < 0)).LastOrDefault();
        return last is null
            ? 0
            : await context.Set<EventLogRow>()
                .Where(row => row.Link == link && row.Epoch == last.Epoch && row.LastSeq <= last.LastSeq
                    && (row.LastSeq < last.LastSeq || row.Ordinal <= last.Ordinal))
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>First event that an open call, or one that was not final before an instant, needs; null when none does.</summary>
    private static async Task<FirstEvent?> OldestKeptAsync(
        CallTrackingDbContext context, string link, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var open = await OldestOpenAsync(context, link, cancellationToken).ConfigureAwait(false);
        var recent = await OldestRecentAsync(context, link, before, cancellationToken).ConfigureAwait(false);
        return open is null || (recent is not null && Earlier(recent, open)) ? recent : open;
    }

    // Open calls are few and have an index; a link's calls are many. The concatenation keeps databases from taking the wrong one.
    private static IQueryable<Call> Open(CallTrackingDbContext context, string link) =>
        context.Set<Call>().Where(call => call.State != CallState.Ended && call.Link + "" == link);

    /// <summary>First event of the oldest open call; null when no call is open.</summary>
    private static async Task<FirstEvent?> OldestOpenAsync(CallTrackingDbContext context, string link, CancellationToken cancellationToken)
    {
        var open = await Open(context, link)
            .Select(call => new FirstEvent(call.FirstEpoch, call.FirstSeq)).ToListAsync(cancellationToken).ConfigureAwait(false);
        return open.OrderBy(first => first.Epoch).ThenBy(first => first.Seq).FirstOrDefault();
    }

    /// <summary>First event of the oldest call that became final at or after an instant; null when none did. Only calls younger than the
    /// oldest entry of the event log can matter, and there the search begins: not at the beginning of the ledger.</summary>
    private static async Task<FirstEvent?> OldestRecentAsync(
        CallTrackingDbContext context, string link, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var log = await context.Set<EventLogRow>().Where(row => row.Link == link)
            .OrderBy(row => row.Epoch).ThenBy(row => row.LastSeq).ThenBy(row => row.Ordinal)
            .Select(row => new FirstEvent(row.Epoch, row.FirstSeq)).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (log is null)
        {
            return null;
        }

        // Two questions, because each is a range of an index and their union is not.
        var calls = context.Set<Call>().Where(call => call.Link == link && call.EndedAt >= since);
        return await OldestAsync(calls.Where(call => call.FirstEpoch == log.Epoch && call.FirstSeq >= log.Seq), cancellationToken)
                .ConfigureAwait(false)
            ?? await OldestAsync(calls.Where(call => call.FirstEpoch > log.Epoch), cancellationToken).ConfigureAwait(false);
    }

    private static Task<FirstEvent?> OldestAsync(IQueryable<Call> calls, CancellationToken cancellationToken) => calls
        .OrderBy(call => call.FirstEpoch).ThenBy(call => call.FirstSeq)
        .Select(call => new FirstEvent(call.FirstEpoch, call.FirstSeq)).FirstOrDefaultAsync(cancellationToken);

    private static bool Earlier(FirstEvent left, FirstEvent right) => (left.Epoch, left.Seq).CompareTo((right.Epoch, right.Seq)) < 0;

    private async Task<T> AskAsync<T>(Caller caller, Func<CallTrackingDbContext, Task<T>> ask)
    {
        try
        {
            var context = contexts.Create(caller);
            await using (context.ConfigureAwait(false))
            {
                return await ask(context).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && contexts.Explain(exception) is { } ours)
        {
            throw ours;
        }
    }

    private sealed record FirstEvent(long Epoch, long Seq);
}
