using CallTracking.Storage;

namespace CallTracking.Tasks;

/// <summary>Something that an employee is to do, for himself or because a colleague asked: with a due time, and with somebody who sees to it
/// that it is done.</summary>
public sealed class WorkTask : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is to be done, at most 200 characters.</summary>
    public required string Title { get; set; }

    /// <summary>More about it, at most 4,000 characters; null for nothing.</summary>
    public string? Text { get; set; }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; set; } = TaskState.Open;

    /// <summary>Whether anything is left to do with it, the acceptance included.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Who gave it, and accepts or returns what was done; null for the system.</summary>
    public Guid? AssignerId { get; init; }

    /// <summary>Who is to do it; null for whoever of the department takes it.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>The department whose task it is; null for none.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>When it has to be done; null for some time.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The contact it is about; null for none.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The call it is about; null for none.</summary>
    public Guid? CallId { get; set; }

    /// <summary>The callback obligation it is about; null for none.</summary>
    public Guid? ObligationId { get; set; }

    /// <summary>How it comes again once it is done.</summary>
    public TaskRepeat Repeat { get; set; }

    /// <summary>Every how many of those: every 2 weeks. 1 to 366.</summary>
    public int RepeatEvery { get; set; } = 1;

    /// <summary>IANA zone on whose clock it comes again.</summary>
    public string? RepeatZone { get; set; }

    /// <summary>The task that came after this one; null when none did.</summary>
    public Guid? NextId { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was reported as done; null while it is not.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>When nothing was left to do with it: it was accepted or called off; null before.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Entries of its history.</summary>
    public int Events { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }

    /// <summary>Its place in lists by due time: what has none comes last.</summary>
    internal DateTimeOffset DueOrder { get; set; }
}

/// <summary>Where a task stands. Numbers are stored.</summary>
public enum TaskState
{
    /// <summary>Nobody has begun.</summary>
    Open = 1,

    /// <summary>Somebody works on it.</summary>
    Started = 2,

    /// <summary>Reported as done; the assigner has not said yet whether it is.</summary>
    Done = 3,

    /// <summary>Done, and accepted where somebody else gave it.</summary>
    Accepted = 4,

    /// <summary>The assigner gave it back: it is not done yet.</summary>
    Returned = 5,

    /// <summary>The assignee will not do it; the assigner gives it to somebody else or calls it off.</summary>
    Declined = 6,

    /// <summary>Called off.</summary>
    Cancelled = 7,
}

/// <summary>How a task comes again. Numbers are stored.</summary>
public enum TaskRepeat
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>By days.</summary>
    Day = 1,

    /// <summary>By weeks.</summary>
    Week = 2,

    /// <summary>By months; on the last day where the month has not as many.</summary>
    Month = 3,

    /// <summary>By years.</summary>
    Year = 4,

    /// <summary>By days from Monday to Friday.</summary>
    Weekday = 5,
}

/// <summary>A moment at which somebody is told of a task. It is told once, by whichever host is first.</summary>
public sealed class TaskAlarm : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The alarm's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The task.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>Who is told of what.</summary>
    public TaskAlarmKind Kind { get; init; }

    /// <summary>Of steps of escalation which one, from 0.</summary>
    public int Step { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who asked for the reminder; null for whoever has the task then.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>Whether it is still to come.</summary>
    public bool IsPending { get; set; } = true;

    /// <summary>When it was told; null while it was not.</summary>
    public DateTimeOffset? FiredAt { get; set; }
}

/// <summary>Who is told of what. Numbers are stored.</summary>
public enum TaskAlarmKind
{
    /// <summary>A reminder that was asked for.</summary>
    Reminder = 1,

    /// <summary>The assignee: it is due.</summary>
    Due = 2,

    /// <summary>The assigner: it is overdue.</summary>
    Overdue = 3,

    /// <summary>Those whom a step of escalation names: it is still overdue.</summary>
    Escalated = 4,
}

/// <summary>An entry of a task's history.</summary>
public sealed class TaskEvent : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The task.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>Its place in the history, from 1.</summary>
    public int Ordinal { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public TaskEventKind Kind { get; init; }

    /// <summary>Who did it; null for the system.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>Who is to do it from then on; null unless that changed.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>What was written with it.</summary>
    public string? Note { get; init; }
}

/// <summary>What happened to a task. Numbers are stored.</summary>
public enum TaskEventKind
{
    /// <summary>It was made.</summary>
    Created = 1,

    /// <summary>It was changed.</summary>
    Changed = 2,

    /// <summary>Somebody began.</summary>
    Started = 3,

    /// <summary>It was reported as done.</summary>
    Done = 4,

    /// <summary>It was accepted, or was done where nobody has to accept.</summary>
    Accepted = 5,

    /// <summary>The assigner gave it back.</summary>
    Returned = 6,

    /// <summary>The assignee declined.</summary>
    Declined = 7,

    /// <summary>It was given to somebody else.</summary>
    Reassigned = 8,

    /// <summary>It was called off.</summary>
    Cancelled = 9,

    /// <summary>It was opened again.</summary>
    Reopened = 10,

    /// <summary>Somebody was told that it is due, overdue, or that he wanted to be reminded.</summary>
    Told = 11,
}
