using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Callbacks;
using CallTracking.Calls;

namespace CallTracking.AspNetCore.Callbacks;

[Description("A call that callbacks keep account of: each unserved call of the tenant has exactly one such row.")]
internal sealed record ObligationCallBody
{
    [Description("The call.")]
    public required Guid CallId { get; init; }

    [Description("What it counts as.")]
    [WordsOf<ObligationCallKind>]
    public required string Kind { get; init; }

    [Description("Since when the customer waits, or when we called him.")]
    public required DateTimeOffset At { get; init; }

    [Description("The customer; null when unknown.")]
    public Guid? ContactId { get; init; }

    [Description("The number, E.164 where possible; null when it was withheld.")]
    public string? NumberKey { get; init; }

    [Description("The queue; null when none.")]
    public string? Queue { get; init; }

    public static ObligationCallBody Of(ObligationCall one) => new()
    {
        CallId = one.CallId,
        Kind = Word.Of(one.Kind),
        At = one.At,
        ContactId = one.ContactId,
        NumberKey = one.NumberKey,
        Queue = one.Queue,
    };
}

[Description("An entry of an obligation's history: what happened to it, and because of what.")]
internal sealed record ObligationEventBody
{
    [Description("Its place in the history, from 1.")]
    public required int Ordinal { get; init; }

    [Description("When: the time of the call behind it, else of the act.")]
    public required DateTimeOffset At { get; init; }

    [Description("What happened.")]
    [WordsOf<ObligationEventKind>]
    public required string Kind { get; init; }

    [Description("The call behind it; null when none is.")]
    public Guid? CallId { get; init; }

    [Description("Who did it; null when the system did.")]
    public Guid? EmployeeId { get; init; }

    [Description("Who is to call from then on; null unless that changed.")]
    public Guid? OwnerId { get; init; }

    [Description("The department from then on; null unless that changed.")]
    public Guid? DepartmentId { get; init; }

    [Description("Stable code of the rule behind it.")]
    public string? Rule { get; init; }

    [Description("What a person wrote.")]
    public string? Note { get; init; }

    public static ObligationEventBody Of(ObligationEvent one) => new()
    {
        Ordinal = one.Ordinal,
        At = one.At,
        Kind = Word.Of(one.Kind),
        CallId = one.CallId,
        EmployeeId = one.EmployeeId,
        OwnerId = one.OwnerId,
        DepartmentId = one.DepartmentId,
        Rule = one.Rule,
        Note = one.Note,
    };
}

[Description("The open duty to call a customer back: one per customer, whatever number he called from and however often. It is opened by an unserved call, closed by evidence (we reached him, he reached us), and never forgotten.")]
internal sealed record ObligationBody
{
    [Description("Derived from the call that opened it: the same calls give the same id.")]
    public required Guid Id { get; init; }

    [Description("Where it stands.")]
    [WordsOf<ObligationState>]
    public required string State { get; init; }

    [Description("Whether somebody still has to be called: Open or Tried.")]
    public required bool IsOpen { get; init; }

    [Description("The customer; null while nobody knows whose number it is.")]
    public Guid? ContactId { get; init; }

    [Description("The number that he called from last, E.164 where possible: whom to dial. Masked where numbers are hidden.")]
    public required string Number { get; init; }

    [Description("Since when the customer waits: the beginning of the first unserved call, its end where he was lost in a transfer.")]
    public required DateTimeOffset OpenedAt { get; init; }

    [Description("The same of the last unserved call.")]
    public required DateTimeOffset LastCallAt { get; init; }

    [Description("The last unserved call.")]
    public required Guid LastCallId { get; init; }

    [Description("How many unserved calls it stands for.")]
    public required int Calls { get; init; }

    [Description("How often we called since and did not reach him.")]
    public required int Attempts { get; init; }

    [Description("When he has to be called at the latest, counted in working hours from OpenedAt.")]
    public required DateTimeOffset DueAt { get; init; }

    [Description("The link of the first call.")]
    public required string Link { get; init; }

    [Description("The queue of the first call; null when none.")]
    public string? Queue { get; init; }

    [Description("The number that the first call was made to; null when unknown.")]
    public string? DialedNumber { get; init; }

    [Description("Who is to call; null when only a department is known, or nobody.")]
    public Guid? OwnerId { get; init; }

    [Description("The department whose duty it is; null when unknown.")]
    public Guid? DepartmentId { get; init; }

    [Description("Stable code of the rule that chose the owner; `assigned` when a person did.")]
    public string? OwnerRule { get; init; }

    [Description("How many steps of escalation were taken.")]
    public required int StepsDone { get; init; }

    [Description("When the next step of escalation is due; null when there is none.")]
    public DateTimeOffset? NextStepAt { get; init; }

    [Description("When it was closed: when the evidence was answered, or when a person closed it; null while it is open.")]
    public DateTimeOffset? ClosedAt { get; init; }

    [Description("The answered call that closed it; null unless evidence did.")]
    public Guid? EvidenceCallId { get; init; }

    [Description("Who closed or waived it; null unless a person did.")]
    public Guid? ClosedBy { get; init; }

    [Description("Why it was waived, or what was noted when it was closed by hand, at most 1,000 characters.")]
    public string? Reason { get; init; }

