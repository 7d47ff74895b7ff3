using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Tasks;

namespace CallTracking.AspNetCore.Tasks;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a task is to be: all of it, also where it is changed.")]
internal sealed record TaskRequest
{
    [Description("What is to be done, 1 to 200 characters.")]
    public string? Title { get; init; }

    [Description("More about it, at most 4,000 characters.")]
    public string? Text { get; init; }

    [Description("Who is to do it.")]
    public Guid? Assignee { get; init; }

    [Description("The department whose task it is.")]
    public Guid? Department { get; init; }

    [Description("When it has to be done, as 2026-11-23T09:30:00Z.")]
    public string? DueAt { get; init; }

    [Description("When to be reminded, at most 20.")]
    public IReadOnlyList<string>? Reminders { get; init; }

    [Description("The contact it is about.")]
    public Guid? Contact { get; init; }

    [Description("The call it is about.")]
    public Guid? Call { get; init; }

    [Description("The obligation it is about.")]
    public Guid? Obligation { get; init; }

    [WordsOf<TaskRepeat>]
    [Description("How it comes again once it is done.")]
    public string? Repeat { get; init; }

    [Description("Every how many of those, 1 to 366. Default 1.")]
    public int? RepeatEvery { get; init; }

    [Description("IANA zone on whose clock it comes again.")]
    public string? RepeatZone { get; init; }

    public void Apply(TaskDraft draft)
    {
        draft.Title = Texts.Required(Title, "title", 200);
        draft.Text = Texts.Optional(Text, "text", 4000);
        (draft.AssigneeId, draft.DepartmentId) = (Assignee, Department);
        draft.DueAt = Texts.Instant(DueAt, "dueAt");
        draft.Reminders.Clear();
        foreach (var reminder in Reminders is null ? [] : Texts.List(Reminders, "reminders", 20))
        {
            draft.Reminders.Add(Texts.RequiredInstant(reminder, "reminders"));
        }

        (draft.ContactId, draft.CallId, draft.ObligationId) = (Contact, Call, Obligation);
        draft.Repeat = Word<TaskRepeat>.Optional(Repeat, "repeat") ?? default;
        draft.RepeatEvery = RepeatEvery ?? 1;
        draft.RepeatZone = Texts.Optional(RepeatZone, "repeatZone", 64);
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What is done with a task.")]
internal sealed record TaskActRequest
{
    [WordsOf<TaskAct>]
    [Description("What.")]
    public string? Act { get; init; }

    [Description("What is said with it, at most 1,000 characters; needed to return and to decline.")]
    public string? Note { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("When to be reminded.")]
internal sealed record RemindRequest
{
    [Description("When, as 2026-11-23T09:30:00Z.")]
    public string? At { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A message to colleagues: to employees, or to a department, or to all.")]
internal sealed record MessageRequest
{
    [Description("The text, 1 to 4,000 characters.")]
    public string? Text { get; init; }

    [Description("The employees it is for, at most 500.")]
    public IReadOnlyList<Guid>? Employees { get; init; }

    [Description("The department it is for.")]
    public Guid? Department { get; init; }

    [Description("Whether it is for everybody.")]
    public bool? ToAll { get; init; }

    [Description("The contact it is about.")]
    public Guid? Contact { get; init; }

    [Description("The call it is about.")]
    public Guid? Call { get; init; }

    [Description("The task it is about.")]
    public Guid? Task { get; init; }

    [Description("The obligation it is about.")]
    public Guid? Obligation { get; init; }

    public MessageDraft ToDraft() => new(Texts.Required(Text, "text", 4000))
    {
        Employees = Employees is null ? [] : Texts.List(Employees, "employees", MessageBook.MaxLimit),
        DepartmentId = Department,
        ToAll = ToAll ?? false,
        ContactId = Contact,
        CallId = Call,
        TaskId = Task,
        ObligationId = Obligation,
    };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Messages that were read.")]
internal sealed record ReadRequest
{
    [Description("Which, at most 500.")]
    public IReadOnlyList<Guid>? Ids { get; init; }
}
