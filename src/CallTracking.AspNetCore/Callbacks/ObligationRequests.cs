using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Callbacks;

namespace CallTracking.AspNetCore.Callbacks;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Which obligations. What is not given does not restrict; several conditions must all hold.")]
internal sealed record ObligationSelection
{
    [Description("Open ones (true, the default), closed ones (false); `any` with `all`.")]
    public bool? Open { get; init; }

    [Description("Whether open and closed ones are meant. Default false.")]
    public bool? All { get; init; }

    [WordsOf<ObligationState>]
    [Description("Obligations in any of these states.")]
    public IReadOnlyList<string>? State { get; init; }

    [Description("Obligations of this employee.")]
    public Guid? Owner { get; init; }

    [Description("Only those that nobody owns.")]
    public bool? Unowned { get; init; }

    [Description("Obligations of this department.")]
    public Guid? Department { get; init; }

    [Description("Only open ones whose due time is over.")]
    public bool? Overdue { get; init; }

    [Description("Obligations to this contact.")]
    public Guid? Contact { get; init; }

    [Description("Obligations for this number in E.164.")]
    public string? Number { get; init; }

    [Description("Obligations whose first call waited in this queue.")]
    public string? Queue { get; init; }

    [Description("Opened at this instant or later.")]
    public string? OpenedFrom { get; init; }

    [Description("Opened before this instant.")]
    public string? OpenedTo { get; init; }

    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("open", ParameterKind.Flag, "Open ones (true, the default) or closed ones (false)."),
        new("all", ParameterKind.Flag, "Open and closed ones. Default false."),
        ApiParameter.AnyOf<ObligationState>("state", "Obligations in this state."),
        new("owner", ParameterKind.Id, "Obligations of this employee."),
        new("unowned", ParameterKind.Flag, "Only those that nobody owns."),
        new("department", ParameterKind.Id, "Obligations of this department."),
        new("overdue", ParameterKind.Flag, "Only open ones whose due time is over."),
        new("contact", ParameterKind.Id, "Obligations to this contact."),
        new("queue", ParameterKind.Text, "Obligations whose first call waited in this queue.") { MaxLength = 64 },
        new("openedFrom", ParameterKind.Instant, "Opened at this instant or later."),
        new("openedTo", ParameterKind.Instant, "Opened before this instant."),
    ];

    public static ObligationFilter Read(Query query) => new()
    {
        IsOpen = query.Flag("all") == true ? null : query.Flag("open") ?? true,
        States = query.Any<ObligationState>("state"),
        OwnerId = query.Id("owner"),
        OnlyUnowned = query.Flag("unowned") ?? false,
        DepartmentId = query.Id("department"),
        OnlyOverdue = query.Flag("overdue") ?? false,
        ContactId = query.Id("contact"),
        Queue = query.Text("queue"),
        OpenedFrom = query.Instant("openedFrom"),
        OpenedTo = query.Instant("openedTo"),
        Order = query.One<ObligationOrder>("order") ?? default,
    };

    public ObligationFilter ToFilter() => new()
    {
        IsOpen = All == true ? null : Open ?? true,
        States = Texts.Words<ObligationState>(State, "state"),
        OwnerId = Owner,
        OnlyUnowned = Unowned ?? false,
        DepartmentId = Department,
        OnlyOverdue = Overdue ?? false,
        ContactId = Contact,
        Number = Texts.Optional(Number, "number", 64),
        Queue = Texts.Optional(Queue, "queue", 64),
        OpenedFrom = Texts.Instant(OpenedFrom, "openedFrom"),
        OpenedTo = Texts.Instant(OpenedTo, "openedTo"),
    };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Who gets an obligation.")]
internal sealed record AssignObligationRequest
{
    [Description("The employee; null for whoever of the department takes it.")]
    public Guid? Owner { get; init; }

    [Description("The department; null for the employee's.")]
    public Guid? Department { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What is said with it.")]
internal sealed record NoteRequest
{
    [Description("The words, at most 1,000 characters.")]
    public string? Note { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("An act on many obligations: those that are named, or those of a filter.")]
internal sealed record ObligationBulkRequest
{
    [WordsOf<ObligationBulkAction>]
    [Description("What is done.")]
    public string? Action { get; init; }

    [Description("The obligations, at most 10,000.")]
    public IReadOnlyList<Guid>? Ids { get; init; }

    [Description("Which, when none are named.")]
    public ObligationSelection? Filter { get; init; }

    [Description("Why: needed to waive, a note when closing.")]
    public string? Reason { get; init; }

    [Description("Who gets them.")]
    public Guid? Owner { get; init; }

    [Description("The department that gets them.")]
    public Guid? Department { get; init; }

    public ObligationBulk ToBulk() => new(Word<ObligationBulkAction>.Require(Action, "action"))
    {
        Ids = Ids is null ? [] : Texts.List(Ids, "ids", ObligationBook.MaxBulk),
        Filter = Filter?.ToFilter(),
        Reason = Texts.Optional(Reason, "reason", 1000),
        OwnerId = Owner,
        DepartmentId = Department,
    };
}
