using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Tasks;

namespace CallTracking.AspNetCore.Tasks;

[Description("A moment at which somebody is told of a task. It is told once, by whichever host is first.")]
internal sealed record TaskAlarmBody
{
    [Description("The alarm's id.")]
    public required Guid Id { get; init; }

    [Description("Who is told of what.")]
    [WordsOf<TaskAlarmKind>]
    public required string Kind { get; init; }

    [Description("Of steps of escalation which one, from 0.")]
    public required int Step { get; init; }

    [Description("When.")]
    public required DateTimeOffset At { get; init; }

    [Description("Who asked for the reminder; null for whoever has the task then.")]
    public Guid? EmployeeId { get; init; }

    [Description("Whether it is still to come.")]
    public required bool IsPending { get; init; }

    [Description("When it was told; null while it was not.")]
    public DateTimeOffset? FiredAt { get; init; }

    public static TaskAlarmBody Of(TaskAlarm one) => new()
    {
        Id = one.Id,
        Kind = Word.Of(one.Kind),
        Step = one.Step,
        At = one.At,
        EmployeeId = one.EmployeeId,
        IsPending = one.IsPending,
        FiredAt = one.FiredAt,
    };
}

[Description("An entry of a task's history.")]
internal sealed record TaskEventBody
{
    [Description("Its place in the history, from 1.")]
    public required int Ordinal { get; init; }

    [Description("When.")]
    public required DateTimeOffset At { get; init; }

    [Description("What happened.")]
    [WordsOf<TaskEventKind>]
    public required string Kind { get; init; }

    [Description("Who did it; null for the system.")]
    public Guid? EmployeeId { get; init; }

    [Description("Who is to do it from then on; null unless that changed.")]
    public Guid? AssigneeId { get; init; }

    [Description("What was written with it.")]
    public string? Note { get; init; }

    public static TaskEventBody Of(TaskEvent one) => new()
    {
        Ordinal = one.Ordinal,
        At = one.At,
        Kind = Word.Of(one.Kind),
        EmployeeId = one.EmployeeId,
        AssigneeId = one.AssigneeId,
        Note = one.Note,
    };
}

[Description("Something that an employee is to do, for himself or because a colleague asked: with a due time, and with somebody who sees to it that it is done.")]
internal sealed record TaskBody
{
    [Description("The task's id.")]
    public required Guid Id { get; init; }

    [Description("What is to be done, at most 200 characters.")]
    public required string Title { get; init; }

    [Description("More about it, at most 4,000 characters; null for nothing.")]
    public string? Text { get; init; }

    [Description("Where it stands.")]
    [WordsOf<TaskState>]
    public required string State { get; init; }

    [Description("Whether anything is left to do with it, the acceptance included.")]
    public required bool IsOpen { get; init; }

    [Description("Who gave it, and accepts or returns what was done; null for the system.")]
    public Guid? AssignerId { get; init; }

    [Description("Who is to do it; null for whoever of the department takes it.")]
    public Guid? AssigneeId { get; init; }

    [Description("The department whose task it is; null for none.")]
    public Guid? DepartmentId { get; init; }

