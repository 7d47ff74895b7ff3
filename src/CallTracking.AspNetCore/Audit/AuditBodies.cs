using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;

namespace CallTracking.AspNetCore.Audit;

[Description("One thing that a person or the system did, as the trail keeps it: a row of `ct_audit`. Rows are chained, each to the one before it, within a tenant; they are never changed and never removed, only what they tell (Payload) may be erased.")]
internal sealed record AuditEntryBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("When it was done.")]
    public required DateTimeOffset At { get; init; }

    [Description("The employee who did it; null when the system or an administrator at the command line did.")]
    public Guid? Employee { get; init; }

    [Description("What was done, a stable code such as `contact.update`.")]
    public required string Action { get; init; }

    [Description("The kind of thing it was done to, such as `contact`.")]
    public required string Entity { get; init; }

    [Description("Which one; empty where there is none.")]
    public required string EntityId { get; init; }

    [Description("What else there is to tell, as JSON; null when there is nothing, or when it was erased (IsErased).")]
    public string? Payload { get; init; }

    public static AuditEntryBody Of(AuditEntry one) => new()
    {
        Id = one.Id,
        At = one.At,
        Employee = one.Employee,
        Action = one.Action,
        Entity = one.Entity,
        EntityId = one.EntityId,
        Payload = one.Payload,
    };
}

[Description("A page of rows.")]
internal sealed record AuditPageBody(
    [property: Description("The rows.")] IReadOnlyList<AuditEntryBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("One thing that is wrong with the trail.")]
internal sealed record AuditFindingBody
{
    [Description("What.")]
    [WordsOf<AuditFindingKind>]
    public required string Kind { get; init; }

    [Description("The day of the row, as `yyyyMMdd`; 0 when it is about the trail as a whole.")]
    public required int Day { get; init; }

    [Description("The row's place in that day; of removed rows the first one.")]
    public required long Number { get; init; }

    [Description("One line about it.")]
    public required string Text { get; init; }

    public static AuditFindingBody Of(AuditFinding one) => new()
    {
        Kind = Word.Of(one.Kind),
        Day = one.Day,
        Number = one.Number,
        Text = one.Text,
    };
}

[Description("What a verification of the audit trail found.")]
internal sealed record AuditReportBody
{
    [Description("Rows looked at.")]
    public required long Rows { get; init; }

    [Description("Rows whose payload was erased or replaced by order of the trail itself.")]
    public required long Erased { get; init; }

    [Description("Rows up to and with the last one that a valid checkpoint vouches for.")]
    public required long Vouched { get; init; }

    [Description("What is wrong, in the order of the chain; at most 1,000.")]
    public required IReadOnlyList<AuditFindingBody> Findings { get; init; }

    [Description("How many things are wrong.")]
    public required long FindingCount { get; init; }

    public static AuditReportBody Of(AuditReport one) => new()
    {
        Rows = one.Rows,
        Erased = one.Erased,
        Vouched = one.Vouched,
        Findings = [.. one.Findings.Select(AuditFindingBody.Of)],
        FindingCount = one.FindingCount,
    };
}
