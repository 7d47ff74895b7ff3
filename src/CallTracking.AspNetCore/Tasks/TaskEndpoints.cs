using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Tasks;

/// <summary>Who is to do what.</summary>
internal static class TaskEndpoints
{
    private const int Standard = 50;

    private static readonly ApiParameter[] Parameters =
    [
        new("open", ParameterKind.Flag, "Open ones (true, the default) or closed ones (false)."),
        new("all", ParameterKind.Flag, "Open and closed ones. Default false."),
        ApiParameter.AnyOf<TaskState>("state", "Tasks in this state."),
        new("assignee", ParameterKind.Id, "Tasks of this employee."),
        new("assigner", ParameterKind.Id, "Tasks that this employee gave."),
        new("department", ParameterKind.Id, "Tasks of this department."),
        new("unassigned", ParameterKind.Flag, "Only those that nobody has."),
        new("overdue", ParameterKind.Flag, "Only open ones whose time is over."),
        new("contact", ParameterKind.Id, "Tasks about this contact."),
        new("call", ParameterKind.Id, "Tasks about this call."),
        new("dueTo", ParameterKind.Instant, "Due before this instant."),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "tasks");
        api.Get("/tasks", Permission.TasksRead, ListAsync)
            .Is("listTasks", "Lists tasks, what is due first.")
            .Query([.. Parameters, ApiParameter.Cursor, ApiParameter.Limit(TaskBook.MaxLimit, Standard)]).Answers<TaskPageBody>();
        api.Get("/tasks/count", Permission.TasksRead, CountAsync).Is("countTasks", "Counts tasks.").Query(Parameters).Answers<CountBody>();
        api.Post("/tasks", Permission.TasksEdit, CreateAsync)
            .Is("createTask", "Makes a task; whoever makes it is the assigner.").Takes<TaskRequest>().Answers<TaskBody>(201).MayFail(409);
        api.Get("/tasks/{id:guid}", Permission.TasksRead, GetAsync)
            .Is("getTask", "Reads a task with its reminders and its history.").Answers<TaskDetailsBody>().HasRevision().MayBeMissing();
        api.Put("/tasks/{id:guid}", Permission.TasksEdit, UpdateAsync)
            .Is("updateTask", "Changes a task: it is then what is sent.", "For the assigner, and for who reaches more than his own.")
            .Takes<TaskRequest>().Answers<TaskBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/tasks/{id:guid}/act", Permission.TasksEdit, ActAsync)
            .Is("actOnTask", "Moves a task on: begins, finishes, accepts, returns, declines or calls it off.")
            .Takes<TaskActRequest>().Answers<TaskBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/tasks/{id:guid}/remind", Permission.TasksRead, RemindAsync)
            .Is("remindOfTask", "Reminds the employee, and nobody else, of a task.").Takes<RemindRequest>().AnswersNothing().MayBeMissing();
    }

    private static TaskFilter Filter(Query query) => new()
    {
        IsOpen = query.Flag("all") == true ? null : query.Flag("open") ?? true,
        States = query.Any<TaskState>("state"),
        AssigneeId = query.Id("assignee"),
        AssignerId = query.Id("assigner"),
        DepartmentId = query.Id("department"),
        OnlyUnassigned = query.Flag("unassigned") ?? false,
        OnlyOverdue = query.Flag("overdue") ?? false,
        ContactId = query.Id("contact"),
        CallId = query.Id("call"),
        DueTo = query.Instant("dueTo"),
    };

    private static async Task<IResult> ListAsync(HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var page = await book.ListAsync(
            http.Caller(), Filter(query), query.Cursor<PageCursor>(PageCursor.TryParse), query.Limit(TaskBook.MaxLimit, Standard), cancellationToken)
            .ConfigureAwait(false);
        return Answers.Json(new TaskPageBody([.. page.Tasks.Select(TaskBody.Of)], page.Next?.ToString()), ApiJson.Strict.TaskPageBody);
    }

    private static async Task<IResult> CountAsync(HttpContext http, TaskBook book, CancellationToken cancellationToken) => Answers.Json(
        new CountBody(await book.CountAsync(http.Caller(), Filter(new Query(http)), cancellationToken).ConfigureAwait(false)), ApiJson.Strict.CountBody);

    private static async Task<IResult> CreateAsync(HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.TaskRequest, cancellationToken).ConfigureAwait(false);
        var draft = new TaskDraft();
        request.Apply(draft);
        var task = await book.CreateAsync(http.Caller(), draft, cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, TaskBody.Of(task), ApiJson.Strict.TaskBody, task.Revision, $"tasks/{task.Id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var details = Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(
            http,
            new TaskDetailsBody(TaskBody.Of(details.Task), [.. details.Alarms.Select(TaskAlarmBody.Of)], [.. details.Events.Select(TaskEventBody.Of)]),
            ApiJson.Strict.TaskDetailsBody, details.Task.Revision);
    }

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.TaskRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.UpdateAsync(http.Caller(), id, request.Apply, revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ActAsync(Guid id, HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.TaskActRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.ActAsync(
            http.Caller(), id, Word<TaskAct>.Require(request.Act, "act"), Texts.Optional(request.Note, "note", 1000), revision, cancellationToken)
            .ConfigureAwait(false));
    }

    private static async Task<IResult> RemindAsync(Guid id, HttpContext http, TaskBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RemindRequest, cancellationToken).ConfigureAwait(false);
        var done = await book.RemindAsync(http.Caller(), id, Texts.RequiredInstant(request.At, "at"), cancellationToken).ConfigureAwait(false);
        return done ? Answers.Empty : Answers.NotFound;
    }

    private static IResult Show(HttpContext http, WorkTask? one)
    {
        var task = Answers.Found(one);
        return Answers.Resource(http, TaskBody.Of(task), ApiJson.Strict.TaskBody, task.Revision);
    }
}
