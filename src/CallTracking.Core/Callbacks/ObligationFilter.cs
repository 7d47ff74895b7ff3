using CallTracking.Storage;

namespace CallTracking.Callbacks;

/// <summary>Which obligations are wanted. What is not set does not restrict; several conditions must all hold.</summary>
public sealed record ObligationFilter
{
    /// <summary>Whether those that are open, or those that are not, are wanted. Default: open ones; null for both.</summary>
    public bool? IsOpen { get; init; } = true;

    /// <summary>Obligations in any of these states; empty: all.</summary>
    public IReadOnlyCollection<ObligationState> States { get; init; } = [];

    /// <summary>Obligations of this employee.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Only those that no employee owns.</summary>
    public bool OnlyUnowned { get; init; }

    /// <summary>Obligations of this department.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Only open ones whose due time is over.</summary>
    public bool OnlyOverdue { get; init; }

    /// <summary>Obligations to this contact.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Obligations that were opened for, or whose customer called last from, this number in E.164. Refused where numbers are hidden.</summary>
    public string? Number { get; init; }

    /// <summary>Obligations whose first call waited in this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Opened at this instant or later.</summary>
    public DateTimeOffset? OpenedFrom { get; init; }

    /// <summary>Opened before this instant.</summary>
    public DateTimeOffset? OpenedTo { get; init; }

    /// <summary>Which come first. Default: what is due first.</summary>
    public ObligationOrder Order { get; init; }
}

/// <summary>The order of a list of obligations.</summary>
public enum ObligationOrder
{
    /// <summary>By due time, the earliest first: the worklist.</summary>
    DueFirst = 0,

    /// <summary>By opening, the latest first.</summary>
    NewestFirst = 1,
}

/// <summary>A page of obligations.</summary>
/// <param name="Obligations">The obligations, in the order that was asked for.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record ObligationPage(IReadOnlyList<Obligation> Obligations, PageCursor? Next);

/// <summary>How an obligation came to be what it is.</summary>
/// <param name="Obligation">The obligation.</param>
/// <param name="Events">Everything that happened to it, in order.</param>
/// <param name="Calls">The calls behind it, ours and theirs, the latest first, at most <see cref="ObligationBook.MaxLimit"/>.</param>
public sealed record ObligationHistory(Obligation Obligation, IReadOnlyList<ObligationEvent> Events, IReadOnlyList<ObligationCall> Calls);

/// <summary>What is to be done with many obligations at once.</summary>
public enum ObligationBulkAction
{
    /// <summary>Close them: the matter was settled in another way.</summary>
    Close = 1,

    /// <summary>Waive them: nobody calls back, for the reason given.</summary>
    Waive = 2,

    /// <summary>Give them to an employee or a department.</summary>
    Assign = 3,
}

/// <summary>An act on many obligations.</summary>
/// <param name="Action">What is done.</param>
public sealed record ObligationBulk(ObligationBulkAction Action)
{
    /// <summary>The obligations by id, at most <see cref="ObligationBook.MaxBulk"/>; empty: those of <see cref="Filter"/>.</summary>
    public IReadOnlyCollection<Guid> Ids { get; init; } = [];

    /// <summary>Which obligations, when no ids are given; what is not open is passed over. Null with no ids is refused.</summary>
    public ObligationFilter? Filter { get; init; }

    /// <summary>Why: needed to waive, a note when closing.</summary>
    public string? Reason { get; init; }

    /// <summary>Who gets them.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The department that gets them.</summary>
    public Guid? DepartmentId { get; init; }
}

/// <summary>What an act on many obligations did.</summary>
/// <param name="Changed">How many were changed.</param>
/// <param name="PassedOver">How many were not open any more, or out of the caller's reach.</param>
public sealed record ObligationBulkResult(int Changed, int PassedOver);

/// <summary>An obligation cannot be changed so. The message is one line for people.</summary>
public sealed class ObligationRejectedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Stable code of what is wrong: <c>obligation.notOpen</c>, <c>obligation.reasonMissing</c>, …</param>
    /// <param name="message">The same for people, with the cure.</param>
    public ObligationRejectedException(string code, string message)
        : base(message)
    {
        Code = code;
    }

    /// <summary>Stable code of what is wrong.</summary>
    public string Code { get; }
}
