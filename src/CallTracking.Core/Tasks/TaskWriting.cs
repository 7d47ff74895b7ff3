using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Tasks;

/// <summary>Puts tasks into rows.</summary>
internal static class TaskWriting
{
    public const int TitleLength = 200;
    private const int MostReminders = 20;
    private const int MostRepeat = 366;

    // Every store can keep it, and nobody plans so far ahead.
    private static readonly DateTimeOffset SomeTime = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Those that a permission reaches. Own: what one has, what one gave, and what nobody of one's department took yet.</summary>
    public static IQueryable<WorkTask> Reach(CallTrackingDbContext context, IQueryable<WorkTask> tasks, Caller caller, Permission permission)
    {
        var (me, teams) = (caller.Employee, caller.Access.Departments);
        return caller.Access.ScopeOf(permission) switch
        {
            AccessScope.All => tasks,
            AccessScope.Team => tasks.Where(one => one.AssigneeId == me || one.AssignerId == me
                || (one.DepartmentId != null && teams.Contains(one.DepartmentId.Value))),
            AccessScope.Own => tasks.Where(one => one.AssigneeId == me || one.AssignerId == me
                || (one.AssigneeId == null && context.Set<Employee>().Any(employee => employee.Id == me && employee.DepartmentId == one.DepartmentId))),
            _ => tasks.Where(static one => false),
        };
    }

    /// <summary>An entry of a task's history.</summary>
    public static TaskEvent EventOf(
        WorkTask task, TaskEventKind kind, DateTimeOffset at, Guid? employee, string? note = null, Guid? assignee = null) => new()
        {
            Tenant = task.Tenant,
            TaskId = task.Id,
            Ordinal = ++task.Events,
            At = at,
            Kind = kind,
            EmployeeId = employee,
            AssigneeId = assignee,
            Note = note,
        };

    /// <summary>Checks a draft and puts it into a row.</summary>
    /// <exception cref="TaskRejectedException">It cannot be so.</exception>
    public static async Task ApplyAsync(
        CallTrackingDbContext context, WorkTask task, TaskDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Check(draft);
        if (draft.AssigneeId is { } assignee)
        {
            var employee = await context.Set<Employee>().SingleOrDefaultAsync(one => one.Id == assignee && one.IsActive, cancellationToken)
                .ConfigureAwait(false) ?? throw new TaskRejectedException("employee.notFound", $"No employee {assignee} works here.");
            draft.DepartmentId ??= employee.DepartmentId;
        }

        await RequireAsync<Department>(context.Set<Department>().Where(one => one.Id == draft.DepartmentId), draft.DepartmentId, "department", cancellationToken).ConfigureAwait(false);
        await RequireAsync<Contact>(context.Set<Contact>().Where(one => one.Id == draft.ContactId), draft.ContactId, "contact", cancellationToken).ConfigureAwait(false);
        await RequireAsync<Call>(context.Set<Call>().Where(one => one.Id == draft.CallId), draft.CallId, "call", cancellationToken).ConfigureAwait(false);
        await RequireAsync<Obligation>(context.Set<Obligation>().Where(one => one.Id == draft.ObligationId), draft.ObligationId, "obligation", cancellationToken).ConfigureAwait(false);
        task.Title = draft.Title.Trim();
        task.Text = string.IsNullOrWhiteSpace(draft.Text) ? null : draft.Text.Trim();
        (task.AssigneeId, task.DepartmentId, task.DueAt) = (draft.AssigneeId, draft.DepartmentId, draft.DueAt?.ToUniversalTime());
        (task.ContactId, task.CallId, task.ObligationId) = (draft.ContactId, draft.CallId, draft.ObligationId);
        (task.Repeat, task.RepeatEvery, task.RepeatZone) = (draft.Repeat, draft.RepeatEvery, draft.Repeat == TaskRepeat.None ? null : draft.RepeatZone ?? "UTC");
        task.DueOrder = task.DueAt ?? SomeTime;
        task.UpdatedAt = now;
    }

