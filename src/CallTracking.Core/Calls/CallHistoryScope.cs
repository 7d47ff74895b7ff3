using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <summary>
/// The history of somebody who may see only his own or his team's calls, in the order of indexes: each department of the team, the
/// employee himself, and what he placed is one range of an index. A page is what the newest of all ranges are, and so costs what it shows,
/// however many calls there are. A call that several of these ranges hold stands in the first one of them only.
/// </summary>
internal static class CallHistoryScope
{
    // With more departments than this the order of starts is followed instead, and each call asked whether it is in scope.
    private const int MostRanges = 24;
    private const int MostExtensionDigits = 6;

    private static readonly string[] ScopeOnly = [CallTrackingDbContext.ScopeFilter];

    /// <summary>Throws unless the caller may ask so.</summary>
    /// <exception cref="AccessDeniedException">He may not read calls, or asks for a number although numbers are hidden from him.</exception>
    public static void Demand(Caller caller, CallHistoryFilter filter)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        if (filter.Number is not null || (filter.Party is { } party && !IsSurelyOurs(party)))
        {
            caller.DemandField(FieldMask.Numbers, "searched");
        }
    }

    /// <summary>A page of what the caller may see, as he may see it.</summary>
    public static async Task<List<Call>> PageAsync(
        CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryCursor? after, int limit, CancellationToken cancellationToken)
    {
        var calls = IsByRanges(context, filter)
            ? await ByRangesAsync(context, filter, after, limit, cancellationToken).ConfigureAwait(false)
            : await CallHistoryQuery.Page(context, filter, after, limit).ToListAsync(cancellationToken).ConfigureAwait(false);
        return calls.ConvertAll(call => CallMask.For(context.Caller, call));
    }

    /// <summary>How many calls that the caller may see a filter selects.</summary>
    public static async Task<long> CountAsync(CallTrackingDbContext context, CallHistoryFilter filter, CancellationToken cancellationToken)
    {
        if (!IsByRanges(context, filter))
        {
            return await CallHistoryQuery.Count(context, filter, cancellationToken).ConfigureAwait(false);
        }

        var count = 0L;
        foreach (var range in Ranges(context))
        {
            count += await CallHistoryQuery.Of(context, Rows(context, range), filter).LongCountAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    // A long run of digits is an outside number, or may be.
    private static bool IsSurelyOurs(string party) => !party.StartsWith('+') && party.Count(char.IsAsciiDigit) <= MostExtensionDigits;

    // A condition that has an index of its own finds few calls, and each of them is asked whether it is in scope.
    private static bool IsByRanges(CallTrackingDbContext context, CallHistoryFilter filter) =>
        filter is { Party: null, Number: null, Contact: null, Employee: null, Department: null }
        && !CallScope.IsAll(context.Caller) && context.CallDepartments.Count <= MostRanges;

    private static async Task<List<Call>> ByRangesAsync(
        CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryCursor? after, int limit, CancellationToken cancellationToken)
    {
        var keys = new List<(DateTimeOffset StartedAt, Guid Id)>();
        foreach (var range in Ranges(context))
        {
            var found = await CallHistoryQuery.After(CallHistoryQuery.Of(context, Rows(context, range), filter), after)
                .OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id).Take(limit)
                .Select(row => new { row.StartedAt, row.Id }).ToListAsync(cancellationToken).ConfigureAwait(false);
            keys.AddRange(found.Select(static one => (one.StartedAt, one.Id)));
        }

        // The ids in the order in which the store has them: as text, big-endian.
        var ids = keys.OrderByDescending(static key => key.StartedAt).ThenByDescending(static key => key.Id.ToString("D"), StringComparer.Ordinal)
            .Take(limit).Select(static key => key.Id).ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var calls = await CallTrackingDbContext.Whole(
            context.Set<Call>().IgnoreQueryFilters(ScopeOnly).Where(call => ids.Contains(call.Id))).ToDictionaryAsync(call => call.Id, cancellationToken)
            .ConfigureAwait(false);
        return [.. ids.Where(calls.ContainsKey).Select(id => calls[id])];
    }

    private static IQueryable<CallHistoryQuery.Row> Rows(CallTrackingDbContext context, IQueryable<CallKey> range) => range.Join(
        context.Set<Call>(), key => key.Id, call => call.Id,
        (key, call) => new CallHistoryQuery.Row { Call = call, StartedAt = key.StartedAt, Id = key.Id }).IgnoreQueryFilters(ScopeOnly);

    /// <summary>The keys of the calls, range by range.</summary>
    private static IEnumerable<IQueryable<CallKey>> Ranges(CallTrackingDbContext context)
    {
        var me = context.CallsOf;
        if (me == Guid.Empty)
        {
            yield break;
        }

        var participants = context.Set<Participant>();
        var departments = context.CallDepartments.Select(static id => (Guid?)id).ToArray();

        // Of all participants of a call that are in scope the first one stands for it.
        var first = participants.Where(p => !participants.Any(other =>
            EF.Property<Guid>(other, LedgerModel.CallId) == EF.Property<Guid>(p, LedgerModel.CallId)
            && EF.Property<int>(other, LedgerModel.Ordinal) < EF.Property<int>(p, LedgerModel.Ordinal)
            && (other.Employee == me || departments.Contains(other.Department))));
        foreach (var department in departments)
        {
            yield return KeysOf(first.Where(p => p.Department == department));
        }

        yield return KeysOf(departments.Length == 0
            ? first.Where(p => p.Employee == me)
            : first.Where(p => p.Employee == me && !(p.Department != null && departments.Contains(p.Department))));
        var placedBy = context.PlacedBy;
        yield return context.Set<Call>().Where(call => call.PlacedBy == placedBy && !participants.Any(p =>
                EF.Property<Guid>(p, LedgerModel.CallId) == call.Id && (p.Employee == me || departments.Contains(p.Department))))
            .Select(call => new CallKey { StartedAt = call.StartedAt, Id = call.Id });
    }

    private static IQueryable<CallKey> KeysOf(IQueryable<Participant> participants) => participants.Select(p => new CallKey
    {
        StartedAt = EF.Property<DateTimeOffset>(p, LedgerModel.StartedAt),
        Id = EF.Property<Guid>(p, LedgerModel.CallId),
    });
}

/// <summary>Where a call stands in the order of the history.</summary>
internal sealed class CallKey
{
    public required DateTimeOffset StartedAt { get; init; }

    public required Guid Id { get; init; }
}
