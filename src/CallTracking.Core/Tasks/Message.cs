using CallTracking.Storage;

namespace CallTracking.Tasks;

/// <summary>Something that employees are told inside the company: by a colleague, or by the system. It waits for those who are away.</summary>
public sealed class Message : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The message's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is about.</summary>
    public MessageKind Kind { get; init; } = MessageKind.Note;

    /// <summary>Whom it was sent to.</summary>
    public MessageAudience Audience { get; init; }

    /// <summary>The department; null unless it was sent to one.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Who sent it; null for the system.</summary>
    public Guid? SenderId { get; init; }

    /// <summary>What a person wrote, or the title of the task it is about, at most 4,000 characters; null where the kind and what it is
    /// linked to say everything.</summary>
    public string? Text { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>The contact it is about; null for none.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The call it is about; null for none.</summary>
    public Guid? CallId { get; init; }

    /// <summary>The task it is about; null for none.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The callback obligation it is about; null for none.</summary>
    public Guid? ObligationId { get; init; }

    /// <summary>How many received it.</summary>
    public int Recipients { get; init; }
}

/// <summary>What a message is about. Numbers are stored.</summary>
public enum MessageKind
{
    /// <summary>Something a colleague wrote.</summary>
    Note = 1,

    /// <summary>A reminder that was asked for.</summary>
    Reminder = 2,

    /// <summary>A task is due now.</summary>
    TaskDue = 3,

    /// <summary>A task that the receiver gave to somebody is overdue.</summary>
    TaskOverdue = 4,

    /// <summary>An overdue task of somebody else went up to the receiver.</summary>
    TaskEscalated = 5,

    /// <summary>A callback obligation is overdue.</summary>
    ObligationOverdue = 6,

    /// <summary>An overdue callback obligation was given to the receiver.</summary>
    ObligationGiven = 7,
}

/// <summary>Whom a message was sent to. Numbers are stored.</summary>
public enum MessageAudience
{
    /// <summary>Employees that were named.</summary>
    Employees = 1,

    /// <summary>Everybody of a department, who was in it then.</summary>
    Department = 2,

    /// <summary>Everybody who worked here then.</summary>
    All = 3,
}

/// <summary>That a message came to an employee.</summary>
public sealed class MessageReceipt : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Who received it.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>When it was read; null while it was not.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Whether it was read.</summary>
    public bool IsRead { get; set; }
}