    [Description("When it has to be done; null for some time.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("The contact it is about; null for none.")]
    public Guid? ContactId { get; init; }

    [Description("The call it is about; null for none.")]
    public Guid? CallId { get; init; }

    [Description("The callback obligation it is about; null for none.")]
    public Guid? ObligationId { get; init; }

    [Description("How it comes again once it is done.")]
    [WordsOf<TaskRepeat>]
    public required string Repeat { get; init; }

    [Description("Every how many of those: every 2 weeks. 1 to 366.")]
    public required int RepeatEvery { get; init; }

    [Description("IANA zone on whose clock it comes again.")]
    public string? RepeatZone { get; init; }

    [Description("The task that came after this one; null when none did.")]
    public Guid? NextId { get; init; }

    [Description("When it was made.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was changed last.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("When it was reported as done; null while it is not.")]
    public DateTimeOffset? DoneAt { get; init; }

    [Description("When nothing was left to do with it: it was accepted or called off; null before.")]
    public DateTimeOffset? ClosedAt { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    public static TaskBody Of(WorkTask one) => new()
    {
        Id = one.Id,
        Title = one.Title,
        Text = one.Text,
        State = Word.Of(one.State),
        IsOpen = one.IsOpen,
        AssignerId = one.AssignerId,
        AssigneeId = one.AssigneeId,
        DepartmentId = one.DepartmentId,
        DueAt = one.DueAt,
        ContactId = one.ContactId,
        CallId = one.CallId,
        ObligationId = one.ObligationId,
        Repeat = Word.Of(one.Repeat),
        RepeatEvery = one.RepeatEvery,
        RepeatZone = one.RepeatZone,
        NextId = one.NextId,
        CreatedAt = one.CreatedAt,
        UpdatedAt = one.UpdatedAt,
        DoneAt = one.DoneAt,
        ClosedAt = one.ClosedAt,
        Revision = one.Revision,
    };
}

[Description("A page of tasks.")]
internal sealed record TaskPageBody(
    [property: Description("The tasks.")] IReadOnlyList<TaskBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("A task with its reminders and its history.")]
internal sealed record TaskDetailsBody(
    [property: Description("The task.")] TaskBody Task,
    [property: Description("Its reminders.")] IReadOnlyList<TaskAlarmBody> Alarms,
    [property: Description("What happened to it.")] IReadOnlyList<TaskEventBody> Events);

[Description("That a message came to an employee.")]
internal sealed record MessageReceiptBody
{
    [Description("Who received it.")]
    public required Guid EmployeeId { get; init; }

    [Description("When it was sent.")]
    public required DateTimeOffset SentAt { get; init; }

    [Description("When it was read; null while it was not.")]
    public DateTimeOffset? ReadAt { get; init; }

    public static MessageReceiptBody Of(MessageReceipt one) => new()
    {
        EmployeeId = one.EmployeeId,
        SentAt = one.SentAt,
        ReadAt = one.ReadAt,
    };
}

[Description("Something that employees are told inside the company: by a colleague, or by the system. It waits for those who are away.")]
internal sealed record MessageBody
{
    [Description("The message's id.")]
    public required Guid Id { get; init; }

    [Description("What it is about.")]
    [WordsOf<MessageKind>]
    public required string Kind { get; init; }

    [Description("Whom it was sent to.")]
    [WordsOf<MessageAudience>]
    public required string Audience { get; init; }

    [Description("The department; null unless it was sent to one.")]
    public Guid? DepartmentId { get; init; }

    [Description("Who sent it; null for the system.")]
    public Guid? SenderId { get; init; }

    [Description("What a person wrote, or the title of the task it is about, at most 4,000 characters; null where the kind and what it is linked to say everything.")]
    public string? Text { get; init; }

    [Description("When it was sent.")]
    public required DateTimeOffset SentAt { get; init; }

    [Description("The contact it is about; null for none.")]
    public Guid? ContactId { get; init; }

    [Description("The call it is about; null for none.")]
    public Guid? CallId { get; init; }

    [Description("The task it is about; null for none.")]
    public Guid? TaskId { get; init; }

    [Description("The callback obligation it is about; null for none.")]
    public Guid? ObligationId { get; init; }

    [Description("How many received it.")]
    public required int Recipients { get; init; }

    public static MessageBody Of(Message one) => new()
    {
        Id = one.Id,
        Kind = Word.Of(one.Kind),
        Audience = Word.Of(one.Audience),
        DepartmentId = one.DepartmentId,
        SenderId = one.SenderId,
        Text = one.Text,
        SentAt = one.SentAt,
        ContactId = one.ContactId,
        CallId = one.CallId,
        TaskId = one.TaskId,
        ObligationId = one.ObligationId,
        Recipients = one.Recipients,
    };
}

[Description("A message as somebody has it.")]
internal sealed record ReceivedMessageBody(
    [property: Description("The message.")] MessageBody Message,
    [property: Description("When he read it; null when he did not, or sent it himself.")] DateTimeOffset? ReadAt)
{
    public static ReceivedMessageBody Of(ReceivedMessage one) => new(MessageBody.Of(one.Message), one.ReadAt);
}

[Description("A page of messages.")]
internal sealed record MessagePageBody(
    [property: Description("The messages.")] IReadOnlyList<ReceivedMessageBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("The receivers.")]
internal sealed record MessageReceiptList([property: Description("The receivers.")] IReadOnlyList<MessageReceiptBody> Items);
