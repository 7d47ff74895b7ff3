using System.CommandLine;
using System.Text.Json.Nodes;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.History;
using CallTracking.Samples.Console.Listing;
using CallTracking.Tasks;

namespace CallTracking.Samples.Console.Work;

/// <summary>Tasks and reminders.</summary>
internal sealed class TasksCommand : Command
{
    public TasksCommand(Terminal terminal)
        : base("tasks", "Tasks and reminders: who is to do what until when, and whether it was done.")
    {
        Add(new TaskListCommand(terminal));
        Add(new TaskShowCommand(terminal));
        Add(new TaskAddCommand(terminal));
        foreach (var (act, name, description) in ((TaskAct, string, string)[])
        [
            (TaskAct.Start, "start", "Begins a task."),
            (TaskAct.Finish, "finish", "Says that a task is done. Where somebody else gave it, he has to accept."),
            (TaskAct.Accept, "accept", "Accepts what was done."),
            (TaskAct.Return, "return", "Gives a task back; --note says what is lacking."),
            (TaskAct.Decline, "decline", "Says that one will not do it; --note says why."),
            (TaskAct.Cancel, "cancel", "Calls a task off."),
            (TaskAct.Reopen, "reopen", "Opens a task again."),
        ])
        {
            Add(new TaskActCommand(terminal, act, name, description));
        }
    }
}

/// <summary>How tasks are printed.</summary>
internal static class TaskOutput
{
    public static JsonObject Json(WorkTask one) => new()
    {
        ["id"] = one.Id,
        ["title"] = one.Title,
        ["text"] = one.Text,
        ["state"] = Wording.JsonWord(one.State),
        ["assignerId"] = one.AssignerId,
        ["assigneeId"] = one.AssigneeId,
        ["departmentId"] = one.DepartmentId,
        ["dueAt"] = one.DueAt,
        ["contactId"] = one.ContactId,
        ["callId"] = one.CallId,
        ["obligationId"] = one.ObligationId,
        ["repeat"] = Wording.JsonWord(one.Repeat),
        ["repeatEvery"] = one.RepeatEvery,
        ["nextId"] = one.NextId,
        ["createdAt"] = one.CreatedAt,
        ["doneAt"] = one.DoneAt,
        ["closedAt"] = one.ClosedAt,
        ["revision"] = one.Revision,
    };
}

/// <summary>A list of tasks.</summary>
internal sealed class TaskListCommand : WorkCommand
{
    private readonly Option<Guid?> _assignee = Id("--assignee", "Only those that this employee is to do.");
    private readonly Option<Guid?> _assigner = Id("--assigner", "Only those that this employee gave.");
    private readonly Option<Guid?> _department = Id("--department", "Only those of this department.");
    private readonly Option<Guid?> _contact = Id("--contact", "Only those about this contact.");
    private readonly Option<bool> _overdue = new("--overdue") { Description = "Only those that are not done and whose due time is over." };
    private readonly Option<bool> _all = new("--all") { Description = "Closed ones too." };
    private readonly Option<int> _limit = Limit();
    private readonly Option<string?> _after = After();

    public TaskListCommand(Terminal terminal)
        : base("list", "Lists open tasks, the earliest due first.", terminal)
    {
        foreach (var option in new Option[] { _assignee, _assigner, _department, _contact, _overdue, _all, _limit, _after })
        {
            Add(option);
        }
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var filter = new TaskFilter
        {
            IsOpen = run.Value(_all) ? null : true,
            AssigneeId = run.Value(_assignee),
            AssignerId = run.Value(_assigner),
            DepartmentId = run.Value(_department),
            ContactId = run.Value(_contact),
            OnlyOverdue = run.Value(_overdue),
        };
        var page = await run.Get<TaskBook>().ListAsync(run.Caller, filter, Cursor(run.Value(_after)), run.Value(_limit), cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject { ["tasks"] = new JsonArray([.. page.Tasks.Select(TaskOutput.Json)]), ["next"] = page.Next?.ToString() });
            return;
        }

        var now = Terminal.Time.GetUtcNow();
        run.Table(
            ["Due", "State", "Title", "Assignee", "Id"],
            [.. page.Tasks.Select(one => new[]
            {
                run.Time(one.DueAt) + (one.IsOpen && one.State != TaskState.Done && one.DueAt < now ? " !" : ""), Wording.Of(one.State), one.Title,
                one.AssigneeId?.ToString() ?? one.DepartmentId?.ToString() ?? "-", one.Id.ToString(),
            })]);
        await run.NoteAsync(Wording.Count(page.Tasks.Count, "task", "tasks") + (page.Next is { } next ? $"; go on with --after {next}" : "."));
    }
}