    [Description("The obligation that took over its calls; null unless its state is Merged.")]
    public Guid? MergedIntoId { get; init; }

    [Description("Entries of its history.")]
    public required int Events { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    public static ObligationBody Of(Obligation one) => new()
    {
        Id = one.Id,
        State = Word.Of(one.State),
        IsOpen = one.IsOpen,
        ContactId = one.ContactId,
        Number = one.Number,
        OpenedAt = one.OpenedAt,
        LastCallAt = one.LastCallAt,
        LastCallId = one.LastCallId,
        Calls = one.Calls,
        Attempts = one.Attempts,
        DueAt = one.DueAt,
        Link = one.Link,
        Queue = one.Queue,
        DialedNumber = one.DialedNumber,
        OwnerId = one.OwnerId,
        DepartmentId = one.DepartmentId,
        OwnerRule = one.OwnerRule,
        StepsDone = one.StepsDone,
        NextStepAt = one.NextStepAt,
        ClosedAt = one.ClosedAt,
        EvidenceCallId = one.EvidenceCallId,
        ClosedBy = one.ClosedBy,
        Reason = one.Reason,
        MergedIntoId = one.MergedIntoId,
        Events = one.Events,
        Revision = one.Revision,
    };
}

[Description("A page of obligations.")]
internal sealed record ObligationPageBody(
    [property: Description("The obligations.")] IReadOnlyList<ObligationBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("A row of the report.")]
internal sealed record ObligationReportRowBody
{
    [Description("Id of the owner or department, name of the queue, or the day (yyyy-MM-dd); null for the total, and for those without.")]
    public string? Key { get; init; }

    [Description("Obligations that were opened.")]
    public required int Opened { get; init; }

    [Description("Closed, by evidence or by hand, before they were due.")]
    public required int ClosedInTime { get; init; }

    [Description("Closed, by evidence or by hand, after they were due.")]
    public required int ClosedLate { get; init; }

    [Description("Of the closed ones those that a person closed without evidence.")]
    public required int ClosedByHand { get; init; }

    [Description("Waived with a reason.")]
    public required int Waived { get; init; }

    [Description("Still open, and not yet due.")]
    public required int OpenInTime { get; init; }

    [Description("Still open, and overdue.")]
    public required int OpenOverdue { get; init; }

    [Description("Of those that evidence closed, the time on the wall clock from the first unserved call to the answer that half of them did not exceed; null when there is none.")]
    public double? MedianToReachSeconds { get; init; }

    [Description("The same that nine in ten did not exceed.")]
    public double? P90ToReachSeconds { get; init; }

    public static ObligationReportRowBody Of(ObligationReportRow one) => new()
    {
        Key = one.Key,
        Opened = one.Opened,
        ClosedInTime = one.ClosedInTime,
        ClosedLate = one.ClosedLate,
        ClosedByHand = one.ClosedByHand,
        Waived = one.Waived,
        OpenInTime = one.OpenInTime,
        OpenOverdue = one.OpenOverdue,
        MedianToReachSeconds = one.MedianToReach is { } medianToReach ? Math.Round(medianToReach.TotalSeconds, 3) : null,
        P90ToReachSeconds = one.P90ToReach is { } p90ToReach ? Math.Round(p90ToReach.TotalSeconds, 3) : null,
    };
}

[Description("A report on callbacks: of the obligations that were opened in a period, how they stand now.")]
internal sealed record ObligationReportBody
{
    [Description("When the period begins.")]
    public required DateTimeOffset From { get; init; }

    [Description("When it ends, this instant not included.")]
    public required DateTimeOffset To { get; init; }

    [Description("All of them.")]
    public required ObligationReportRowBody Total { get; init; }

    [Description("The same by group; empty when none was asked for.")]
    public required IReadOnlyList<ObligationReportRowBody> Rows { get; init; }

    [Description("Callers of the period who hung up so soon that nobody owes them a call; null where the caller does not see all calls.")]
    public int? ShortAbandons { get; init; }

    [Description("Unserved callers of the period whose number was withheld, so that nobody can call them; null where the caller does not see all calls.")]
    public int? Withheld { get; init; }

    public static ObligationReportBody Of(ObligationReport one) => new()
    {
        From = one.From,
        To = one.To,
        Total = ObligationReportRowBody.Of(one.Total),
        Rows = [.. one.Rows.Select(ObligationReportRowBody.Of)],
        ShortAbandons = one.ShortAbandons,
        Withheld = one.Withheld,
    };
}

[Description("What an act on many obligations did.")]
internal sealed record ObligationBulkResultBody
{
    [Description("How many were changed.")]
    public required int Changed { get; init; }

    [Description("How many were not open any more, or out of the caller's reach.")]
    public required int PassedOver { get; init; }

    public static ObligationBulkResultBody Of(ObligationBulkResult one) => new()
    {
        Changed = one.Changed,
        PassedOver = one.PassedOver,
    };
}

[Description("How an obligation came to be what it is.")]
internal sealed record ObligationHistoryBody(
    [property: Description("The obligation.")] ObligationBody Obligation,
    [property: Description("Everything that happened to it, in order.")] IReadOnlyList<ObligationEventBody> Events,
    [property: Description("The calls behind it, the latest first.")] IReadOnlyList<ObligationCallBody> Calls);
