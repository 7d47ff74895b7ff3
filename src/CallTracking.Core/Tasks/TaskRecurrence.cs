namespace CallTracking.Tasks;

/// <summary>When a task comes again: by the clock on the wall, so that nine o'clock stays nine o'clock when clocks are changed.</summary>
internal static class TaskRecurrence
{
    // Somebody who finishes a daily task after years gets one for tomorrow, not a thousand.
    private const int MostSteps = 100_000;

    /// <summary>The first due time of the series after an instant.</summary>
    public static DateTimeOffset? Next(WorkTask task, DateTimeOffset after)
    {
        if (task.Repeat == TaskRepeat.None || task.DueAt is not { } due)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(task.RepeatZone ?? "UTC");
        var first = TimeZoneInfo.ConvertTime(due, zone).DateTime;
        for (var step = 1; step <= MostSteps; step++)
        {
            var next = Instant(Step(first, task.Repeat, (long)step * task.RepeatEvery), zone);
            if (next > after && next > due)
            {
                return next;
            }
        }

        return null;
    }

    // From the first one on, so that the 31st stays the 31st after a month of 30 days.
    private static DateTime Step(DateTime first, TaskRepeat repeat, long count) => repeat switch
    {
        TaskRepeat.Week => first.AddDays(7 * count),
        TaskRepeat.Month => first.AddMonths((int)Math.Min(count, 12_000)),
        TaskRepeat.Year => first.AddYears((int)Math.Min(count, 1_000)),
        TaskRepeat.Weekday => AddWeekdays(first, count),
        _ => first.AddDays(count),
    };

    private static DateTime AddWeekdays(DateTime first, long count)
    {
        // Five working days are a week.
        var at = first.AddDays(count / 5 * 7);
        for (var left = count % 5; left > 0 || at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;)
        {
            at = at.AddDays(1);
            left -= at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : left > 0 ? 1 : 0;
        }

        return at;
    }

    // Of two instants the earlier one; of a time that was skipped the moment of the skip.
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
