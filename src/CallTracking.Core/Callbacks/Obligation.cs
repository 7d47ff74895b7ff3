using CallTracking.Storage;

namespace CallTracking.Callbacks;

/// <summary>
/// The open duty to call a customer back: one per customer, whatever number he called from and however often. It is opened by an unserved
/// call, closed by evidence (we reached him, he reached us), and never forgotten.
/// </summary>
public sealed class Obligation : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Derived from the call that opened it: the same calls give the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it stands.</summary>
    public ObligationState State { get; set; } = ObligationState.Open;

    /// <summary>Whether somebody still has to be called: <see cref="ObligationState.Open"/> or <see cref="ObligationState.Tried"/>.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The customer; null while nobody knows whose number it is.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The number that he called from last, E.164 where possible: whom to dial. Masked where numbers are hidden.</summary>
    public required string Number { get; set; }

    /// <summary>The number that it was opened for; by it calls of unknown customers are told apart.</summary>
    public required string NumberKey { get; set; }

    /// <summary>Who waits, while it is open: unique in the tenant, so that a customer never has two. Null when it is closed.</summary>
    internal string? OpenKey { get; set; }

    /// <summary>Since when the customer waits: the beginning of the first unserved call, its end where he was lost in a transfer.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>The same of the last unserved call.</summary>
    public DateTimeOffset LastCallAt { get; set; }

    /// <summary>The last unserved call.</summary>
    public Guid LastCallId { get; set; }

    /// <summary>How many unserved calls it stands for.</summary>
    public int Calls { get; set; }

    /// <summary>How often we called since and did not reach him.</summary>
    public int Attempts { get; set; }

    /// <summary>When he has to be called at the latest, counted in working hours from <see cref="OpenedAt"/>.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>The link of the first call.</summary>
    public required string Link { get; init; }

    /// <summary>The queue of the first call; null when none.</summary>
    public string? Queue { get; set; }

    /// <summary>The number that the first call was made to; null when unknown.</summary>
    public string? DialedNumber { get; set; }

    /// <summary>Who is to call; null when only a department is known, or nobody.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>The department whose duty it is; null when unknown.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>Stable code of the rule that chose the owner; <c>assigned</c> when a person did.</summary>
    public string? OwnerRule { get; set; }

    /// <summary>How many steps of escalation were taken.</summary>
    public int StepsDone { get; set; }

    /// <summary>When the next step of escalation is due; null when there is none.</summary>
    public DateTimeOffset? NextStepAt { get; set; }

    /// <summary>When it was closed: when the evidence was answered, or when a person closed it; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The answered call that closed it; null unless evidence did.</summary>
    public Guid? EvidenceCallId { get; set; }

    /// <summary>Who closed or waived it; null unless a person did.</summary>
    public Guid? ClosedBy { get; set; }

    /// <summary>Why it was waived, or what was noted when it was closed by hand, at most 1,000 characters.</summary>
    public string? Reason { get; set; }

    /// <summary>The obligation that took over its calls; null unless its state is <see cref="ObligationState.Merged"/>.</summary>
    public Guid? MergedIntoId { get; set; }

    /// <summary>Entries of its history.</summary>
    public int Events { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>Where an obligation stands. Numbers are stored.</summary>
public enum ObligationState
{
    /// <summary>Nobody has called back yet.</summary>
    Open = 1,

    /// <summary>We called, and did not reach the customer.</summary>
    Tried = 2,

    /// <summary>We called and he answered.</summary>
    Reached = 3,

    /// <summary>He called again and was answered.</summary>
    Returned = 4,

    /// <summary>A person closed it: the matter was settled in another way.</summary>
    Closed = 5,

    /// <summary>A person decided, with a reason, that nobody calls back.</summary>
    Waived = 6,

    /// <summary>No unserved call stands behind it any more: what was known of the calls was corrected.</summary>
    Void = 7,

    /// <summary>Another obligation of the same customer took over its calls.</summary>
    Merged = 8,
}

/// <summary>A call that callbacks keep account of: each unserved call of the tenant has exactly one such row.</summary>
public sealed class ObligationCall : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The call.</summary>
    public required Guid CallId { get; init; }

    /// <summary>What it counts as.</summary>
    public ObligationCallKind Kind { get; set; }

    /// <summary>Since when the customer waits, or when we called him.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The obligation that covers it; null for what obliges nobody.</summary>
    public Guid? ObligationId { get; set; }

    /// <summary>The customer; null when unknown.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The number, E.164 where possible; null when it was withheld.</summary>
    public string? NumberKey { get; set; }

    /// <summary>The queue; null when none.</summary>
    public string? Queue { get; set; }
}

/// <summary>What a call counts as. Numbers are stored.</summary>
public enum ObligationCallKind
{
    /// <summary>Unserved, and covered by an obligation.</summary>
    Unserved = 1,

    /// <summary>Unserved, but the caller hung up so soon that nobody could have answered: counted, not obliged.</summary>
    ShortAbandon = 2,

    /// <summary>Unserved, but the number was withheld, so that nobody can be called back: counted, not obliged.</summary>
    Withheld = 3,

    /// <summary>We called and did not reach the customer.</summary>
    Attempt = 4,

    /// <summary>Unserved, but it became known so late (an import of old records) that nobody is to be called back any more: counted, not
    /// obliged. See <see cref="CallbackOptions.OldestCall"/>.</summary>
    Old = 5,
}

/// <summary>An entry of an obligation's history: what happened to it, and because of what.</summary>
public sealed class ObligationEvent : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The obligation.</summary>
    public required Guid ObligationId { get; init; }

    /// <summary>Its place in the history, from 1.</summary>
    public int Ordinal { get; init; }

    /// <summary>When: the time of the call behind it, else of the act.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public ObligationEventKind Kind { get; init; }

    /// <summary>The call behind it; null when none is.</summary>
    public Guid? CallId { get; init; }

    /// <summary>Who did it; null when the system did.</summary>
    public Guid? EmployeeId { get; init; }

    /// <summary>Who is to call from then on; null unless that changed.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The department from then on; null unless that changed.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Stable code of the rule behind it.</summary>
    public string? Rule { get; init; }

    /// <summary>What a person wrote.</summary>
    public string? Note { get; init; }
}

/// <summary>What happened to an obligation. Numbers are stored.</summary>
public enum ObligationEventKind
{
    /// <summary>An unserved call opened it.</summary>
    Opened = 1,

    /// <summary>An owner was chosen, by rule or by a person.</summary>
    Assigned = 2,

    /// <summary>We called and did not reach the customer.</summary>
    Tried = 3,

    /// <summary>Evidence closed it: we reached the customer.</summary>
    Reached = 4,

    /// <summary>Evidence closed it: the customer reached us.</summary>
    Returned = 5,

    /// <summary>A person closed it.</summary>
    Closed = 6,

    /// <summary>A person waived it.</summary>
    Waived = 7,

    /// <summary>It was opened again.</summary>
    Reopened = 8,

    /// <summary>A step of escalation was taken.</summary>
    Escalated = 9,

    /// <summary>Calls of another obligation of the same customer came to it.</summary>
    TookOver = 10,

    /// <summary>Another obligation of the same customer took over its calls.</summary>
    Merged = 11,

    /// <summary>It became known whose number it is.</summary>
    ContactKnown = 12,

    /// <summary>A call turned out not to be unserved, or not to be a call.</summary>
    Corrected = 13,

    /// <summary>No call is left behind it.</summary>
    Voided = 14,

    /// <summary>Somebody calls the customer from it.</summary>
    Dialed = 15,

    /// <summary>A person wrote a note.</summary>
    Noted = 16,
}