    /// <summary>Sets the alarms of a task anew. What was told stays told.</summary>
    public static async Task SetAlarmsAsync(
        CallTrackingDbContext context, WorkTask task, IEnumerable<DateTimeOffset>? reminders, TaskOptions options, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await context.Set<TaskAlarm>()
            .Where(one => one.TaskId == task.Id && one.IsPending && (reminders != null || !task.IsOpen || one.Kind != TaskAlarmKind.Reminder))
            .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (!task.IsOpen)
        {
            return;
        }

        foreach (var at in (reminders ?? []).Select(static at => at.ToUniversalTime()).Distinct())
        {
            Add(TaskAlarmKind.Reminder, at);
        }

        if (task.DueAt is not { } due)
        {
            return;
        }

        Add(TaskAlarmKind.Due, due);
        var calendar = await WorkCalendar.LoadAsync(context, options.WorkingHours, cancellationToken).ConfigureAwait(false);
        if (task.AssignerId is not null && task.AssignerId != task.AssigneeId)
        {
            Add(TaskAlarmKind.Overdue, calendar.Add(task.DepartmentId, due, options.TellAssignerAfter));
        }

        for (var i = 0; i < options.Escalation.Count; i++)
        {
            Add(TaskAlarmKind.Escalated, calendar.Add(task.DepartmentId, due, options.Escalation[i].AfterOverdue), i);
        }

        void Add(TaskAlarmKind kind, DateTimeOffset at, int step = 0) => context.Add(new TaskAlarm
        {
            Tenant = task.Tenant,
            Id = Guid.CreateVersion7(now),
            TaskId = task.Id,
            Kind = kind,
            At = at,
            Step = step,
        });
    }

    /// <summary>The task that follows a repeated one once that is done, with its reminders as long before as they were.</summary>
    public static async Task FollowAsync(
        CallTrackingDbContext context, WorkTask task, TaskOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (task.NextId is not null || TaskRecurrence.Next(task, now) is not { } due)
        {
            return;
        }

        var next = new WorkTask
        {
            Tenant = task.Tenant,
            Id = Guid.CreateVersion7(now),
            Title = task.Title,
            Text = task.Text,
            AssignerId = task.AssignerId,
            AssigneeId = task.AssigneeId,
            DepartmentId = task.DepartmentId,
            DueAt = due,
            DueOrder = due,
            ContactId = task.ContactId,
            CallId = task.CallId,
            ObligationId = task.ObligationId,
            Repeat = task.Repeat,
            RepeatEvery = task.RepeatEvery,
            RepeatZone = task.RepeatZone,
            CreatedAt = now,
            UpdatedAt = now,
        };
        task.NextId = next.Id;
        context.Add(next);
        context.Add(EventOf(next, TaskEventKind.Created, now, null, "repeat"));
        var reminders = await context.Set<TaskAlarm>().Where(one => one.TaskId == task.Id && one.Kind == TaskAlarmKind.Reminder && one.EmployeeId == null)
            .Select(one => one.At).ToListAsync(cancellationToken).ConfigureAwait(false);
        await SetAlarmsAsync(context, next, reminders.Select(at => due - (task.DueAt!.Value - at)), options, now, cancellationToken).ConfigureAwait(false);
    }

    private static void Check(TaskDraft draft)
    {
        if (string.IsNullOrWhiteSpace(draft.Title) || draft.Title.Trim().Length > TitleLength)
        {
            throw new TaskRejectedException("task.title", $"A task needs a title of 1 to {TitleLength} characters.");
        }

        if (draft.Text?.Length > TasksModel.TextLength)
        {
            throw new TaskRejectedException("task.text", $"The text has {draft.Text.Length} characters, of which {TasksModel.TextLength} are allowed.");
        }

        if (draft.Reminders.Count > MostReminders)
        {
            throw new TaskRejectedException("task.reminders", $"{draft.Reminders.Count} reminders are given, of which {MostReminders} are allowed.");
        }

        if (draft.AssigneeId is null && draft.DepartmentId is null)
        {
            throw new TaskRejectedException("task.assignee", "Say who is to do it: an employee or a department.");
        }

        if (!Enum.IsDefined(draft.Repeat) || draft.RepeatEvery is < 1 or > MostRepeat)
        {
            throw new TaskRejectedException("task.repeat", $"A task comes again every 1 to {MostRepeat} days, weeks, months or years.");
        }

        if (draft.Repeat != TaskRepeat.None && draft.DueAt is null)
        {
            throw new TaskRejectedException("task.repeat", "A task that comes again needs a due time.");
        }

        if (draft.RepeatZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw new TaskRejectedException("task.zone", $"'{zone}' is no time zone: write an IANA zone such as Asia/Phnom_Penh or UTC.");
        }
    }

    private static async Task RequireAsync<T>(IQueryable<T> rows, Guid? id, string what, CancellationToken cancellationToken)
        where T : class
    {
        if (id is not null && !await rows.AnyAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new TaskRejectedException(what + ".notFound", $"There is no {what} {id}.");
        }
    }
}
