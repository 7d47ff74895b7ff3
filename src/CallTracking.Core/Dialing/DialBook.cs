using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Dialing;

/// <summary>The placed calls in the store: limits are counted and the reservation is written in one transaction.</summary>
internal sealed class DialBook(ICallTrackingDbContextFactory contexts, TimeProvider time)
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    // In one process one employee's reservations wait for each other here, so that none is overtaken in the store again and again.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>Reserves a call.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="dial">The call.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellationToken">Gives up; nothing is reserved then.</param>
    /// <returns>Null when it is reserved, else which limit is reached.</returns>
    public async Task<DialRefusal?> ReserveAsync(Caller caller, Dial dial, DialingOptions options, CancellationToken cancellationToken)
    {
        var turn = _turns[(int)((uint)dial.EmployeeId.GetHashCode() % (uint)_turns.Length)];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await StoreWork.WriteAsync(contexts, caller, async (context, token) =>
            {
                await TakeTurnAsync(context, dial, token).ConfigureAwait(false);
                if (await LimitAsync(context.Set<Dial>().Where(d => d.EmployeeId == dial.EmployeeId), dial.ReservedAt, options, token)
                    .ConfigureAwait(false) is { } reached)
                {
                    return (DialRefusal?)reached;
                }

                context.Add(dial);
                AuditTrail.Add(context, caller, dial.ReservedAt, "call.dial", "dial", dial.Id.ToString("D"), JsonSerializer.Serialize(
                    new DialAudit(dial.EmployeeId, dial.Link, dial.Extension, dial.ObligationId, dial.ContactId), DialJson.Default.DialAudit));
                return null;
            }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>It was not placed: it counts no more.</summary>
    public Task ReleaseAsync(string tenant, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, id, dial => (dial.Stage, dial.Reason, dial.EndedAt) = (DialStage.Released, reason, time.GetUtcNow()), cancellationToken);

    /// <summary>It ended without the ledger's telling.</summary>
    public Task EndAsync(string tenant, Guid id, DialOutcome outcome, CancellationToken cancellationToken) => ChangeAsync(tenant, id, dial =>
    {
        (dial.Stage, dial.Outcome, dial.Reason, dial.EndedAt) = (DialStage.Ended, outcome.Outcome, outcome.Reason, time.GetUtcNow());
        dial.CallId ??= outcome.CallId;
    }, cancellationToken);

    /// <summary>The calls that were reserved and of which nothing was heard yet, as far as that may still come.</summary>
    public Task<List<Dial>> ListAwaitedAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return StoreWork.ReadAsync(contexts, Caller.System(tenant), context => context.Set<Dial>()
            .Where(d => d.Stage == DialStage.Reserved && d.ExpiresAt > now).ToListAsync(cancellationToken));
    }

    /// <summary>Closes what was reserved and never heard of: the process died before it asked, or before it heard.</summary>
    public Task<int> CloseExpiredAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return StoreWork.WriteAsync(contexts, Caller.System(tenant), async (context, token) =>
        {
            var expired = await context.Set<Dial>().AsTracking().Where(d => d.Stage == DialStage.Reserved && d.ExpiresAt <= now)
                .OrderBy(d => d.ReservedAt).Take(200).ToListAsync(token).ConfigureAwait(false);
            foreach (var dial in expired)
            {
                (dial.Stage, dial.Outcome, dial.Reason, dial.EndedAt) = (DialStage.Ended, CallOutcome.Unknown, "notSeen", now);
                dial.Revision++;
            }

            return expired.Count;
        }, cancellationToken);
    }

    private static async Task TakeTurnAsync(CallTrackingDbContext context, Dial dial, CancellationToken cancellationToken)
    {
        var turn = await context.Set<DialTurn>().AsTracking().FirstOrDefaultAsync(t => t.EmployeeId == dial.EmployeeId, cancellationToken)
            .ConfigureAwait(false);
        if (turn is null)
        {
            context.Add(new DialTurn { Tenant = dial.Tenant, EmployeeId = dial.EmployeeId, Revision = 1 });
        }
        else
        {
            turn.Revision++;
        }
    }

    private static async Task<DialRefusal?> LimitAsync(
        IQueryable<Dial> own, DateTimeOffset now, DialingOptions options, CancellationToken cancellationToken)
    {
        var minute = now - Minute;
        var day = now - Day;
        var placed = own.Where(d => d.Stage != DialStage.Released);
        return await own.CountAsync(d => (d.Stage == DialStage.Reserved || d.Stage == DialStage.Seen) && d.ExpiresAt > now, cancellationToken)
                .ConfigureAwait(false) >= options.MostAtOnce ? DialRefusal.TooManyAtOnce
            : await placed.CountAsync(d => d.ReservedAt > minute, cancellationToken).ConfigureAwait(false) >= options.MostPerMinute
                ? DialRefusal.TooManyInAMinute
            : await placed.CountAsync(d => d.ReservedAt > day, cancellationToken).ConfigureAwait(false) >= options.MostPerDay
                ? DialRefusal.TooManyInADay
            : null;
    }

    private async Task ChangeAsync(string tenant, Guid id, Action<Dial> change, CancellationToken cancellationToken) =>
        await StoreWork.WriteAsync(contexts, Caller.System(tenant), async (context, token) =>
        {
            // What the ledger has said already stands.
            var dial = await context.Set<Dial>().AsTracking().FirstOrDefaultAsync(d => d.Id == id && d.Stage != DialStage.Ended, token)
                .ConfigureAwait(false);
            if (dial is not null)
            {
                change(dial);
                dial.Revision++;
            }

            return dial is not null;
        }, cancellationToken).ConfigureAwait(false);
}
