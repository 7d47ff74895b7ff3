using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <summary>The list of calls that users see: filtered, latest first, page by page at the same cost on every page.</summary>
/// <remarks>
/// Safe for concurrent use. Every method throws <see cref="LedgerStoreException"/> when the store cannot be read, and
/// <see cref="ArgumentException"/> for a filter that cannot be meant.
/// </remarks>
public sealed class CallHistory
{
    /// <summary>The largest page: 1,000 calls.</summary>
    public const int MaxLimit = 1000;

    private const int StreamPage = 500;

    private readonly ICallTrackingDbContextFactory _contexts;

    /// <summary>Reads the history from a store.</summary>
    /// <param name="contexts">The store.</param>
    public CallHistory(ICallTrackingDbContextFactory contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        _contexts = contexts;
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

        // One more than asked for tells whether there is a next page.
        var calls = await AskAsync(caller, context => CallHistoryQuery.Page(context, filter, after, limit + 1).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        if (calls.Count <= limit)
        {
            return new CallHistoryPage(calls, null);
        }

        calls.RemoveAt(limit);
        return new CallHistoryPage(calls, new CallHistoryCursor(calls[^1].StartedAt, calls[^1].Id));
    }

    /// <summary>How many calls a filter selects.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CountAsync(Caller caller, CallHistoryFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CallHistoryQuery.ThrowIfInvalid(filter);
        return AskAsync(caller, context => CallHistoryQuery.Count(context, filter, cancellationToken));
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

    /// <summary>One call.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The call's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The call; null when the caller's tenant has none with that id.</returns>
    public Task<Call?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        AskAsync(caller, context => context.Calls.SingleOrDefaultAsync(call => call.Id == id, cancellationToken));

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
