using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <summary>The list of calls that users see: filtered, latest first, page by page at the same cost on every page.</summary>
/// <remarks>
/// Safe for concurrent use. Every caller sees the calls that his permission <see cref="Permission.CallsRead"/> reaches, with outside numbers
/// masked where they are hidden from him, and throws <see cref="AccessDeniedException"/> without it, or when he searches for a hidden number.
/// Every method throws <see cref="LedgerStoreException"/> when the store cannot be read, and
/// <see cref="ArgumentException"/> for a filter that cannot be meant.
/// </remarks>
public sealed partial class CallHistory
{
    /// <summary>The largest page: 1,000 calls.</summary>
    public const int MaxLimit = 1000;

    private const int StreamPage = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TimeProvider _time;

    /// <summary>Reads the history from a store.</summary>
    /// <param name="contexts">The store.</param>
    /// <param name="time">The clock by which exports are audited.</param>
    public CallHistory(ICallTrackingDbContextFactory contexts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(time);
        _contexts = contexts;
        _time = time;
    }

    /// <summary>One page, latest start first.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="after">The <see cref="CallHistoryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CallHistoryPage> ListAsync(
        Caller caller, CallHistoryFilter filter, CallHistoryCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        CallHistoryQuery.ThrowIfInvalid(filter);

        CallHistoryScope.Demand(caller, filter);

        // One more than asked for tells whether there is a next page.
        return await AskAsync(caller, async context =>
        {
            var calls = await CallHistoryScope.PageAsync(
                context, await WithContactAsync(context, filter, cancellationToken).ConfigureAwait(false), after, limit + 1, cancellationToken)
                .ConfigureAwait(false);
            var next = calls.Count > limit ? new CallHistoryCursor(calls[limit - 1].StartedAt, calls[limit - 1].Id) : default(CallHistoryCursor?);
            return await PageAsync(context, calls.Count > limit ? calls[..limit] : calls, next, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>How many calls a filter selects.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CountAsync(Caller caller, CallHistoryFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CallHistoryQuery.ThrowIfInvalid(filter);
        CallHistoryScope.Demand(caller, filter);
        return AskAsync(caller, async context => await CallHistoryScope.CountAsync(
            context, await WithContactAsync(context, filter, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>All calls that a filter selects, latest start first, read page by page: memory stays flat and no transaction stays open.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<Call> StreamAsync(
        Caller caller, CallHistoryFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallHistoryCursor? after = null;
        do
        {
            var page = await ListAsync(caller, filter, after, StreamPage, cancellationToken).ConfigureAwait(false);
            foreach (var call in page.Calls)
            {
                yield return call;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>All calls that a filter selects, to be taken away as a file: what the caller may export, which may be less than he may read.
    /// What is hidden from him is not in it at all. It goes into the audit trail before the first call is given: what cannot be written there is
    /// not exported.</summary>
    /// <param name="caller">On whose behalf. Needs <see cref="Permission.CallsExport"/>.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AccessDeniedException">The caller may not export calls.</exception>
    public async IAsyncEnumerable<Call> ExportAsync(
        Caller caller, CallHistoryFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        caller.Demand(Permission.CallsExport);
        CallHistoryQuery.ThrowIfInvalid(filter);
        CallHistoryScope.Demand(CallScope.ForExport(caller), filter);
        await StoreWork.WriteAsync(_contexts, caller, (context, _) =>
        {
            AuditTrail.Add(context, caller, _time.GetUtcNow(), "call.export", "call", null, CallExportNote.Of(filter));
            return Task.FromResult(true);
        }, cancellationToken).ConfigureAwait(false);
        await foreach (var call in StreamAsync(CallScope.ForExport(caller), filter, cancellationToken).ConfigureAwait(false))
        {
            yield return CallMask.ForExport(caller, call);
        }
    }

    /// <summary>One call.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The call's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The call; null when the caller's tenant has none with that id, or it is not his to see.</returns>
    public async Task<Call?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        var found = await AskAsync(caller, context => context.Calls.SingleOrDefaultAsync(call => call.Id == id, cancellationToken)).ConfigureAwait(false);
        return found is null ? null : CallMask.For(caller, found);
    }

    /// <summary>Periods in which links were not observed, latest beginning first: what the history may lack.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which gaps.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CoverageGap>> ListGapsAsync(
        Caller caller, CoverageGapFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return await AskAsync(caller, context => CoverageGapFilter.Apply(context.Gaps, filter.Link, filter.From, filter.To)
            .OrderByDescending(gap => gap.From).ThenByDescending(gap => gap.Id).Take(limit).ToListAsync(cancellationToken)).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(Caller caller, Func<CallTrackingDbContext, Task<T>> ask)
    {
        ArgumentNullException.ThrowIfNull(caller);
        try
        {
            var context = _contexts.Create(caller);
            await using (context.ConfigureAwait(false))
            {
                return await ask(context).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && _contexts.Explain(exception) is { } ours)
        {
            throw ours;
        }
    }
}
