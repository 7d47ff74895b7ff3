using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <summary>A filter as a query that an index serves: the order of the history is the order of each index, so a page costs what it shows.</summary>
internal static class CallHistoryQuery
{
    private const int FewestDigits = 3;

    public static void ThrowIfInvalid(CallHistoryFilter filter)
    {
        if (filter.From > filter.To)
        {
            throw new ArgumentException(
                $"The period ends ({filter.To:u}) before it begins ({filter.From:u}): swap the two.", nameof(filter));
        }

        if (filter.Number is not null && NumberPattern.Read(filter.Number) is null)
        {
            throw new ArgumentException(
                "The number is not one: write it with + and country code, as dialled, or its last three or more digits.", nameof(filter));
        }
    }

    public static IQueryable<Call> Page(CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryCursor? after, int limit)
    {
        var rows = Rows(context, filter);
        if (after is { } cursor)
        {
            // The first condition is what an index can seek; the second one only decides among calls of the same microsecond.
            var (startedAt, id) = cursor;
            rows = rows.Where(row => row.StartedAt <= startedAt && (row.StartedAt < startedAt || row.Id < id));
        }

        return CallTrackingDbContext.Whole(
            rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id).Take(limit).Select(row => row.Call));
    }

    public static Task<long> Count(CallTrackingDbContext context, CallHistoryFilter filter, CancellationToken cancellationToken) =>
        Rows(context, filter).LongCountAsync(cancellationToken);

    private static IQueryable<Row> Rows(CallTrackingDbContext context, CallHistoryFilter filter)
    {
        var rows = filter.Party is { } party
            ? OfParty(context, party)
            : context.Set<Call>().Select(call => new Row { Call = call, StartedAt = call.StartedAt, Id = call.Id });
        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.StartedAt >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(row => row.StartedAt < to);
        }

        if (filter.Link is { } link)
        {
            rows = rows.Where(row => row.Call.Link == link);
        }

        if (filter.OnlyOpen)
        {
            rows = rows.Where(row => row.Call.State != CallState.Ended);
        }

        if (filter.Directions.Count > 0)
        {
            var directions = filter.Directions.Distinct().ToArray();
            rows = rows.Where(row => directions.Contains(row.Call.Direction));
        }

        rows = OfOutcomes(rows, filter.Outcomes);
        return filter.Number is null ? rows : OfNumber(context, rows, NumberPattern.Read(filter.Number)!.Value);
    }

    private static IQueryable<Row> OfParty(CallTrackingDbContext context, string party)
    {
        var participants = context.Set<Participant>();

        // A party may stand in a call twice (an extension and its mailbox): its first row stands for the call.
        return participants
            .Where(p => p.Party == party && !participants.Any(other => other.Party == party
                && EF.Property<Guid>(other, LedgerModel.CallId) == EF.Property<Guid>(p, LedgerModel.CallId)
                && EF.Property<int>(other, LedgerModel.Ordinal) < EF.Property<int>(p, LedgerModel.Ordinal)))
            .Join(
                context.Set<Call>(), p => EF.Property<Guid>(p, LedgerModel.CallId), call => call.Id,
                (p, call) => new Row
                {
                    Call = call,
                    StartedAt = EF.Property<DateTimeOffset>(p, LedgerModel.StartedAt),
                    Id = EF.Property<Guid>(p, LedgerModel.CallId),
                });
    }

    private static IQueryable<Row> OfOutcomes(IQueryable<Row> rows, IReadOnlyCollection<CallOutcome> outcomes)
    {
        switch (outcomes.Count)
        {
            case 0:
                return rows;
            case 1:
                var only = outcomes.First();
                return rows.Where(row => row.Call.Outcome == only);
            default:
                // Several outcomes through their index would have to be sorted as a whole; the coalescing keeps the query on the index of
                // starts, which gives them in order.
                var several = outcomes.Distinct().ToArray();
                return rows.Where(row => several.Contains(row.Call.Outcome ?? (CallOutcome)(-1)));
        }
    }

#pragma warning disable CA1309 // string.Compare is what EF Core translates; the database compares, and digits have one order in every collation.
    private static IQueryable<Row> OfNumber(CallTrackingDbContext context, IQueryable<Row> rows, NumberPattern pattern)
    {
        var (e164, digits, national) = pattern;
        if (digits is null)
        {
            return rows.Where(row => row.Call.External!.E164 == e164);
        }

        // Ids first, each meaning of the digits by its own index: beside the order of the history, a database would rather read all of it.
        var ids = Ending(context, digits);
        if (e164 is not null)
        {
            ids = ids.Concat(context.Set<Call>().Where(call => call.External!.E164 == e164).Select(call => call.Id));
        }

        if (national is not null)
        {
            ids = ids.Concat(Ending(context, national));
        }

        return rows.Where(row => ids.Contains(row.Id));
    }

    /// <summary>Calls whose number ends in digits: a range of the reversed column. It ends with a letter, because that follows all digits
    /// in every collation.</summary>
    private static IQueryable<Guid> Ending(CallTrackingDbContext context, string reversed)
    {
        var end = reversed + "a";
        return context.Set<Call>()
            .Where(call => string.Compare(call.External!.NationalReversed, reversed) >= 0
                && string.Compare(call.External!.NationalReversed, end) < 0)
            .Select(call => call.Id);
    }
#pragma warning restore CA1309

    /// <summary>A call with the keys of the index that finds it.</summary>
    private sealed class Row
    {
        public required Call Call { get; init; }

        public required DateTimeOffset StartedAt { get; init; }

        public required Guid Id { get; init; }
    }

    /// <summary>What a wanted number may mean.</summary>
    /// <param name="E164">The number it is if it has its country code; null when it is too short to have one.</param>
    /// <param name="Reversed">Its digits reversed, if they are a number's last ones; null when it can only be <paramref name="E164"/>.</param>
    /// <param name="WithoutTrunkPrefix">The same without the leading zero that many countries dial before a national number.</param>
    private readonly record struct NumberPattern(string? E164, string? Reversed, string? WithoutTrunkPrefix)
    {
        private const int FewestNational = 7;
        private const int FewestInternational = 8;

        public static NumberPattern? Read(string text)
        {
            var digits = new string([.. text.Where(char.IsAsciiDigit)]);
            var isInternational = text.AsSpan().Trim().StartsWith('+');
            if (digits.Length < FewestDigits || text.Any(letter => !char.IsAsciiDigit(letter) && !" +-./()".Contains(letter)))
            {
                return null;
            }

            if (isInternational)
            {
                return new NumberPattern("+" + digits, null, null);
            }

            var reversed = new string([.. digits.Reverse()]);
            var e164 = digits.Length < FewestInternational ? null : "+" + (digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits);
            var national = digits[0] == '0' && digits.Length >= FewestNational ? reversed[..^1] : null;
            return new NumberPattern(e164, reversed, national);
        }
    }
}
