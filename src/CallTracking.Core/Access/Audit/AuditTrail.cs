using System.Runtime.CompilerServices;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CallTracking.Access;

/// <summary>
/// What was done, by whom: written together with what was done, chained so that a change, a removal or a reordering of rows is found, and
/// vouched for by signed checkpoints outside the database.
/// </summary>
/// <remarks>Safe for concurrent use. Every method needs <see cref="Permission.AuditRead"/> and throws <see cref="AccessDeniedException"/>
/// without it, save <see cref="RecordAsync"/>; and <see cref="LedgerStoreException"/> when the store cannot be used.</remarks>
public sealed class AuditTrail
{
    /// <summary>The largest page: 1,000 rows.</summary>
    public const int MaxLimit = 1000;

    private const int VerifyPage = 2000;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly AuditCheckpoints _checkpoints;
    private readonly TimeProvider _time;

    internal AuditTrail(ICallTrackingDbContextFactory contexts, AuditCheckpoints checkpoints, TimeProvider time)
    {
        _contexts = contexts;
        _checkpoints = checkpoints;
        _time = time;
    }

    /// <summary>Rows, newest first. A caller from whom fields are hidden sees no payloads.</summary>
    /// <param name="caller">On whose behalf; his scope decides whose deeds he sees.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="after">The <see cref="AuditPage.Next"/> of the page before; null for the first one.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuditPage> ListAsync(
        Caller caller, AuditFilter filter, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.AuditRead);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var wanted = filter.Apply(InScope(context, caller));
            if (after is { } cursor)
            {
                var (day, number) = cursor;
                wanted = wanted.Where(row => row.Day <= day && (row.Day < day || row.Number < number));
            }

            return wanted.OrderByDescending(row => row.Day).ThenByDescending(row => row.Number).Take(limit + 1).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        var hasMore = rows.Count > limit;
        if (hasMore)
        {
            rows.RemoveAt(limit);
        }

        if (caller.Access.Masks != FieldMask.None)
        {
            rows.ForEach(static row => row.Payload = null);
        }

        return new AuditPage(rows, hasMore ? new AuditCursor(rows[^1].Day, rows[^1].Number) : null);
    }

    /// <summary>Looks through the whole trail of the caller's tenant: whether any row was changed, removed or moved since it was written, up to
    /// the newest checkpoint. Reads page by page; rows may be added meanwhile.</summary>
    /// <param name="caller">On whose behalf. His permission must reach all rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The keys or the checkpoints cannot be read; one line.</exception>
    public async Task<AuditReport> VerifyAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandAll(caller);
        var checkpoints = await _checkpoints.ReadAsync(caller.Tenant, cancellationToken).ConfigureAwait(false);

        // The head first: rows that are added from here on are none of this verification's.
        var system = Caller.System(caller.Tenant);
        var head = await StoreWork.ReadAsync(
            _contexts, system, context => context.Set<AuditHead>().SingleOrDefaultAsync(cancellationToken)).ConfigureAwait(false);
        var verification = new AuditVerification(checkpoints, _checkpoints.Keys.IsValid);
        await foreach (var row in ReadAsync(system, head, cancellationToken).ConfigureAwait(false))
        {
            verification.Add(row);
        }

        return verification.Finish(head);
    }

    /// <summary>Makes a checkpoint now.</summary>
    /// <param name="caller">On whose behalf. His permission must reach all rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The checkpoint; null when the trail has no row, or none that the newest checkpoint does not vouch for already.</returns>
    /// <exception cref="InvalidOperationException">The key cannot be read or the checkpoint not be kept; one line.</exception>
    public Task<AuditCheckpoint?> CheckpointAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandAll(caller);
        return _checkpoints.MakeAsync(caller.Tenant, cancellationToken);
    }

    /// <summary>Puts a new key in front of those in the key file: it signs checkpoints from now on, and what the old ones signed stays
    /// valid.</summary>
    /// <param name="caller">On whose behalf. His permission must reach all rows.</param>
    /// <returns>The new key's id.</returns>
    /// <exception cref="InvalidOperationException">There is no key file, or it cannot be written; one line.</exception>
    public string RotateKey(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandAll(caller);
        return _checkpoints.Rotate();
    }

    /// <summary>For hosts: records something that the host itself did or let somebody do, such as listening to a recording. Whoever may act may
    /// be recorded: it needs no permission.</summary>
    /// <param name="caller">Who did it.</param>
    /// <param name="action">What was done, a stable code such as <c>recording.listen</c>, at most 64 characters.</param>
    /// <param name="entity">The kind of thing, at most 64 characters.</param>
    /// <param name="id">Which one, at most 128 characters; null where there is none.</param>
    /// <param name="payload">Details as JSON text; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RecordAsync(Caller caller, string action, string entity, string? id, string? payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(action);
        ArgumentException.ThrowIfNullOrWhiteSpace(entity);
        return StoreWork.WriteAsync(_contexts, caller, (context, _) =>
        {
            Add(context, caller, _time.GetUtcNow(), action, entity, id, payload);
            return Task.FromResult(true);
        }, cancellationToken);
    }

    /// <summary>Adds a row to a piece of work: it is written with it, or not at all. It is chained when the work is committed.</summary>
    /// <param name="context">The work's context.</param>
    /// <param name="caller">Who does it.</param>
    /// <param name="at">When.</param>
    /// <param name="action">What is done: <c>contact.update</c>.</param>
    /// <param name="entity">What it is done to: <c>contact</c>.</param>
    /// <param name="id">Its id; null where there is none.</param>
    /// <param name="payload">Details as a JSON text; null for none.</param>
    internal static void Add(
        CallTrackingDbContext context, Caller caller, DateTimeOffset at, string action, string entity, string? id, string? payload = null) =>
        context.Audited.Add(new AuditEntry
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(at),
            At = AuditChain.Truncated(at),
            Employee = caller.Employee,
            Action = action,
            Entity = entity,
            EntityId = id ?? "",
            Payload = payload,
        });

    /// <summary>Chains the rows of a piece of work, as the last thing before it is committed: the row of the head is then locked for as short
    /// as can be, and last of all, so that no two writers wait for each other.</summary>
    internal static async Task SealAsync(CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        var rows = context.Audited.ToList();
        context.Audited.Clear();
        var heads = context.Set<AuditHead>();
        var locked = await heads.ExecuteUpdateAsync(head => head.SetProperty(one => one.Number, one => one.Number), cancellationToken)
            .ConfigureAwait(false);
        var last = locked == 0 ? null : await heads.AsTracking().SingleAsync(cancellationToken).ConfigureAwait(false);
        if (last is null)
        {
            last = new AuditHead { Tenant = rows[0].Tenant, Digest = AuditChain.Beginning };
            context.Add(last);
        }

        foreach (var row in rows)
        {
            var day = Math.Max(last.Day, AuditChain.DayOf(row.At));
            AuditChain.Seal(row, day, day == last.Day ? last.Number + 1 : 1, last.Digest);
            (last.Day, last.Number, last.Digest) = (row.Day, row.Number, row.Digest);
            context.Add(row);
        }

        context.ChangeTracker.DetectChanges();
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken).ConfigureAwait(false);
    }

    private static void DemandAll(Caller caller)
    {
        if (caller.Access.ScopeOf(Permission.AuditRead) != AccessScope.All)
        {
            throw new AccessDeniedException(Permission.AuditRead);
        }
    }

    private static IQueryable<AuditEntry> InScope(CallTrackingDbContext context, Caller caller)
    {
        var rows = context.Set<AuditEntry>();
        var me = caller.Employee;
        switch (caller.Access.ScopeOf(Permission.AuditRead))
        {
            case AccessScope.All:
                return rows;
            case AccessScope.Team:
                var departments = caller.Access.Departments.Select(static id => (Guid?)id).ToArray();
                var team = context.Set<Employee>().Where(employee => departments.Contains(employee.DepartmentId)).Select(employee => (Guid?)employee.Id);
                return rows.Where(row => row.Employee == me || team.Contains(row.Employee));
            default:
                return rows.Where(row => row.Employee == me);
        }
    }

    private async IAsyncEnumerable<AuditEntry> ReadAsync(
        Caller system, AuditHead? head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (day, number) = (0, 0L);
        var (lastDay, lastNumber) = (head?.Day ?? int.MaxValue, head?.Number ?? long.MaxValue);
        while (true)
        {
            var (afterDay, afterNumber) = (day, number);
            var rows = await StoreWork.ReadAsync(_contexts, system, context => context.Set<AuditEntry>()
                .Where(row => row.Day >= afterDay && (row.Day > afterDay || row.Number > afterNumber))
                .OrderBy(row => row.Day).ThenBy(row => row.Number).Take(VerifyPage).ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var row in rows)
            {
                // What came after the head was read; or what somebody put behind it, which no checkpoint can vouch for.
                if ((row.Day, row.Number).CompareTo((lastDay, lastNumber)) <= 0)
                {
                    yield return row;
                }
            }

            if (rows.Count < VerifyPage)
            {
                yield break;
            }

            (day, number) = (rows[^1].Day, rows[^1].Number);
        }
    }
}

