using CallTracking.Identification;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <summary>A filter as a query that an index serves: the order of the history is the order of each index, so a page costs what it shows.</summary>
internal static class CallHistoryQuery
{
    private const int FewestDigits = 3;

    private static readonly CallOutcome[] Unserved = [.. Enum.GetValues<CallOutcome>().Where(Call.IsUnservedBy)];

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

    public static IQueryable<Call> Page(CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryCursor? after, int limit) =>
        Newest(After(Rows(context, filter), after), limit);

    /// <summary>What is wanted of a stretch of the history, which is read as a whole.</summary>
    /// <param name="context">The store.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="terms">What else must hold.</param>
    /// <param name="after">Where the stretch begins; null for the latest call.</param>
    /// <param name="last">Its last call; null for the oldest one.</param>
    /// <param name="limit">How many at most.</param>
    public static IQueryable<Call> Stretch(
        CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryTerms terms, CallHistoryCursor? after, CallHistoryCursor? last, int limit)
    {
        var rows = After(Rows(context, filter), after);
        if (last is { } end)
        {
            var (startedAt, id) = end;
            rows = rows.Where(row => row.StartedAt >= startedAt && (row.StartedAt > startedAt || row.Id >= id));
        }

        return Newest(OfTerms(rows, terms), limit);
    }

    /// <summary>The call with which a stretch of so many calls ends, whatever the filter says of it; nothing when there are fewer.</summary>
    public static IQueryable<CallHistoryCursor> Ahead(CallTrackingDbContext context, CallHistoryFilter filter, CallHistoryCursor? after, int calls)
    {
        var rows = context.Set<Call>().Select(call => new Row { Call = call, StartedAt = call.StartedAt, Id = call.Id });
        return After(OfPeriod(rows, filter), after).OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id)
            .Skip(calls - 1).Take(1).Select(row => new CallHistoryCursor(row.StartedAt, row.Id));
    }

    private static IQueryable<Call> Newest(IQueryable<Row> rows, int limit) => CallTrackingDbContext.Whole(
        rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id).Take(limit).Select(row => row.Call));

    /// <summary>Calls behind a cursor, in the order of the history.</summary>
    public static IQueryable<Row> After(IQueryable<Row> rows, CallHistoryCursor? after)
    {
        if (after is not { } cursor)
        {
            return rows;
        }

        // The first condition is what an index can seek; the second one only decides among calls of the same microsecond.
        var (startedAt, id) = cursor;
        return rows.Where(row => row.StartedAt <= startedAt && (row.StartedAt < startedAt || row.Id < id));
    }

    public static Task<long> Count(CallTrackingDbContext context, CallHistoryFilter filter, CancellationToken cancellationToken) =>
        Rows(context, filter).LongCountAsync(cancellationToken);

    private static IQueryable<Row> Rows(CallTrackingDbContext context, CallHistoryFilter filter)
    {
        var rows = filter.Contact is not null ? OfContact(context, filter)
            : filter.Party is { } party ? OfParty(context, party)
            : filter.Employee is { } employee ? OfEmployee(context, employee)
            : filter.Department is { } department ? OfDepartment(context, department)
            : context.Set<Call>().Select(call => new Row { Call = call, StartedAt = call.StartedAt, Id = call.Id });
        return Of(context, rows, filter);
    }

    /// <summary>Calls of a source that a filter selects, its party and contact apart.</summary>
    public static IQueryable<Row> Of(CallTrackingDbContext context, IQueryable<Row> rows, CallHistoryFilter filter)
    {
        rows = OfPeriod(rows, filter);
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

        rows = OfPeople(context, OfOutcomes(rows, filter.Outcomes), filter);
        if (filter.OnlyUnserved)
        {
            rows = rows.Where(row => row.Call.Direction == CallDirection.Inbound && (row.Call.LostInTransfer
                || Unserved.Contains(row.Call.Outcome ?? (CallOutcome)(-1))));
        }

        return filter.Number is null ? rows : OfNumber(context, rows, NumberPattern.Read(filter.Number)!.Value);
    }

    private static IQueryable<Row> OfPeriod(IQueryable<Row> rows, CallHistoryFilter filter)
    {
        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.StartedAt >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(row => row.StartedAt < to);
        }

        return rows;
    }

