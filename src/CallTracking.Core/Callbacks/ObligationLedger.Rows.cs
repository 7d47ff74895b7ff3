using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>How the rows are kept.</content>
internal sealed partial class ObligationLedger
{
    /// <summary>The rule of an owner whom a person named.</summary>
    public const string AssignedRule = "assigned";

    private const string RawPrefix = "raw:";

    /// <summary>When the next step of escalation is due; null when there is none.</summary>
    public static DateTimeOffset? NextStep(Obligation obligation, CallbackOptions options, WorkCalendar calendar) =>
        obligation.IsOpen && obligation.StepsDone < options.Escalation.Count
            ? calendar.Add(obligation.DepartmentId, obligation.DueAt, options.Escalation[obligation.StepsDone].AfterOverdue)
            : null;

    /// <summary>Adds an entry to an obligation's history.</summary>
    public static ObligationEvent EventOf(
        Obligation obligation, ObligationEventKind kind, DateTimeOffset at, Guid? callId, string? rule = null, string? note = null,
        Guid? employee = null, Guid? owner = null, Guid? department = null) => new()
        {
            Tenant = obligation.Tenant,
            ObligationId = obligation.Id,
            Ordinal = ++obligation.Events,
            At = at,
            Kind = kind,
            CallId = callId,
            Rule = rule,
            Note = note,
            EmployeeId = employee,
            OwnerId = owner,
            DepartmentId = department,
        };

    /// <summary>Saves what changed, so that the next query sees it.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        _context.ChangeTracker.DetectChanges();
        foreach (var entry in _context.ChangeTracker.Entries<Obligation>())
        {
            var obligation = entry.Entity;
            obligation.OpenKey = obligation.IsOpen ? obligation.ContactId?.ToString("N") ?? obligation.NumberKey : null;
            if (!obligation.IsOpen)
            {
                obligation.NextStepAt = null;
            }

            if (entry.State == EntityState.Modified)
            {
                obligation.Revision++;
            }
        }

        _context.ChangeTracker.DetectChanges();
        await _context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of what was read: a batch of thousands of calls keeps none of it.</summary>
    private void Detach()
    {
        foreach (var entry in _context.ChangeTracker.Entries().ToList())
        {
            if (entry.Entity is Obligation or ObligationCall or ObligationEvent)
            {
                entry.State = EntityState.Detached;
            }
        }
    }

    private IQueryable<Obligation> Of(Guid? contact, string number) => contact is { } known
        ? Obligations.Where(one => one.ContactId == known || (one.ContactId == null && one.NumberKey == number))
        : Obligations.Where(one => one.ContactId == null && one.NumberKey == number);

    /// <summary>The open obligation of a customer; where he has one as a contact and one as a number, they become one.</summary>
    private async Task<Obligation?> OpenOfAsync(Guid? contact, string number, CancellationToken cancellationToken)
    {
        var open = await Of(contact, number).Where(one => one.IsOpen).OrderBy(one => one.OpenedAt).ThenBy(one => one.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 1; i < open.Count; i++)
        {
            await TakeOverAsync(open[0], open[i], cancellationToken).ConfigureAwait(false);
        }

        if (open.Count > 1 && contact is { } known && open[0].ContactId is null)
        {
            await KnowContactAsync(open[0], known, open[^1].OpenedAt, cancellationToken).ConfigureAwait(false);
            await SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        return open.Count == 0 ? null : open[0];
    }

    private async Task<IReadOnlyCollection<string>> NumbersOfAsync(
        Guid? contact, string number, Guid? obligation, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal) { number };
        if (contact is { } known)
        {
            numbers.UnionWith(await _customers.NumbersOfAsync(known, cancellationToken).ConfigureAwait(false));
        }

        if (obligation is { } id)
        {
            numbers.UnionWith(await Rows.Where(row => row.ObligationId == id && row.Kind == ObligationCallKind.Unserved)
                .Select(row => row.NumberKey!).Distinct().Take(64).ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        return numbers;
    }

    /// <summary>Begins the clock of an obligation anew.</summary>
    private async Task BeginAsync(Obligation obligation, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _calendar ??= await WorkCalendar.LoadAsync(_context, _options.WorkingHours, cancellationToken).ConfigureAwait(false);
        obligation.OpenedAt = at;
        obligation.DueAt = _calendar.Add(obligation.DepartmentId, at, _options.DueWithin);
        obligation.NextStepAt = NextStep(obligation, _options, _calendar);
    }

    /// <summary>Counts an obligation's calls.</summary>
    /// <returns>False when none is left.</returns>
    private async Task<bool> RecountAsync(Obligation obligation, CancellationToken cancellationToken)
    {
        var rows = Rows.Where(row => row.ObligationId == obligation.Id && row.Kind == ObligationCallKind.Unserved);
        obligation.Calls = await rows.CountAsync(cancellationToken).ConfigureAwait(false);
        if (obligation.Calls == 0)
        {
            return false;
        }

        var first = await rows.OrderBy(row => row.At).ThenBy(row => row.CallId).FirstAsync(cancellationToken).ConfigureAwait(false);
        var last = await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.CallId).FirstAsync(cancellationToken).ConfigureAwait(false);
        if (first.At != obligation.OpenedAt)
        {
            await BeginAsync(obligation, first.At, cancellationToken).ConfigureAwait(false);
        }

        (obligation.LastCallAt, obligation.LastCallId) = (last.At, last.CallId);
        obligation.Number = Dialable(null, last.NumberKey!);
        return true;
    }

    private Task<int> AssignRowAsync(Guid callId, Guid obligation, CancellationToken cancellationToken) =>
        Rows.Where(row => row.CallId == callId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ObligationId, (Guid?)obligation), cancellationToken);

    private void Give(Obligation obligation, ObligationOwner owner, DateTimeOffset at, Guid? by, bool isSettled)
    {
        if (owner.Rule is null || (obligation.OwnerId == owner.Employee && obligation.DepartmentId == owner.Department))
        {
            return;
        }

        (obligation.OwnerId, obligation.DepartmentId, obligation.OwnerRule) = (owner.Employee, owner.Department, owner.Rule);
        Write(obligation, ObligationEventKind.Assigned, at, null, owner.Rule, null, by, owner.Employee, owner.Department);
        if (!isSettled)
        {
            Assigned.Add((obligation.Id, owner.Employee, owner.Department));
        }
    }

    private void Write(
        Obligation obligation, ObligationEventKind kind, DateTimeOffset at, Guid? callId, string? rule = null, string? note = null,
        Guid? employee = null, Guid? owner = null, Guid? department = null) =>
        _context.Add(EventOf(obligation, kind, at, callId, rule, note, employee, owner, department));

    private static string Dialable(Call? call, string number)
    {
        var text = call?.External?.Display ?? (number.StartsWith(RawPrefix, StringComparison.Ordinal) ? number[RawPrefix.Length..] : number);
        return Shortened(text)!;
    }

    private static string? Shortened(string? text) =>
        text is null || text.Length <= CallbacksModel.NumberLength ? text : text[..CallbacksModel.NumberLength];

    private static string? Rule(Call? call) => call is null ? null
        : call.LostInTransfer ? "unserved:lostInTransfer"
        : call.MissedReason is { } reason ? $"unserved:{call.Outcome}:{reason}" : $"unserved:{call.Outcome}";
}