/// <summary>Which rows of the audit trail; what is not given does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>Done at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Done before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Done by this employee.</summary>
    public Guid? Employee { get; init; }

    /// <summary>This action, or all that begin with it where it ends in a dot: <c>contact.</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Done to this kind of thing.</summary>
    public string? Entity { get; init; }

    /// <summary>Done to this one.</summary>
    public string? EntityId { get; init; }

    internal IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> rows)
    {
        if (From is { } from)
        {
            // The day is never earlier than the instant's, so it narrows the range of the key.
            var day = AuditChain.DayOf(from);
            rows = rows.Where(row => row.Day >= day && row.At >= from);
        }

        rows = To is { } to ? rows.Where(row => row.At < to) : rows;
        rows = Employee is { } employee ? rows.Where(row => row.Employee == employee) : rows;
        rows = Entity is { } entity ? rows.Where(row => row.Entity == entity) : rows;
        rows = EntityId is { } id ? rows.Where(row => row.EntityId == id) : rows;
        return Action switch
        {
            null => rows,
            [.., '.'] group => rows.Where(row => row.Action.StartsWith(group)),
            var action => rows.Where(row => row.Action == action),
        };
    }
}

/// <summary>A page of the audit trail.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Rows, AuditCursor? Next);

/// <summary>A row's place in the trail.</summary>
/// <param name="Day">The day, as <c>yyyyMMdd</c>.</param>
/// <param name="Number">The place in that day.</param>
public readonly record struct AuditCursor(int Day, long Number);
