using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>The ledger reader for any relational EF Core provider, whose host owns the migrations.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="contexts">Opens the store.</param>
public sealed class EntityFrameworkLedgerReader(ICallTrackingDbContextFactory contexts) : ILedgerReader
{
    /// <summary>Looks whether the tables are there. It creates and migrates nothing: the host does.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">The database is unreachable, or its tables are not those of this version.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => AskAsync(Caller.System(), async context =>
    {
        // One row of each table, all columns: a table that is missing or older than the model fails here and not at the first call.
        await context.Calls.OrderBy(call => call.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<EventLogRow>().OrderBy(row => row.Epoch).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return await context.Set<LinkRow>().OrderBy(row => row.Link).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken) =>
        AskAsync(Caller.System(tenant), async context =>
        {
            var row = await context.Set<LinkRow>().SingleOrDefaultAsync(r => r.Link == link, cancellationToken).ConfigureAwait(false);
            return row is null ? default : new LinkPosition(row.Epoch, row.Ordinal, row.Seq, row.At);
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
        const int Page = 256;
        var (epoch, seq, ordinal) = (first.Epoch, first.Seq, 0L);
        while (true)
        {
            var rows = await AskAsync(Caller.System(tenant), context => context.Set<EventLogRow>()
                .Where(row => row.Link == link && (row.Epoch > epoch || (row.Epoch == epoch
                    && (row.LastSeq > seq || (row.LastSeq == seq && row.Ordinal > ordinal)))))
                .OrderBy(row => row.Epoch).ThenBy(row => row.LastSeq).ThenBy(row => row.Ordinal)
                .Take(Page).ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return new EventLogEntry(row.Epoch, row.FirstSeq, row.LastSeq, row.Events);
            }

            if (rows.Count < Page)
            {
                yield break;
            }

            (epoch, seq, ordinal) = (rows[^1].Epoch, rows[^1].LastSeq, rows[^1].Ordinal);
        }
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken) =>
        AskAsync(Caller.System(tenant), async context =>
        {
            var rows = context.Set<EventLogRow>().Where(row => row.Link == link && row.At < before);
            var open = await OldestOpenAsync(context, link, cancellationToken).ConfigureAwait(false);
            var recent = await OldestRecentAsync(context, link, before, cancellationToken).ConfigureAwait(false);
            foreach (var keep in new[] { open, recent }.OfType<FirstEvent>())
            {
                rows = rows.Where(row => row.Epoch < keep.Epoch || (row.Epoch == keep.Epoch && row.LastSeq < keep.Seq));
            }

            return await rows.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        });

    /// <summary>First event of the oldest open call; null when no call is open.</summary>
    private static Task<FirstEvent?> OldestOpenAsync(CallTrackingDbContext context, string link, CancellationToken cancellationToken) =>
        OldestAsync(context.Set<Call>().Where(call => call.Link == link && call.State != CallState.Ended), cancellationToken);

    /// <summary>First event of the oldest call that became final at or after an instant; null when none did. Only calls younger than the
    /// oldest entry of the event log can matter, and there the search begins: not at the beginning of the ledger.</summary>
    private static async Task<FirstEvent?> OldestRecentAsync(
        CallTrackingDbContext context, string link, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var log = await context.Set<EventLogRow>().Where(row => row.Link == link)
            .OrderBy(row => row.Epoch).ThenBy(row => row.LastSeq)
            .Select(row => new { row.Epoch, row.FirstSeq }).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (log is null)
        {
            return null;
        }

        var calls = context.Set<Call>().Where(call => call.Link == link && call.EndedAt >= since
            && (call.FirstEpoch > log.Epoch || (call.FirstEpoch == log.Epoch && call.FirstSeq >= log.FirstSeq)));
        return await OldestAsync(calls, cancellationToken).ConfigureAwait(false);
    }

    private static Task<FirstEvent?> OldestAsync(IQueryable<Call> calls, CancellationToken cancellationToken) => calls
        .OrderBy(call => call.FirstEpoch).ThenBy(call => call.FirstSeq)
        .Select(call => new FirstEvent(call.FirstEpoch, call.FirstSeq)).FirstOrDefaultAsync(cancellationToken);

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
