namespace CallTracking.Samples.Console.History;

/// <summary>Wall-clock times of a zone as instants. Days have 23 or 25 hours where clocks are changed.</summary>
internal static class ZonedTime
{
    /// <summary>The instant of a wall-clock time: of two the earlier one; of a time that was skipped the moment of the skip.</summary>
    public static DateTimeOffset ToInstant(DateTime wallClock, TimeZoneInfo zone)
    {
        var local = DateTime.SpecifyKind(wallClock, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => ToInstant(day.ToDateTime(TimeOnly.MinValue), zone);
}
