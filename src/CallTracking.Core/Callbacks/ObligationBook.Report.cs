using System.Globalization;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>The report on how well the duty was done.</content>
public sealed partial class ObligationBook
{
    private const int LongestPeriod = 3_660;

    /// <summary>How the obligations that were opened in a period were served. Needs <see cref="Permission.CallbacksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="query">Which period, told apart by what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ObligationRejectedException">The period ends before it begins or is longer than ten years, or the zone is none.</exception>
    public async Task<ObligationReport> ReportAsync(Caller caller, ObligationReportQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(query);
        caller.Demand(Permission.CallbacksRead);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(query.TimeZone, out var zone))
        {
            throw new ObligationRejectedException("report.zone", $"'{query.TimeZone}' is no time zone: write an IANA zone such as Asia/Phnom_Penh.");
        }

        if (query.To < query.From || query.To.DayNumber - query.From.DayNumber > LongestPeriod || query.To == DateOnly.MaxValue)
        {
            throw new ObligationRejectedException(
                "report.period", $"The period {query.From:yyyy-MM-dd} to {query.To:yyyy-MM-dd} ends before it begins, or is longer than ten years.");
        }

        var (from, to, now) = (StartOf(query.From, zone), StartOf(query.To.AddDays(1), zone), _time.GetUtcNow());
        var filter = new ObligationFilter
        {
            IsOpen = null,
            OwnerId = query.OwnerId,
            DepartmentId = query.DepartmentId,
            OpenedFrom = from,
            OpenedTo = to,
        };
        return await StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var total = new Tally();
            var groups = new Dictionary<string, Tally>(StringComparer.Ordinal);
            var rows = Filtered(context, filter, caller, Permission.CallbacksRead)
                .Where(one => one.State != ObligationState.Void && one.State != ObligationState.Merged)
                .Select(one => new Line(one.State, one.OwnerId, one.DepartmentId, one.Queue, one.OpenedAt, one.DueAt, one.ClosedAt));
            await foreach (var line in rows.AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                total.Add(line, now);
                if (query.By != ObligationReportGroup.None)
                {
                    var key = KeyOf(line, query.By, zone);
                    if (!groups.TryGetValue(key, out var tally))
                    {
                        groups[key] = tally = new Tally();
                    }

                    tally.Add(line, now);
                }
            }

            var seesAll = caller.Access.ScopeOf(Permission.CallbacksRead) == AccessScope.All && query.OwnerId is null && query.DepartmentId is null;
            return new ObligationReport(
                from, to, total.ToRow(null),
                [.. groups.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value.ToRow(pair.Key.Length == 0 ? null : pair.Key))],
                seesAll ? await CountAsync(context, ObligationCallKind.ShortAbandon, from, to, cancellationToken).ConfigureAwait(false) : null,
                seesAll ? await CountAsync(context, ObligationCallKind.Withheld, from, to, cancellationToken).ConfigureAwait(false) : null);
        }).ConfigureAwait(false);
    }

    private static Task<int> CountAsync(
        CallTrackingDbContext context, ObligationCallKind kind, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        context.Set<ObligationCall>().CountAsync(row => row.Kind == kind && row.At >= from && row.At < to, cancellationToken);

    private static string KeyOf(Line line, ObligationReportGroup by, TimeZoneInfo zone) => by switch
    {
        ObligationReportGroup.Owner => line.Owner?.ToString() ?? string.Empty,
        ObligationReportGroup.Department => line.Department?.ToString() ?? string.Empty,
        ObligationReportGroup.Queue => line.Queue ?? string.Empty,
        _ => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(line.OpenedAt, zone).DateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    // Midnight may be skipped where clocks are changed: then the day begins at the moment of the skip.
    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private sealed record Line(
        ObligationState State, Guid? Owner, Guid? Department, string? Queue, DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset? ClosedAt);

    private sealed class Tally
    {
        private readonly List<long> _reached = [];
        private int _opened;
        private int _inTime;
        private int _late;
        private int _byHand;
        private int _waived;
        private int _open;
        private int _overdue;

        public void Add(Line line, DateTimeOffset now)
        {
            _opened++;
            switch (line.State)
            {
                case ObligationState.Waived:
                    _waived++;
                    return;
                case ObligationState.Open or ObligationState.Tried:
                    _ = line.DueAt < now ? _overdue++ : _open++;
                    return;
                case ObligationState.Closed:
                    _byHand++;
                    break;
                default:
                    _reached.Add((line.ClosedAt!.Value - line.OpenedAt).Ticks);
                    break;
            }

            _ = line.ClosedAt <= line.DueAt ? _inTime++ : _late++;
        }

        public ObligationReportRow ToRow(string? key)
        {
            _reached.Sort();
            return new ObligationReportRow
            {
                Key = key,
                Opened = _opened,
                ClosedInTime = _inTime,
                ClosedLate = _late,
                ClosedByHand = _byHand,
                Waived = _waived,
                OpenInTime = _open,
                OpenOverdue = _overdue,
                MedianToReach = Rank(0.5),
                P90ToReach = Rank(0.9),
            };
        }

        // The nearest rank: a time that really was.
        private TimeSpan? Rank(double share) =>
            _reached.Count == 0 ? null : TimeSpan.FromTicks(_reached[(int)Math.Ceiling(share * _reached.Count) - 1]);
    }
}
