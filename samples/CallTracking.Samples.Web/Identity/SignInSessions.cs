using System.Collections.Concurrent;
using System.Security.Claims;
using CallTracking.AspNetCore;
using CallTracking.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Which sign-ins hold. A cookie is only good as long as its sign-in is, so that signing out ends every tab of the browser and a copy
/// of the cookie too.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SignInSessions(
    IDbContextFactory<AccountsContext> contexts, ICallTrackingUser users, IOptions<IdentityOptions> identity, TimeProvider time)
{
    // Every request asks; what happened in this process is known at once.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(30);
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<Guid, (bool IsAlive, string? Stamp, long LookedAt)> _known = new();

    /// <summary>A sign-in is over, or, without one named, all of the account.</summary>
    public event Action<Guid, Guid?>? Ended;

    public async Task<Guid> BeginAsync(Guid account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var session = new SignInSession { Id = Guid.CreateVersion7(now), AccountId = account, BegunAt = now };
        context.Add(session);
        await context.SaveChangesAsync(cancellationToken);
        await context.Users.Where(one => one.Id == account)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.SignedInAt, now), cancellationToken);
        await context.Sessions.Where(one => one.EndedAt < now - KeptAfterEnd).ExecuteDeleteAsync(cancellationToken);
        return session.Id;
    }

    public async Task EndAsync(Guid account, Guid session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(one => one.Id == session && one.AccountId == account && one.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, now), cancellationToken);
        _known.TryRemove(session, out _);
        Ended?.Invoke(account, session);
    }

    /// <summary>Signs somebody out everywhere.</summary>
    public async Task EndAllAsync(Guid account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(one => one.AccountId == account && one.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, now), cancellationToken);
        _known.Clear();
        Ended?.Invoke(account, null);
    }

    /// <summary>Whether what a cookie or a circuit says still holds: the sign-in, the account, and the employee.</summary>
    public async ValueTask<bool> IsAliveAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (AccountClaims.AccountOf(user) is not { } account || AccountClaims.SessionOf(user) is not { } session)
        {
            return false;
        }

        if (!_known.TryGetValue(session, out var known) || time.GetElapsedTime(known.LookedAt) >= LookAgain)
        {
            known = await LookAsync(account, session, cancellationToken);
        }

        return known.IsAlive && known.Stamp == user.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType)
            && await IsEmployeeAsync(user, cancellationToken);
    }

    private async Task<(bool IsAlive, string? Stamp, long LookedAt)> LookAsync(Guid account, Guid session, CancellationToken cancellationToken)
    {
        var looked = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stamp = await context.Users.Where(one => one.Id == account && !one.IsDisabled
                && context.Sessions.Any(other => other.Id == session && other.AccountId == account && other.EndedAt == null))
            .Select(one => one.SecurityStamp).SingleOrDefaultAsync(cancellationToken);
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[session] = (stamp is not null, stamp, looked);
    }

    // While the ledger's store is away nobody is signed out: each page and endpoint says so itself.
    private async ValueTask<bool> IsEmployeeAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            return await users.FindAsync(user, cancellationToken) is not null;
        }
        catch (LedgerStoreException)
        {
            return true;
        }
    }
}
