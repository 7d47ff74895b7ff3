using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Ends the circuits of somebody who is signed out: at once what happens in this process, else within seconds.</summary>
internal sealed class AccountRevalidation : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly SignInSessions _sessions;

    public AccountRevalidation(ILoggerFactory loggers, SignInSessions sessions)
        : base(loggers)
    {
        _sessions = sessions;
        sessions.Ended += End;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        _sessions.IsAliveAsync(authenticationState.User, cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        _sessions.Ended -= End;
        base.Dispose(disposing);
    }

    private void End(Guid account, Guid? session) => _ = EndAsync(account, session);

    private async Task EndAsync(Guid account, Guid? session)
    {
        ClaimsPrincipal user;
        try
        {
            user = (await GetAuthenticationStateAsync()).User;
        }
        catch (InvalidOperationException)
        {
            // Nobody told this scope who sits there: there is nothing to end.
            return;
        }

        if (AccountClaims.AccountOf(user) == account && (session is null || AccountClaims.SessionOf(user) == session))
        {
            SetAuthenticationState(Task.FromResult(Nobody));
        }
    }
}
