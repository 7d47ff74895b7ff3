using System.Text.Json.Nodes;
using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Tasks;

/// <summary>Reminders and assignments: who is to do what until when, and whether it was done.</summary>
/// <remarks>
/// Safe for concurrent use. Every method is made for a caller and throws <see cref="AccessDeniedException"/> when he may not do it at all; a task
/// out of his reach is as if it were not there. Every method throws <see cref="LedgerStoreException"/> when the store cannot be used.
/// </remarks>
public sealed class TaskBook
{
    /// <summary>The largest page: 500 tasks.</summary>
    public const int MaxLimit = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TaskOptions _options;
    private readonly IEmployeeFeed _feed;
    private readonly TimeProvider _time;

    internal TaskBook(ICallTrackingDbContextFactory contexts, IOptions<TaskOptions> options, IEmployeeFeed feed, TimeProvider time)
    {
        _contexts = contexts;
        _options = options.Value;
        _feed = feed;
        _time = time;
    }

    /// <summary>Makes a task. Needs <see cref="Permission.TasksEdit"/>.</summary>
    /// <param name="caller">On whose behalf: he is the assigner.</param>
    /// <param name="draft">The task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TaskRejectedException">It cannot be so.</exception>
    public async Task<WorkTask> CreateAsync(Caller caller, TaskDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        caller.Demand(Permission.TasksEdit);
        var now = _time.GetUtcNow();
        if (draft.AssigneeId is null && draft.DepartmentId is null)
        {
            draft.AssigneeId = caller.Employee;
        }

        var made = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var task = new WorkTask
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                Title = draft.Title,
                AssignerId = caller.Employee,
                CreatedAt = now,
            };
            await TaskWriting.ApplyAsync(context, task, draft, now, token).ConfigureAwait(false);
            context.Add(task);
            context.Add(TaskWriting.EventOf(task, TaskEventKind.Created, now, caller.Employee, assignee: task.AssigneeId));
            await TaskWriting.SetAlarmsAsync(context, task, draft.Reminders, _options, now, token).ConfigureAwait(false);
            Audit(context, caller, task, now, "create");
            return task;
        }, cancellationToken).ConfigureAwait(false);
        Tell(caller, made.AssigneeId, made.Id, now);
        return made;
    }

    /// <summary>Changes a task. Needs <see cref="Permission.TasksEdit"/>, and to be the assigner or to reach more than one's own.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The task.</param>
    /// <param name="edit">Changes the draft, which begins as the task is now, its coming reminders included. May be called more than once.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The task as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="TaskRejectedException">It cannot be so, or is not open.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<WorkTask?> UpdateAsync(
        Caller caller, Guid id, Action<TaskDraft> edit, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return ChangeAsync(caller, id, expectedRevision, async (context, task, now, token) =>
        {
            RequireAssigner(caller, task);
            if (!task.IsOpen)
            {
                throw Refused(task, "changed");
            }

            var former = task.AssigneeId;
            var draft = await DraftOfAsync(context, task, token).ConfigureAwait(false);
            edit(draft);
            await TaskWriting.ApplyAsync(context, task, draft, now, token).ConfigureAwait(false);
            if (former != task.AssigneeId)
            {
                new TaskStateMachine().Fire(task, TaskTrigger.Reassign);
            }

            context.Add(TaskWriting.EventOf(
                task, former == task.AssigneeId ? TaskEventKind.Changed : TaskEventKind.Reassigned, now, caller.Employee,
                assignee: former == task.AssigneeId ? null : task.AssigneeId));
            await TaskWriting.SetAlarmsAsync(context, task, draft.Reminders, _options, now, token).ConfigureAwait(false);
            Audit(context, caller, task, now, "update");
        }, cancellationToken);
    }

    /// <summary>Moves a task on. Needs <see cref="Permission.TasksEdit"/>.</summary>
    /// <param name="caller">On whose behalf. To accept, return, call off and reopen he has to be the assigner, or to reach more than his own.</param>
    /// <param name="id">The task.</param>
    /// <param name="act">What is done.</param>
    /// <param name="note">What he says with it, at most 1,000 characters; needed to return and to decline.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The task as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="TaskRejectedException">The task's state does not allow it, or the note is missing or too long.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<WorkTask?> ActAsync(
        Caller caller, Guid id, TaskAct act, string? note, long? expectedRevision, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, expectedRevision, async (context, task, now, token) =>
        {
            var text = NoteOf(note, act);
            if (act is TaskAct.Accept or TaskAct.Return or TaskAct.Cancel or TaskAct.Reopen)
            {
                RequireAssigner(caller, task);
            }

            if (act is TaskAct.Start or TaskAct.Finish)
            {
                task.AssigneeId ??= caller.Employee;
            }

            var (trigger, kind) = Meaning(act, task);
            if (!new TaskStateMachine().Fire(task, trigger))
            {
                throw Refused(task, act.ToString());
            }

            task.DoneAt = task.State is TaskState.Done or TaskState.Accepted ? task.DoneAt ?? now : null;
            task.ClosedAt = task.IsOpen ? null : now;
            task.UpdatedAt = now;
            context.Add(TaskWriting.EventOf(task, kind, now, caller.Employee, text));
            if (task.State == TaskState.Accepted)
            {
                await TaskWriting.FollowAsync(context, task, _options, now, token).ConfigureAwait(false);
            }

            // Last, because the reminders of the next one are read from those of this one.
            if (!task.IsOpen || act is TaskAct.Reopen or TaskAct.Return)
            {
                await TaskWriting.SetAlarmsAsync(context, task, null, _options, now, token).ConfigureAwait(false);
            }

            Audit(context, caller, task, now, Word(act));
        }, cancellationToken);

    /// <summary>Reminds the caller, and nobody else, of a task. Needs <see cref="Permission.TasksRead"/>.</summary>
    /// <param name="caller">An employee.</param>
    /// <param name="id">The task.</param>
    /// <param name="at">When; a time that is over reminds at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no open task with that id.</returns>
    /// <exception cref="TaskRejectedException">The caller is no employee.</exception>
    public async Task<bool> RemindAsync(Caller caller, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.TasksRead);
        var me = caller.Employee ?? throw new TaskRejectedException("employee.missing", "Only an employee can be reminded: act as one.");
        var now = _time.GetUtcNow();
        return await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            if (!await TaskWriting.Reach(context, context.Set<WorkTask>(), caller, Permission.TasksRead)
                .AnyAsync(one => one.Id == id && one.IsOpen, token).ConfigureAwait(false))
            {
                return false;
            }

            context.Add(new TaskAlarm
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                TaskId = id,
                Kind = TaskAlarmKind.Reminder,
                At = at.ToUniversalTime(),
                EmployeeId = me,
            });
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One task with its reminders and its history. Needs <see cref="Permission.TasksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the caller reaches none with that id.</returns>
    public Task<TaskDetails?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.TasksRead);
        return StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var task = await TaskWriting.Reach(context, context.Set<WorkTask>(), caller, Permission.TasksRead)
                .SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
            if (task is null)
            {
                return null;
            }

            // A reminder that somebody set for himself is nobody else's business.
            var me = caller.Employee;
            var alarms = await context.Set<TaskAlarm>().Where(one => one.TaskId == id && (one.EmployeeId == null || one.EmployeeId == me))
                .OrderBy(one => one.At).ThenBy(one => one.Id).Take(MaxLimit).ToListAsync(cancellationToken).ConfigureAwait(false);
            var events = await context.Set<TaskEvent>().Where(one => one.TaskId == id).OrderBy(one => one.Ordinal).Take(MaxLimit)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            return new TaskDetails(task, alarms, events);
        });
    }

    /// <summary>A page of tasks. Needs <see cref="Permission.TasksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which tasks.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TaskPage> ListAsync(Caller caller, TaskFilter filter, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.TasksRead);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var tasks = Filtered(context, filter, caller);
            if (after is { } cursor)
            {
                var (at, id) = cursor;
                tasks = tasks.Where(one => one.DueOrder >= at && (one.DueOrder > at || one.Id > id));
            }

            return tasks.OrderBy(one => one.DueOrder).ThenBy(one => one.Id).Take(limit + 1).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        PageCursor? next = null;
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            next = new PageCursor(rows[^1].DueOrder, rows[^1].Id);
        }

        return new TaskPage(rows, next);
    }

    /// <summary>How many tasks there are. Needs <see cref="Permission.TasksRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which tasks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> CountAsync(Caller caller, TaskFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        caller.Demand(Permission.TasksRead);
        return StoreWork.ReadAsync(_contexts, caller, context => Filtered(context, filter, caller).CountAsync(cancellationToken));
    }

    private IQueryable<WorkTask> Filtered(CallTrackingDbContext context, TaskFilter filter, Caller caller)
    {
        var rows = TaskWriting.Reach(context, context.Set<WorkTask>(), caller, Permission.TasksRead);
        rows = filter.IsOpen is { } isOpen ? rows.Where(one => one.IsOpen == isOpen) : rows;
        if (filter.States.Count > 0)
        {
            var states = filter.States.Distinct().ToArray();
            rows = rows.Where(one => states.Contains(one.State));
        }

        if (filter.OnlyOverdue)
        {
            var now = _time.GetUtcNow();
            rows = rows.Where(one => one.IsOpen && one.State != TaskState.Done && one.DueAt < now);
        }

        rows = filter.AssigneeId is { } assignee ? rows.Where(one => one.AssigneeId == assignee) : rows;
        rows = filter.AssignerId is { } assigner ? rows.Where(one => one.AssignerId == assigner) : rows;
        rows = filter.DepartmentId is { } department ? rows.Where(one => one.DepartmentId == department) : rows;
        rows = filter.OnlyUnassigned ? rows.Where(one => one.AssigneeId == null) : rows;
        rows = filter.ContactId is { } contact ? rows.Where(one => one.ContactId == contact) : rows;
        rows = filter.CallId is { } call ? rows.Where(one => one.CallId == call) : rows;
        return filter.DueTo is { } to ? rows.Where(one => one.DueAt < to) : rows;
    }

    private async Task<WorkTask?> ChangeAsync(
        Caller caller, Guid id, long? expectedRevision, Func<CallTrackingDbContext, WorkTask, DateTimeOffset, CancellationToken, Task> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.TasksEdit);
        var now = _time.GetUtcNow();
        var (changed, before) = await StoreWork.WriteAsync<(WorkTask?, Guid?)>(_contexts, caller, async (context, token) =>
        {
            var task = await TaskWriting.Reach(context, context.Set<WorkTask>().AsTracking(), caller, Permission.TasksEdit)
                .SingleOrDefaultAsync(one => one.Id == id, token).ConfigureAwait(false);
            if (task is null)
            {
                return (null, null);
            }

            if (expectedRevision is { } expected && expected != task.Revision)
            {
                throw new RevisionConflictException("task", id, expected, task.Revision);
            }

            var assignee = task.AssigneeId;
            await change(context, task, now, token).ConfigureAwait(false);
            task.Revision++;
            return (task, assignee);
        }, cancellationToken).ConfigureAwait(false);
        if (changed is not null)
        {
            foreach (var employee in new[] { changed.AssigneeId, changed.AssignerId, before }.Distinct())
            {
                Tell(caller, employee, id, now);
            }
        }

        return changed;
    }

    private static async Task<TaskDraft> DraftOfAsync(CallTrackingDbContext context, WorkTask task, CancellationToken cancellationToken)
    {
        var draft = new TaskDraft
        {
            Title = task.Title,
            Text = task.Text,
            AssigneeId = task.AssigneeId,
            DepartmentId = task.DepartmentId,
            DueAt = task.DueAt,
            ContactId = task.ContactId,
            CallId = task.CallId,
            ObligationId = task.ObligationId,
            Repeat = task.Repeat,
            RepeatEvery = task.RepeatEvery,
            RepeatZone = task.RepeatZone,
        };
        foreach (var at in await context.Set<TaskAlarm>()
            .Where(one => one.TaskId == task.Id && one.IsPending && one.Kind == TaskAlarmKind.Reminder && one.EmployeeId == null)
            .OrderBy(one => one.At).Select(one => one.At).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            draft.Reminders.Add(at);
        }

        return draft;
    }

    private static string? NoteOf(string? note, TaskAct act)
    {
        var text = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (text is null && act is (TaskAct.Return or TaskAct.Decline))
        {
            throw new TaskRejectedException("task.noteMissing", act == TaskAct.Return ? "Say what is lacking: a task is returned with a note." : "Say why: a task is declined with a reason.");
        }

        return text?.Length > TasksModel.NoteLength
            ? throw new TaskRejectedException("task.noteTooLong", $"The note has {text.Length} characters, of which {TasksModel.NoteLength} are allowed.")
            : text;
    }

    private static (TaskTrigger Trigger, TaskEventKind Kind) Meaning(TaskAct act, WorkTask task) => act switch
    {
        TaskAct.Start => (TaskTrigger.Start, TaskEventKind.Started),
        TaskAct.Finish when task.AssignerId is null || task.AssignerId == task.AssigneeId => (TaskTrigger.Complete, TaskEventKind.Accepted),
        TaskAct.Finish => (TaskTrigger.Report, TaskEventKind.Done),
        TaskAct.Accept => (TaskTrigger.Accept, TaskEventKind.Accepted),
        TaskAct.Return => (TaskTrigger.Return, TaskEventKind.Returned),
        TaskAct.Decline => (TaskTrigger.Decline, TaskEventKind.Declined),
        TaskAct.Cancel => (TaskTrigger.Cancel, TaskEventKind.Cancelled),
        TaskAct.Reopen => (TaskTrigger.Reopen, TaskEventKind.Reopened),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "There is no such act."),
    };

    private static string Word(TaskAct act) => act switch
    {
        TaskAct.Start => "start",
        TaskAct.Finish => "finish",
        TaskAct.Accept => "accept",
        TaskAct.Return => "return",
        TaskAct.Decline => "decline",
        TaskAct.Cancel => "cancel",
        _ => "reopen",
    };

    // He reaches the row already: this tells him what he lacks, and nothing that he does not see.
    private static void RequireAssigner(Caller caller, WorkTask task)
    {
        if (task.AssignerId != caller.Employee && caller.Access.ScopeOf(Permission.TasksEdit) == AccessScope.Own)
        {
            throw new TaskRejectedException("task.notAssigner", "Only who gave the task can do that: ask him, or decline the task.");
        }
    }

    private static TaskRejectedException Refused(WorkTask task, string what) =>
        new("task.state", $"The task's state is {task.State}, in which it cannot be: {what}. Read it again.");

    private static void Audit(CallTrackingDbContext context, Caller caller, WorkTask task, DateTimeOffset now, string action) =>
        AuditTrail.Add(context, caller, now, "task." + action, "task", task.Id.ToString(), new JsonObject
        {
            ["state"] = task.State.ToString(),
            ["assignee"] = task.AssigneeId?.ToString(),
            ["due"] = task.DueAt?.ToString("O"),
        }.ToJsonString());

    private void Tell(Caller caller, Guid? employee, Guid id, DateTimeOffset now)
    {
        if (employee is { } one && one != caller.Employee)
        {
            _feed.Publish(new EmployeeNotice(caller.Tenant, one, EmployeeNoticeKind.TaskChanged, id, now));
        }
    }
}
