using CallTracking.Storage;

namespace CallTracking.Tasks;

/// <summary>A task as people write it. Not thread-safe.</summary>
public sealed class TaskDraft
{
    /// <summary>What is to be done, 1 to 200 characters.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>More about it, at most 4,000 characters; null for nothing.</summary>
    public string? Text { get; set; }

    /// <summary>Who is to do it; null for whoever of the department takes it, and without a department the one who makes it.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>The department; null for the assignee's.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>When it has to be done; null for some time.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When whoever has the task is reminded of it, at most 20 moments.</summary>
    public IList<DateTimeOffset> Reminders { get; } = [];

    /// <summary>The contact it is about; null for none.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The call it is about; null for none.</summary>
    public Guid? CallId { get; set; }

    /// <summary>The callback obligation it is about; null for none.</summary>
    public Guid? ObligationId { get; set; }

    /// <summary>How it comes again once it is done; needs a due time. Default: not at all.</summary>
    public TaskRepeat Repeat { get; set; }

    /// <summary>Every how many of those, 1 to 366. Default 1.</summary>
    public int RepeatEvery { get; set; } = 1;

    /// <summary>IANA zone on whose clock it comes again; null for UTC.</summary>
    public string? RepeatZone { get; set; }
}

/// <summary>What people do with a task.</summary>
public enum TaskAct
{
    /// <summary>Begin; a task of the department becomes one's own.</summary>
    Start = 1,

    /// <summary>Say that it is done. Where somebody else gave it, he has to accept.</summary>
    Finish = 2,

    /// <summary>Accept what was done; for the assigner.</summary>
    Accept = 3,

    /// <summary>Give it back, saying what is lacking; for the assigner.</summary>
    Return = 4,

    /// <summary>Say, with a reason, that one will not do it.</summary>
    Decline = 5,

    /// <summary>Call it off; for the assigner.</summary>
    Cancel = 6,

    /// <summary>Open it again; for the assigner.</summary>
    Reopen = 7,
}

/// <summary>Which tasks are wanted. What is not set does not restrict; several conditions must all hold.</summary>
public sealed record TaskFilter
{
    /// <summary>Whether those that are open, or those that are not, are wanted. Default: open ones; null for both.</summary>
    public bool? IsOpen { get; init; } = true;

    /// <summary>Tasks in any of these states; empty: all.</summary>
    public IReadOnlyCollection<TaskState> States { get; init; } = [];

    /// <summary>Tasks that this employee is to do.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>Tasks that this employee gave: with <see cref="OnlyOverdue"/> the control of what was asked for.</summary>
    public Guid? AssignerId { get; init; }

    /// <summary>Tasks of this department.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Only those that nobody has yet.</summary>
    public bool OnlyUnassigned { get; init; }

    /// <summary>Only those that are not done and whose due time is over.</summary>
    public bool OnlyOverdue { get; init; }

    /// <summary>Tasks about this contact.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Tasks about this call.</summary>
    public Guid? CallId { get; init; }

    /// <summary>Due before this instant.</summary>
    public DateTimeOffset? DueTo { get; init; }
}

/// <summary>A page of tasks.</summary>
/// <param name="Tasks">The tasks, the earliest due first, those without a due time last.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record TaskPage(IReadOnlyList<WorkTask> Tasks, PageCursor? Next);

/// <summary>A task with all that belongs to it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Alarms">When somebody is or was told of it, in order.</param>
/// <param name="Events">What happened to it, in order.</param>
public sealed record TaskDetails(WorkTask Task, IReadOnlyList<TaskAlarm> Alarms, IReadOnlyList<TaskEvent> Events);

/// <summary>A task or message cannot be so. The message is one line for people.</summary>
public sealed class TaskRejectedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Stable code of what is wrong: <c>task.title</c>, <c>task.state</c>, …</param>
    /// <param name="message">The same for people, with the cure.</param>
    public TaskRejectedException(string code, string message)
        : base(message)
    {
        Code = code;
    }

    /// <summary>Stable code of what is wrong.</summary>
    public string Code { get; }
}