#pragma warning disable CA1304, CA1311, CA1862 // What EF Core translates to the database's own LOWER and LIKE.
    private static IQueryable<Row> OfTerms(IQueryable<Row> rows, CallHistoryTerms terms)
    {
        if (terms.CallerName is { } name)
        {
            var pattern = $"%{LikePattern.Escape(name)}%";
            rows = rows.Where(row => EF.Functions.Like(row.Call.CallerName!.ToLower(), pattern.ToLower(), LikePattern.EscapeText));
        }

        if (terms.DialedNumber is { } dialed)
        {
            var pattern = $"%{LikePattern.Escape(dialed)}%";
            rows = rows.Where(row => EF.Functions.Like(row.Call.DialedNumber!, pattern, LikePattern.EscapeText));
        }

        if (terms.Queue is { } queue)
        {
            rows = rows.Where(row => row.Call.Queue == queue);
        }

        if (terms.Trunk is { } trunk)
        {
            rows = rows.Where(row => row.Call.Trunk == trunk);
        }

        if (terms.MissedReason is { } reason)
        {
            rows = rows.Where(row => row.Call.MissedReason == reason);
        }

        if (terms.LostInTransfer is { } lost)
        {
            rows = rows.Where(row => row.Call.LostInTransfer == lost);
        }

        if (terms.LeastWait is { } wait)
        {
            rows = rows.Where(row => row.Call.Wait >= wait);
        }

        if (terms.LeastTalk is { } least)
        {
            rows = rows.Where(row => row.Call.Talk >= least);
        }

        if (terms.MostTalk is { } most)
        {
            rows = rows.Where(row => row.Call.Talk <= most);
        }

        return rows;
    }
#pragma warning restore CA1304, CA1311, CA1862

    private static IQueryable<Row> OfParty(CallTrackingDbContext context, string party)
    {
        var participants = context.Set<Participant>();

        // A party may stand in a call twice (an extension and its mailbox): its first row stands for the call.
        return OfParticipants(context, participants.Where(p => p.Party == party && !participants.Any(other => other.Party == party
            && EF.Property<Guid>(other, LedgerModel.CallId) == EF.Property<Guid>(p, LedgerModel.CallId)
            && EF.Property<int>(other, LedgerModel.Ordinal) < EF.Property<int>(p, LedgerModel.Ordinal))));
    }

    private static IQueryable<Row> OfEmployee(CallTrackingDbContext context, Guid employee)
    {
        var participants = context.Set<Participant>();
        return OfParticipants(context, participants.Where(p => p.Employee == employee && !participants.Any(other => other.Employee == employee
            && EF.Property<Guid>(other, LedgerModel.CallId) == EF.Property<Guid>(p, LedgerModel.CallId)
            && EF.Property<int>(other, LedgerModel.Ordinal) < EF.Property<int>(p, LedgerModel.Ordinal))));
    }

    private static IQueryable<Row> OfDepartment(CallTrackingDbContext context, Guid department)
    {
        var participants = context.Set<Participant>();
        return OfParticipants(context, participants.Where(p => p.Department == department && !participants.Any(other => other.Department == department
            && EF.Property<Guid>(other, LedgerModel.CallId) == EF.Property<Guid>(p, LedgerModel.CallId)
            && EF.Property<int>(other, LedgerModel.Ordinal) < EF.Property<int>(p, LedgerModel.Ordinal))));
    }

    private static IQueryable<Row> OfParticipants(CallTrackingDbContext context, IQueryable<Participant> participants) => participants.Join(
        context.Set<Call>(), p => EF.Property<Guid>(p, LedgerModel.CallId), call => call.Id,
        (p, call) => new Row
        {
            Call = call,
            StartedAt = EF.Property<DateTimeOffset>(p, LedgerModel.StartedAt),
            Id = EF.Property<Guid>(p, LedgerModel.CallId),
        });

    /// <summary>Who took part, where another condition leads; the source of the rows may say the same already.</summary>
    private static IQueryable<Row> OfPeople(CallTrackingDbContext context, IQueryable<Row> rows, CallHistoryFilter filter)
    {
        var participants = context.Set<Participant>();
        var isLed = filter.Contact is not null || filter.Party is not null;
        if (filter.Employee is { } employee && isLed)
        {
            rows = rows.Where(row => participants.Any(p => EF.Property<Guid>(p, LedgerModel.CallId) == row.Id && p.Employee == employee));
        }

        if (filter.Department is { } department && (isLed || filter.Employee is not null))
        {
            rows = rows.Where(row => participants.Any(p => EF.Property<Guid>(p, LedgerModel.CallId) == row.Id && p.Department == department));
        }

        return rows;
    }

    private static IQueryable<Row> OfContact(CallTrackingDbContext context, CallHistoryFilter filter)
    {
        // One contact is a range of an index in the order of the history; several are sorted, and few were merged.
        var links = context.Set<CallContact>();
        var only = filter.ContactIds.Count == 1 ? filter.ContactIds[0] : Guid.Empty;
        var ids = filter.ContactIds;
        var rows = (filter.ContactIds.Count == 1 ? links.Where(link => link.ContactId == only) : links.Where(link => ids.Contains(link.ContactId)))
            .Join(
                context.Set<Call>(), link => link.CallId, call => call.Id,
                (link, call) => new Row { Call = call, StartedAt = link.StartedAt, Id = link.CallId });
        if (filter.Party is { } party)
        {
            var participants = context.Set<Participant>();
            rows = rows.Where(row => participants.Any(p => EF.Property<Guid>(p, LedgerModel.CallId) == row.Id && p.Party == party));
        }

        return rows;
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
    internal sealed class Row
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
