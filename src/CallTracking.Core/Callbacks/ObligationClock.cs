using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Callbacks;

/// <summary>What time does to obligations: overdue ones go up step by step, and a customer who became known gets what was opened for his
/// number.</summary>
/// <remarks>Several hosts may run it: each step is taken in one transaction with the note that it was taken.</remarks>
internal sealed class ObligationClock(
    ICallTrackingDbContextFactory contexts, IOptions<CallbackOptions> options, IOptions<CallTrackingOptions> tracking, IEmployeeFeed feed,
    TimeProvider time, ILogger<ObligationClock> logger)
{
    private const int Batch = 100;

    // Evidence is told by the projection; this finds what two hosts that wrote in the same moment did not see of each other.
    private static readonly TimeSpan RecheckEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KnowEvery = TimeSpan.FromSeconds(15);

    private readonly Caller _caller = Caller.System(tracking.Value.Tenant);
    private DateTimeOffset _knowAt = DateTimeOffset.MinValue;
    private DateTimeOffset _recheckAt = DateTimeOffset.MinValue;

    /// <summary>Does what is due now.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now >= _knowAt)
        {
            await KnowContactsAsync(cancellationToken).ConfigureAwait(false);
            _knowAt = now + KnowEvery;
        }

        await EscalateAsync(cancellationToken).ConfigureAwait(false);
        if (now >= _recheckAt)
        {
            await RecheckAsync(cancellationToken).ConfigureAwait(false);
            _recheckAt = now + RecheckEvery;
        }
    }

    private async Task KnowContactsAsync(CancellationToken cancellationToken)
    {
        var known = await StoreWork.ReadAsync(
            contexts, _caller, context => new ObligationLedger(context, options.Value).FindKnownAsync(Batch, cancellationToken)).ConfigureAwait(false);
        foreach (var (obligation, contact) in known)
        {
            await ChangeAsync((ledger, token) => ledger.SetContactAsync(obligation, contact, time.GetUtcNow(), token), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task EscalateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await StoreWork.ReadAsync(contexts, _caller, context => context.Set<Obligation>()
                .Where(one => one.IsOpen && one.NextStepAt <= now).OrderBy(one => one.NextStepAt).ThenBy(one => one.Id)
                .Select(one => one.Id).Take(Batch).ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var id in due)
            {
                await EscalateAsync(id, now, cancellationToken).ConfigureAwait(false);
            }

            if (due.Count < Batch)
            {
                return;
            }
        }
    }

    private async Task EscalateAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var notices = await StoreWork.WriteAsync(contexts, _caller, async (context, token) =>
        {
            var told = new List<EmployeeNotice>();
            var obligation = await context.Set<Obligation>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, token).ConfigureAwait(false);

            // Read again inside the transaction: another host may have been faster, or the customer was reached.
            if (obligation is not { IsOpen: true } || !(obligation.NextStepAt <= now))
            {
                return told;
            }

            if (obligation.StepsDone >= options.Value.Escalation.Count)
            {
                // Steps were taken out of the options.
                obligation.NextStepAt = null;
            }
            else
            {
                await TakeStepAsync(context, obligation, now, told, token).ConfigureAwait(false);
            }

            obligation.Revision++;
            return told;
        }, cancellationToken).ConfigureAwait(false);
        notices.ForEach(feed.Publish);
    }

    private async Task TakeStepAsync(
        CallTrackingDbContext context, Obligation obligation, DateTimeOffset now, List<EmployeeNotice> told, CancellationToken cancellationToken)
    {
        var step = options.Value.Escalation[obligation.StepsDone];
        var people = await PeopleAsync(context, obligation, step, cancellationToken).ConfigureAwait(false);
        var isGiven = step.Action == EscalationAction.Reassign;
        if (isGiven)
        {
            var owner = step.Employees.Where(people.Contains).Select(static one => (Guid?)one).FirstOrDefault();
            var department = step.Department ?? await context.Set<Employee>().Where(one => one.Id == owner).Select(one => one.DepartmentId)
                .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false) ?? obligation.DepartmentId;
            if (owner is not null || step.Department is not null)
            {
                (obligation.OwnerId, obligation.DepartmentId, obligation.OwnerRule) = (owner, department, ObligationLedger.AssignedRule);
                people = owner is { } one ? [one] : people;
            }
        }

        obligation.StepsDone++;
        var calendar = await WorkCalendar.LoadAsync(context, options.Value.WorkingHours, cancellationToken).ConfigureAwait(false);
        obligation.NextStepAt = ObligationLedger.NextStep(obligation, options.Value, calendar);
        context.Add(ObligationLedger.EventOf(
            obligation, ObligationEventKind.Escalated, now, null, $"step:{obligation.StepsDone}:{step.Action}", owner: isGiven ? obligation.OwnerId : null,
            department: isGiven ? obligation.DepartmentId : null));
        if (people.Count == 0)
        {
            Log.NobodyToTell(logger, obligation.Id, obligation.StepsDone);
            return;
        }

        var message = new Message
        {
            Tenant = obligation.Tenant,
            Id = Guid.CreateVersion7(now),
            Kind = isGiven ? MessageKind.ObligationGiven : MessageKind.ObligationOverdue,
            Audience = MessageAudience.Employees,
            SentAt = now,
            ContactId = obligation.ContactId,
            CallId = obligation.LastCallId,
            ObligationId = obligation.Id,
            Recipients = people.Count,
        };
        Outgoing.Add(context, message, people);
        foreach (var employee in people)
        {
            told.Add(new EmployeeNotice(obligation.Tenant, employee, EmployeeNoticeKind.Message, message.Id, now));
            told.Add(new EmployeeNotice(
                obligation.Tenant, employee, isGiven ? EmployeeNoticeKind.ObligationAssigned : EmployeeNoticeKind.Escalated, obligation.Id, now));
        }
    }

    private static async Task<List<Guid>> PeopleAsync(
        CallTrackingDbContext context, Obligation obligation, EscalationStep step, CancellationToken cancellationToken)
    {
        if (step.Employees.Count > 0 || step.Department is not null)
        {
            var named = await Outgoing.ActiveAsync(context, [.. step.Employees], cancellationToken).ConfigureAwait(false);
            return step.Department is { } department
                ? [.. named.Union(await Outgoing.MembersAsync(context, department, cancellationToken).ConfigureAwait(false))]
                : named;
        }

        var owner = obligation.OwnerId is { } one ? await Outgoing.ActiveAsync(context, [one], cancellationToken).ConfigureAwait(false) : [];
        return owner.Count > 0 || obligation.DepartmentId is null
            ? owner
            : await Outgoing.MembersAsync(context, obligation.DepartmentId, cancellationToken).ConfigureAwait(false);
    }

    private async Task RecheckAsync(CancellationToken cancellationToken)
    {
        PageCursor? after = null;
        do
        {
            var from = after;
            var page = await StoreWork.ReadAsync(contexts, _caller, context =>
            {
                var open = context.Set<Obligation>().Where(one => one.IsOpen);
                if (from is { } place)
                {
                    var (at, id) = place;
                    open = open.Where(one => one.DueAt >= at && (one.DueAt > at || one.Id > id));
                }

                return open.OrderBy(one => one.DueAt).ThenBy(one => one.Id).Take(Batch).Select(one => new PageCursor(one.DueAt, one.Id))
                    .ToListAsync(cancellationToken);
            }).ConfigureAwait(false);
            if (page.Count > 0)
            {
                await ChangeAsync(
                    async (ledger, token) =>
                    {
                        foreach (var (_, id) in page)
                        {
                            await ledger.RecheckAsync(id, token).ConfigureAwait(false);
                        }
                    },
                    cancellationToken).ConfigureAwait(false);
            }

            after = page.Count < Batch ? null : page[^1];
        }
        while (after is not null);
    }

    private async Task ChangeAsync(Func<ObligationLedger, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        var assigned = await StoreWork.WriteAsync(contexts, _caller, async (context, token) =>
        {
            var ledger = new ObligationLedger(context, options.Value);
            await change(ledger, token).ConfigureAwait(false);
            return ledger.Assigned;
        }, cancellationToken).ConfigureAwait(false);
        foreach (var (obligation, owner, _) in assigned)
        {
            if (owner is { } employee)
            {
                feed.Publish(new EmployeeNotice(_caller.Tenant, employee, EmployeeNoticeKind.ObligationAssigned, obligation, time.GetUtcNow()));
            }
        }
    }
}
