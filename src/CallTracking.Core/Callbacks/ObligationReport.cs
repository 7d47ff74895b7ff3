namespace CallTracking.Callbacks;

/// <summary>What a report on callbacks is asked.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, with it.</param>
public sealed record ObligationReportQuery(DateOnly From, DateOnly To)
{
    /// <summary>IANA zone in which the days are meant. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What the rows are told apart by. Default: by nothing, only the total.</summary>
    public ObligationReportGroup By { get; init; }

    /// <summary>Only obligations of this department.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Only obligations of this employee.</summary>
    public Guid? OwnerId { get; init; }
}

/// <summary>What the rows of a report are told apart by.</summary>
public enum ObligationReportGroup
{
    /// <summary>Nothing: the total only.</summary>
    None = 0,

    /// <summary>The owner.</summary>
    Owner = 1,

    /// <summary>The department.</summary>
    Department = 2,

    /// <summary>The queue of the first call.</summary>
    Queue = 3,

    /// <summary>The day on which it was opened.</summary>
    Day = 4,
}

/// <summary>A report on callbacks: of the obligations that were opened in a period, how they stand now.</summary>
/// <param name="From">When the period begins.</param>
/// <param name="To">When it ends, this instant not included.</param>
/// <param name="Total">All of them.</param>
/// <param name="Rows">The same by group; empty when none was asked for.</param>
/// <param name="ShortAbandons">Callers of the period who hung up so soon that nobody owes them a call; null where the caller does not see
/// all calls.</param>
/// <param name="Withheld">Unserved callers of the period whose number was withheld, so that nobody can call them; null where the caller does
/// not see all calls.</param>
public sealed record ObligationReport(
    DateTimeOffset From, DateTimeOffset To, ObligationReportRow Total, IReadOnlyList<ObligationReportRow> Rows, int? ShortAbandons, int? Withheld);

/// <summary>A row of the report.</summary>
public sealed record ObligationReportRow
{
    /// <summary>Id of the owner or department, name of the queue, or the day (yyyy-MM-dd); null for the total, and for those without.</summary>
    public string? Key { get; init; }

    /// <summary>Obligations that were opened.</summary>
    public int Opened { get; init; }

    /// <summary>Closed, by evidence or by hand, before they were due.</summary>
    public int ClosedInTime { get; init; }

    /// <summary>Closed, by evidence or by hand, after they were due.</summary>
    public int ClosedLate { get; init; }

    /// <summary>Of the closed ones those that a person closed without evidence.</summary>
    public int ClosedByHand { get; init; }

    /// <summary>Waived with a reason.</summary>
    public int Waived { get; init; }

    /// <summary>Still open, and not yet due.</summary>
    public int OpenInTime { get; init; }

    /// <summary>Still open, and overdue.</summary>
    public int OpenOverdue { get; init; }

    /// <summary>Of those that evidence closed, the time on the wall clock from the first unserved call to the answer that half of them did not
    /// exceed; null when there is none.</summary>
    public TimeSpan? MedianToReach { get; init; }

    /// <summary>The same that nine in ten did not exceed.</summary>
    public TimeSpan? P90ToReach { get; init; }
}
