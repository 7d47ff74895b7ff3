using CallTracking.Access;
using CallTracking.Dialing;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Callbacks;

/// <summary>The callbacks that are owed: the worklist, and what people do with it.</summary>
/// <remarks>
/// Safe for concurrent use. Every method is made for a caller and throws <see cref="AccessDeniedException"/> when he may not do it at all; an
/// obligation out of his reach is as if it were not there. Every method throws <see cref="LedgerStoreException"/> when the store cannot be
/// used.
/// </remarks>
public sealed partial class ObligationBook
{
    /// <summary>The largest page: 500 obligations.</summary>
    public const int MaxLimit = 500;

    /// <summary>The most obligations that are changed at once: 10,000.</summary>
    public const int MaxBulk = 10_000;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly CallbackOptions _options;
    private readonly IEmployeeFeed _feed;
    private readonly TimeProvider _time;
    private readonly Func<IDialer?> _dialer;

    internal ObligationBook(
        ICallTrackingDbContextFactory contexts, IOptions<CallbackOptions> options, IEmployeeFeed feed, TimeProvider time, Func<IDialer?> dialer)
    {
        _dialer = dialer;
        _contexts = contexts;
        _options = options.Value;
        _feed = feed;
        _time = time;
    }

    /// <summary>A page of obligations. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which obligations.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ObligationPage> ListAsync(
        Caller caller, ObligationFilter filter, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.CallbacksRead);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
            Page(Filtered(context, filter, caller, Permission.CallbacksRead), filter.Order, after, limit + 1).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        PageCursor? next = null;
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            next = new PageCursor(filter.Order == ObligationOrder.DueFirst ? rows[^1].DueAt : rows[^1].OpenedAt, rows[^1].Id);
        }

        return new ObligationPage([.. rows.Select(row => ObligationAccess.Mask(row, caller))], next);
    }

    /// <summary>How many obligations there are. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which obligations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> CountAsync(Caller caller, ObligationFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        caller.Demand(Permission.CallbacksRead);
        return StoreWork.ReadAsync(
            _contexts, caller, context => Filtered(context, filter, caller, Permission.CallbacksRead).CountAsync(cancellationToken));
    }

    /// <summary>One obligation. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation; null when the caller reaches none with that id.</returns>
    public async Task<Obligation?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallbacksRead);
        var found = await StoreWork.ReadAsync(_contexts, caller, context => ObligationAccess.Reach(
            context, context.Set<Obligation>(), caller, Permission.CallbacksRead).SingleOrDefaultAsync(one => one.Id == id, cancellationToken))
            .ConfigureAwait(false);
        return found is null ? null : ObligationAccess.Mask(found, caller);
    }

    /// <summary>The obligation that covers a call. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="callId">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation; null when there is none in the caller's reach.</returns>
    public async Task<Obligation?> FindByCallAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallbacksRead);
        var found = await StoreWork.ReadAsync(_contexts, caller, context => ObligationAccess.Reach(
            context, context.Set<Obligation>(), caller, Permission.CallbacksRead)
            .SingleOrDefaultAsync(
                one => context.Set<ObligationCall>().Any(row => row.CallId == callId && row.ObligationId == one.Id), cancellationToken))
            .ConfigureAwait(false);
        return found is null ? null : ObligationAccess.Mask(found, caller);
    }

    /// <summary>What happened to an obligation, and because of which calls and rules. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the caller reaches none with that id.</returns>
    public async Task<ObligationHistory?> HistoryAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await GetAsync(caller, id, cancellationToken).ConfigureAwait(false) is not { } obligation)
        {
            return null;
        }

        var (events, calls) = await StoreWork.ReadAsync(_contexts, caller, async context => (
            await context.Set<ObligationEvent>().Where(one => one.ObligationId == id).OrderBy(one => one.Ordinal).Take(10 * MaxLimit)
                .ToListAsync(cancellationToken).ConfigureAwait(false),
            await context.Set<ObligationCall>().Where(one => one.ObligationId == id).OrderByDescending(one => one.At)
                .ThenByDescending(one => one.CallId).Take(MaxLimit).ToListAsync(cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        return new ObligationHistory(obligation, events, [.. calls.Select(call => ObligationAccess.Mask(call, caller))]);
    }

    private static IQueryable<Obligation> Page(IQueryable<Obligation> rows, ObligationOrder order, PageCursor? after, int limit)
    {
        if (after is not { } cursor)
        {
            return Ordered(rows, order).Take(limit);
        }

        var (at, id) = cursor;
        return Ordered(
            order == ObligationOrder.DueFirst
                ? rows.Where(one => one.DueAt >= at && (one.DueAt > at || one.Id > id))
                : rows.Where(one => one.OpenedAt <= at && (one.OpenedAt < at || one.Id < id)),
            order).Take(limit);
    }

    private static IQueryable<Obligation> Ordered(IQueryable<Obligation> rows, ObligationOrder order) => order == ObligationOrder.DueFirst
        ? rows.OrderBy(one => one.DueAt).ThenBy(one => one.Id)
        : rows.OrderByDescending(one => one.OpenedAt).ThenByDescending(one => one.Id);

    private IQueryable<Obligation> Filtered(CallTrackingDbContext context, ObligationFilter filter, Caller caller, Permission permission)
    {
        var rows = ObligationAccess.Reach(context, context.Set<Obligation>(), caller, permission);
        if (filter.Number is { } number)
        {
            caller.DemandField(FieldMask.Numbers, "filtered");
            rows = rows.Where(one => one.NumberKey == number || one.Number == number);
        }

        if (filter.IsOpen is { } isOpen)
        {
            rows = rows.Where(one => one.IsOpen == isOpen);
        }

        if (filter.OnlyOverdue)
        {
            var now = _time.GetUtcNow();
            rows = rows.Where(one => one.IsOpen && one.DueAt < now);
        }

        if (filter.States.Count > 0)
        {
            var states = filter.States.Distinct().ToArray();
            rows = rows.Where(one => states.Contains(one.State));
        }

        rows = filter.OwnerId is { } owner ? rows.Where(one => one.OwnerId == owner) : rows;
        rows = filter.OnlyUnowned ? rows.Where(one => one.OwnerId == null) : rows;
        rows = filter.DepartmentId is { } department ? rows.Where(one => one.DepartmentId == department) : rows;
        rows = filter.ContactId is { } contact ? rows.Where(one => one.ContactId == contact) : rows;
        rows = filter.Queue is { } queue ? rows.Where(one => one.Queue == queue) : rows;
        rows = filter.OpenedFrom is { } from ? rows.Where(one => one.OpenedAt >= from) : rows;
        return filter.OpenedTo is { } to ? rows.Where(one => one.OpenedAt < to) : rows;
    }
}
