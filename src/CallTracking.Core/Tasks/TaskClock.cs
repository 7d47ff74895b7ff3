using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Tasks;

/// <summary>Tells people of tasks when it is time: each alarm once, by whichever host claims it, also after a time in which none ran.</summary>
internal sealed class TaskClock(
    ICallTrackingDbContextFactory contexts, IOptions<TaskOptions> options, IOptions<CallTrackingOptions> tracking, IEmployeeFeed feed, TimeProvider time)
{
    private const int Batch = 100;

    private readonly Caller _caller = Caller.System(tracking.Value.Tenant);

    /// <summary>Does what is due now.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await StoreWork.ReadAsync(contexts, _caller, context => context.Set<TaskAlarm>()
                .Where(alarm => alarm.IsPending && alarm.At <= now).OrderBy(alarm => alarm.At).ThenBy(alarm => alarm.Id)
                .Take(Batch).ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var alarm in due)
            {
                await FireAsync(alarm, now, cancellationToken).ConfigureAwait(false);
            }

            if (due.Count < Batch)
            {
                return;
            }
        }
    }

    private async Task FireAsync(TaskAlarm alarm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var notices = await StoreWork.WriteAsync(contexts, _caller, async (context, token) =>
        {
            var told = new List<EmployeeNotice>();

            // The claim: of several hosts one changes the row, and the others, which wait for its transaction, find nothing to change.
            var claimed = await context.Set<TaskAlarm>().Where(one => one.Id == alarm.Id && one.IsPending).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.IsPending, false).SetProperty(one => one.FiredAt, (DateTimeOffset?)now), token).ConfigureAwait(false);
            if (claimed == 0 || await context.Set<WorkTask>().AsTracking().SingleOrDefaultAsync(one => one.Id == alarm.TaskId, token)
                .ConfigureAwait(false) is not { IsOpen: true } task)
            {
                return told;
            }

            // What was reported as done is not late any more; a reminder that somebody asked for comes nevertheless.
            if (task.State == TaskState.Done && alarm.Kind != TaskAlarmKind.Reminder)
            {
                return told;
            }

            var people = await PeopleAsync(context, task, alarm, token).ConfigureAwait(false);
            if (people.Count > 0)
            {
                Tell(context, task, alarm, people, now, told);
                task.Revision++;
            }

            return told;
        }, cancellationToken).ConfigureAwait(false);
        notices.ForEach(feed.Publish);
    }

    private static void Tell(
        CallTrackingDbContext context, WorkTask task, TaskAlarm alarm, List<Guid> people, DateTimeOffset now, List<EmployeeNotice> told)
    {
        var message = new Message
        {
            Tenant = task.Tenant,
            Id = Guid.CreateVersion7(now),
            Kind = alarm.Kind switch
            {
                TaskAlarmKind.Reminder => MessageKind.Reminder,
                TaskAlarmKind.Due => MessageKind.TaskDue,
                TaskAlarmKind.Overdue => MessageKind.TaskOverdue,
                _ => MessageKind.TaskEscalated,
            },
            Audience = MessageAudience.Employees,
            Text = task.Title,
            SentAt = now,
            TaskId = task.Id,
            ContactId = task.ContactId,
            CallId = task.CallId,
            ObligationId = task.ObligationId,
            Recipients = people.Count,
        };
        Outgoing.Add(context, message, people);
        context.Add(TaskWriting.EventOf(task, TaskEventKind.Told, now, null, alarm.Kind.ToString()));
        foreach (var employee in people)
        {
            told.Add(new EmployeeNotice(task.Tenant, employee, EmployeeNoticeKind.Message, message.Id, now));
            told.Add(new EmployeeNotice(
                task.Tenant, employee, alarm.Kind is TaskAlarmKind.Overdue or TaskAlarmKind.Escalated ? EmployeeNoticeKind.Escalated : EmployeeNoticeKind.TaskDue,
                task.Id, now));
        }
    }

    private async Task<List<Guid>> PeopleAsync(CallTrackingDbContext context, WorkTask task, TaskAlarm alarm, CancellationToken cancellationToken)
    {
        switch (alarm.Kind)
        {
            case TaskAlarmKind.Overdue:
                return task.AssignerId is { } assigner && assigner != task.AssigneeId
                    ? await Outgoing.ActiveAsync(context, [assigner], cancellationToken).ConfigureAwait(false) : [];
            case TaskAlarmKind.Escalated when alarm.Step < options.Value.Escalation.Count:
                var step = options.Value.Escalation[alarm.Step];
                if (step.Employees.Count > 0 || step.Department is not null)
                {
                    var named = await Outgoing.ActiveAsync(context, [.. step.Employees], cancellationToken).ConfigureAwait(false);
                    return step.Department is { } department
                        ? [.. named.Union(await Outgoing.MembersAsync(context, department, cancellationToken).ConfigureAwait(false))]
                        : named;
                }

                return task.DepartmentId is null ? [] : await Outgoing.MembersAsync(context, task.DepartmentId, cancellationToken).ConfigureAwait(false);
            case TaskAlarmKind.Escalated:
                return [];
            default:
                if ((alarm.EmployeeId ?? task.AssigneeId) is { } one)
                {
                    return await Outgoing.ActiveAsync(context, [one], cancellationToken).ConfigureAwait(false);
                }

                return task.DepartmentId is null ? [] : await Outgoing.MembersAsync(context, task.DepartmentId, cancellationToken).ConfigureAwait(false);
        }
    }
}
