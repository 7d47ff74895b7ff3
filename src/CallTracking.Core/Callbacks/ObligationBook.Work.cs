using System.Text.Json.Nodes;
using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>What people do with obligations.</content>
public sealed partial class ObligationBook
{
    private const int BulkStep = 100;

    // What one has done by mistake one sees at once; later it is for those who look after the callbacks.
    private static readonly TimeSpan TakenBackWithin = TimeSpan.FromMinutes(10);

    /// <summary>Gives an obligation to somebody. Taking an own or unowned one for oneself needs <see cref="Permission.CallbacksWork"/>, all
    /// else <see cref="Permission.CallbacksManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="ownerId">Who is to call; null for whoever of the department takes it.</param>
    /// <param name="departmentId">The department; null for the employee's.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="ObligationRejectedException">It is not open, or the employee or department is not there.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<Obligation?> AssignAsync(
        Caller caller, Guid id, Guid? ownerId, Guid? departmentId, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var permission = ownerId is not null && ownerId == caller.Employee && departmentId is null
            ? Permission.CallbacksWork : Permission.CallbacksManage;
        return ChangeAsync(
            caller, permission, id, expectedRevision,
            (context, obligation, now, token) => AssignAsync(context, caller, obligation, ownerId, departmentId, now, token), cancellationToken);
    }

    /// <summary>Closes an obligation by hand: the matter was settled in another way. Needs <see cref="Permission.CallbacksWork"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="note">How, at most 1,000 characters; null for nothing.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="ObligationRejectedException">It is not open, or the note is too long.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<Obligation?> CloseAsync(Caller caller, Guid id, string? note, long? expectedRevision, CancellationToken cancellationToken) =>
        ChangeAsync(caller, Permission.CallbacksWork, id, expectedRevision, (context, obligation, now, _) =>
        {
            End(context, caller, obligation, ObligationTrigger.Close, note, now);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Decides that nobody calls back. Needs <see cref="Permission.CallbacksWork"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="ObligationRejectedException">It is not open, or no reason is given.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<Obligation?> WaiveAsync(Caller caller, Guid id, string reason, long? expectedRevision, CancellationToken cancellationToken) =>
        ChangeAsync(caller, Permission.CallbacksWork, id, expectedRevision, (context, obligation, now, _) =>
        {
            End(context, caller, obligation, ObligationTrigger.Waive, reason, now);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Writes a note into the history of an obligation, which stays as it is. Needs <see cref="Permission.CallbacksWork"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="note">The note, 1 to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation as it is then; null when the caller reaches none with that id.</returns>
    /// <exception cref="ObligationRejectedException">The note is empty or too long.</exception>
    public Task<Obligation?> NoteAsync(Caller caller, Guid id, string note, CancellationToken cancellationToken)
    {
        var text = TextOf(note) ?? throw new ObligationRejectedException("obligation.noteMissing", "Write something: the note is empty.");
        return ChangeAsync(caller, Permission.CallbacksWork, id, null, (context, obligation, now, _) =>
        {
            Note(context, caller, obligation, ObligationEventKind.Noted, now, "note", text);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Opens again what a person closed or waived. Needs <see cref="Permission.CallbacksManage"/>; who closed it himself takes that back
    /// within ten minutes with <see cref="Permission.CallbacksWork"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The obligation as it is then; null when the caller reaches none with that id. Evidence that came meanwhile closes it at the next
    /// look of the clock.</returns>
    /// <exception cref="ObligationRejectedException">No person closed it, or the customer has an open one already.</exception>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<Obligation?> ReopenAsync(Caller caller, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var manages = caller.Access.Allows(Permission.CallbacksManage) || !caller.Access.Allows(Permission.CallbacksWork);
        var permission = manages ? Permission.CallbacksManage : Permission.CallbacksWork;
        return ChangeAsync(caller, permission, id, expectedRevision, async (context, obligation, now, token) =>
        {
            if (!manages && (obligation.ClosedBy != caller.Employee || now - obligation.ClosedAt > TakenBackWithin))
            {
                throw new AccessDeniedException(Permission.CallbacksManage);
            }

            if (obligation.State is not (ObligationState.Closed or ObligationState.Waived) || obligation.Calls == 0)
            {
                throw new ObligationRejectedException(
                    "obligation.notClosed", "Only what a person closed or waived, and that has calls behind it, can be opened again.");
            }

            var key = obligation.ContactId?.ToString("N") ?? obligation.NumberKey;
            if (await context.Set<Obligation>().AnyAsync(one => one.OpenKey == key, token).ConfigureAwait(false))
            {
                throw new ObligationRejectedException(
                    "obligation.openAlready", "The customer has an open obligation already: work on that one.");
            }

            new ObligationStateMachine().Fire(obligation, ObligationTrigger.Reopen);
            (obligation.ClosedAt, obligation.ClosedBy, obligation.Reason) = (null, null, null);
            var calendar = await WorkCalendar.LoadAsync(context, _options.WorkingHours, token).ConfigureAwait(false);
            obligation.NextStepAt = ObligationLedger.NextStep(obligation, _options, calendar);
            Note(context, caller, obligation, ObligationEventKind.Reopened, now, "reopen", null);
        }, cancellationToken);
    }

    /// <summary>Closes, waives or gives many at once, a hundred to a transaction. Needs <see cref="Permission.CallbacksManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="bulk">What and which.</param>
    /// <param name="cancellationToken">Gives up; what was done stays done.</param>
    /// <exception cref="ObligationRejectedException">A reason is missing, too many are named, or the employee or department is not there.</exception>
    public async Task<ObligationBulkResult> BulkAsync(Caller caller, ObligationBulk bulk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(bulk);
        caller.Demand(Permission.CallbacksManage);
        if (bulk.Ids.Count == 0 && bulk.Filter is null)
        {
            throw new ObligationRejectedException("bulk.empty", "Name obligations, or say by a filter which are meant.");
        }

        if (bulk.Ids.Count > MaxBulk)
        {
            throw new ObligationRejectedException("bulk.tooMany", $"{bulk.Ids.Count} obligations are named, of which {MaxBulk} are allowed at once.");
        }

        var ids = bulk.Ids.Count > 0 ? [.. bulk.Ids.Distinct()] : await StoreWork.ReadAsync(_contexts, caller, context =>
            Filtered(context, bulk.Filter! with { IsOpen = true }, caller, Permission.CallbacksManage)
                .OrderBy(one => one.DueAt).ThenBy(one => one.Id).Select(one => one.Id).Take(MaxBulk).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        var changed = 0;
        foreach (var some in ids.Chunk(BulkStep))
        {
            changed += await BulkStepAsync(caller, bulk, some, cancellationToken).ConfigureAwait(false);
        }

        return new ObligationBulkResult(changed, ids.Count - changed);
    }

    private async Task<int> BulkStepAsync(Caller caller, ObligationBulk bulk, Guid[] ids, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var owned = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var rows = await ObligationAccess.Reach(context, context.Set<Obligation>().AsTracking(), caller, Permission.CallbacksManage)
                .Where(one => one.IsOpen && ids.Contains(one.Id)).ToListAsync(token).ConfigureAwait(false);
            foreach (var row in rows)
            {
                if (bulk.Action == ObligationBulkAction.Assign)
                {
                    await AssignAsync(context, caller, row, bulk.OwnerId, bulk.DepartmentId, now, token).ConfigureAwait(false);
                }
                else
                {
                    End(
                        context, caller, row, bulk.Action == ObligationBulkAction.Waive ? ObligationTrigger.Waive : ObligationTrigger.Close,
                        bulk.Reason, now);
                }

                Touch(row);
            }

            return rows.ConvertAll(static row => (row.Id, row.OwnerId));
        }, cancellationToken).ConfigureAwait(false);
        var kind = bulk.Action == ObligationBulkAction.Assign ? EmployeeNoticeKind.ObligationAssigned : EmployeeNoticeKind.ObligationChanged;
        owned.ForEach(one => Tell(caller, one.OwnerId, kind, one.Id, now));
        return owned.Count;
    }

    private async Task<Obligation?> ChangeAsync(
        Caller caller, Permission permission, Guid id, long? expectedRevision,
        Func<CallTrackingDbContext, Obligation, DateTimeOffset, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(permission);
        var now = _time.GetUtcNow();
        var (changed, before) = await StoreWork.WriteAsync<(Obligation?, Guid?)>(_contexts, caller, async (context, token) =>
        {
            var found = await ObligationAccess.Reach(context, context.Set<Obligation>().AsTracking(), caller, permission)
                .SingleOrDefaultAsync(one => one.Id == id, token).ConfigureAwait(false);
            if (found is null)
            {
                return (null, null);
            }

            if (expectedRevision is { } expected && expected != found.Revision)
            {
                throw new RevisionConflictException("obligation", id, expected, found.Revision);
            }

            var owner = found.OwnerId;
            await change(context, found, now, token).ConfigureAwait(false);
            Touch(found);
            return (found, owner);
        }, cancellationToken).ConfigureAwait(false);
        if (changed is null)
        {
            return null;
        }

        Tell(
            caller, changed.OwnerId, changed.OwnerId == before ? EmployeeNoticeKind.ObligationChanged : EmployeeNoticeKind.ObligationAssigned, id, now);
        if (before != changed.OwnerId)
        {
            Tell(caller, before, EmployeeNoticeKind.ObligationChanged, id, now);
        }

        return ObligationAccess.Mask(changed, caller);
    }

    private static async Task AssignAsync(
        CallTrackingDbContext context, Caller caller, Obligation obligation, Guid? ownerId, Guid? departmentId, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!obligation.IsOpen)
        {
            throw NotOpen(obligation);
        }

        if (ownerId is { } owner)
        {
            var employee = await context.Set<Employee>().SingleOrDefaultAsync(one => one.Id == owner && one.IsActive, cancellationToken)
                .ConfigureAwait(false) ?? throw new ObligationRejectedException("employee.notFound", $"No employee {owner} works here.");
            departmentId ??= employee.DepartmentId;
        }

        if (departmentId is { } department
            && !await context.Set<Department>().AnyAsync(one => one.Id == department, cancellationToken).ConfigureAwait(false))
        {
            throw new ObligationRejectedException("department.notFound", $"There is no department {department}.");
        }

        (obligation.OwnerId, obligation.DepartmentId, obligation.OwnerRule) = (ownerId, departmentId, ObligationLedger.AssignedRule);
        context.Add(ObligationLedger.EventOf(
            obligation, ObligationEventKind.Assigned, now, null, ObligationLedger.AssignedRule, null, caller.Employee, ownerId, departmentId));
        Audit(context, caller, obligation, now, "assign", new JsonObject { ["owner"] = ownerId?.ToString(), ["department"] = departmentId?.ToString() });
    }

    private static void End(
        CallTrackingDbContext context, Caller caller, Obligation obligation, ObligationTrigger trigger, string? reason, DateTimeOffset now)
    {
        var text = TextOf(reason);
        if (text is null && trigger == ObligationTrigger.Waive)
        {
            throw new ObligationRejectedException("obligation.reasonMissing", "Say why nobody calls back: an obligation is waived with a reason.");
        }

        if (!obligation.IsOpen || !new ObligationStateMachine().Fire(obligation, trigger))
        {
            throw NotOpen(obligation);
        }

        (obligation.ClosedAt, obligation.ClosedBy, obligation.Reason) = (now, caller.Employee, text);
        var isWaived = trigger == ObligationTrigger.Waive;
        Note(context, caller, obligation, isWaived ? ObligationEventKind.Waived : ObligationEventKind.Closed, now, isWaived ? "waive" : "close", text);
    }

    private static string? TextOf(string? text)
    {
        var trimmed = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return trimmed?.Length > CallbacksModel.ReasonLength
            ? throw new ObligationRejectedException(
                "obligation.reasonTooLong", $"The text has {trimmed.Length} characters, of which {CallbacksModel.ReasonLength} are allowed.")
            : trimmed;
    }

    private static ObligationRejectedException NotOpen(Obligation obligation) => new(
        "obligation.notOpen", $"The obligation is not open any more: its state is {obligation.State}. Read it again.");

    private static void Note(
        CallTrackingDbContext context, Caller caller, Obligation obligation, ObligationEventKind kind, DateTimeOffset now, string action, string? note)
    {
        context.Add(ObligationLedger.EventOf(obligation, kind, now, null, "byHand", note, caller.Employee));
        Audit(context, caller, obligation, now, action, note is null ? null : new JsonObject { ["reason"] = note });
    }

    private static void Audit(
        CallTrackingDbContext context, Caller caller, Obligation obligation, DateTimeOffset now, string action, JsonObject? payload) =>
        AuditTrail.Add(context, caller, now, "obligation." + action, "obligation", obligation.Id.ToString(), payload?.ToJsonString());

    private static void Touch(Obligation obligation)
    {
        obligation.OpenKey = obligation.IsOpen ? obligation.ContactId?.ToString("N") ?? obligation.NumberKey : null;
        obligation.NextStepAt = obligation.IsOpen ? obligation.NextStepAt : null;
        obligation.Revision++;
    }

    private void Tell(Caller caller, Guid? employee, EmployeeNoticeKind kind, Guid id, DateTimeOffset now)
    {
        if (employee is { } one && one != caller.Employee)
        {
            _feed.Publish(new EmployeeNotice(caller.Tenant, one, kind, id, now));
        }
    }
}