/// <summary>One task with its history.</summary>
internal sealed class TaskShowCommand : WorkCommand
{
    private readonly Argument<Guid> _id = Subject("task");

    public TaskShowCommand(Terminal terminal)
        : base("show", "Shows one task, its reminders and what happened to it.", terminal) => Add(_id);

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var details = await run.Get<TaskBook>().GetAsync(run.Caller, id, cancellationToken) ?? throw NotThere("task", id);
        if (run.AsJson)
        {
            var json = TaskOutput.Json(details.Task);
            json["alarms"] = new JsonArray([.. details.Alarms.Select(static one => new JsonObject
            {
                ["kind"] = Wording.JsonWord(one.Kind), ["at"] = one.At, ["firedAt"] = one.FiredAt,
            })]);
            json["events"] = new JsonArray([.. details.Events.Select(static one => new JsonObject
            {
                ["at"] = one.At, ["kind"] = Wording.JsonWord(one.Kind), ["employeeId"] = one.EmployeeId, ["assigneeId"] = one.AssigneeId, ["note"] = one.Note,
            })]);
            run.Json(json);
            return;
        }

        Terminal.Out.WriteLine($"{Printable.Line(details.Task.Title)}: {Wording.Of(details.Task.State)}, due {run.Time(details.Task.DueAt)}");
        if (details.Task.Text is { } text)
        {
            Terminal.Out.WriteLine(Printable.Line(text));
        }

        run.Table(
            ["Time", "What", "By", "Note"],
            [.. details.Events.Select(one => new[] { run.Time(one.At), Wording.Of(one.Kind), one.EmployeeId?.ToString() ?? "-", one.Note ?? "-" })]);
    }
}

/// <summary>Makes a task.</summary>
internal sealed class TaskAddCommand : WorkCommand
{
    private readonly Argument<string> _title = new("title") { Description = "What is to be done." };
    private readonly Option<string?> _text = Text("--text", "More about it.");
    private readonly Option<Guid?> _assignee = Id("--assignee", "Who is to do it. Default: the employee of --as.");
    private readonly Option<Guid?> _department = Id("--department", "The department of which somebody is to do it.");
    private readonly Option<string?> _due = new("--due") { Description = "When it has to be done, as 2026-11-23T14:30; a day alone means its end.", HelpName = "TIME" };
    private readonly Option<string[]> _remind = new("--remind")
    {
        Description = "When to remind of it; may be given several times.",
        HelpName = "TIME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<Guid?> _contact = Id("--contact", "The contact it is about.");
    private readonly Option<Guid?> _call = Id("--call", "The call it is about.");
    private readonly Option<TaskRepeat?> _repeat = WordOption.One<TaskRepeat>("--repeat", "How it comes again once it is done.");

    public TaskAddCommand(Terminal terminal)
        : base("add", "Makes a task, and prints its id.", terminal)
    {
        Add(_title);
        foreach (var option in new Option[] { _text, _assignee, _department, _due, _remind, _contact, _call, _repeat })
        {
            Add(option);
        }
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var draft = new TaskDraft
        {
            Title = run.Value(_title),
            Text = run.Value(_text),
            AssigneeId = run.Value(_assignee),
            DepartmentId = run.Value(_department),
            DueAt = Period.Between(null, run.Value(_due), run.Zone).To,
            ContactId = run.Value(_contact),
            CallId = run.Value(_call),
            Repeat = run.Value(_repeat) ?? TaskRepeat.None,
            RepeatZone = run.Value(_repeat) is null ? null : run.Zone.Id,
        };
        foreach (var time in run.Value(_remind) ?? [])
        {
            draft.Reminders.Add(Period.Between(time, null, run.Zone).From!.Value);
        }

        var made = await run.Get<TaskBook>().CreateAsync(run.Caller, draft, cancellationToken);
        if (run.AsJson)
        {
            run.Json(TaskOutput.Json(made));
        }
        else
        {
            Terminal.Out.WriteLine(made.Id);
        }
    }
}

/// <summary>Moves a task on.</summary>
internal sealed class TaskActCommand : WorkCommand
{
    private readonly Argument<Guid> _id = Subject("task");
    private readonly Option<string?> _note = Text("--note", "What is said with it.");
    private readonly TaskAct _act;

    public TaskActCommand(Terminal terminal, TaskAct act, string name, string description)
        : base(name, description, terminal)
    {
        _act = act;
        Add(_id);
        Add(_note);
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var changed = await run.Get<TaskBook>().ActAsync(run.Caller, id, _act, run.Value(_note), null, cancellationToken) ?? throw NotThere("task", id);
        if (run.AsJson)
        {
            run.Json(TaskOutput.Json(changed));
        }
    }
}
