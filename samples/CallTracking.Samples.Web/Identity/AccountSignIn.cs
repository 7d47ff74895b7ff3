using System.Security.Claims;
using CallTracking.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CallTracking.Samples.Web.Identity;

/// <summary>How a sign-in ended.</summary>
internal enum SignInOutcome
{
    SignedIn,

    /// <summary>Name or password are wrong, or the account is locked out or taken away: which of them is nobody's business.</summary>
    Refused,

    /// <summary>The password is right, and no employee who works here belongs to it.</summary>
    NoEmployee,
}

/// <summary>Signs people in and out in the course of a request.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> users, SignInManager<Account> signIn, SignInSessions sessions, ICallTrackingUser employees, IPasswordHasher<Account> hasher,
    ILogger<AccountSignIn> logger)
{
    private static readonly Account Nobody = new() { UserName = "nobody" };
    private static string? _nobodysHash;

    public async Task<SignInOutcome> ByPasswordAsync(string userName, string password, bool isRemembered, CancellationToken cancellationToken)
    {
        if (password.Length > AccountSetup.LongestPassword || await users.FindByNameAsync(userName) is not { PasswordHash: not null } account)
        {
            // As long as for somebody who is there, so that the time tells nobody who is.
            _nobodysHash ??= hasher.HashPassword(Nobody, "nobody signs in with this");
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password.Length > AccountSetup.LongestPassword ? string.Empty : password);
            Log.Refused(logger);
            return SignInOutcome.Refused;
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (!result.Succeeded || account.IsDisabled)
        {
            if (result.IsLockedOut)
            {
                Log.LockedOut(logger, account.Id);
            }
            else
            {
                Log.Refused(logger);
            }

            return SignInOutcome.Refused;
        }

        return await EnterAsync(account, isRemembered, cancellationToken);
    }

    /// <summary>Signs somebody in who has proved himself otherwise: by a link.</summary>
    public async Task<SignInOutcome> ByProofAsync(Guid id, CancellationToken cancellationToken) =>
        await users.FindByIdAsync(id.ToString()) is { IsDisabled: false } account
            ? await EnterAsync(account, isRemembered: false, cancellationToken) : SignInOutcome.Refused;

    public async Task OutAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (AccountClaims.AccountOf(user) is { } account && AccountClaims.SessionOf(user) is { } session)
        {
            await sessions.EndAsync(account, session, cancellationToken);
        }

        await signIn.SignOutAsync();
    }

    private async Task<SignInOutcome> EnterAsync(Account account, bool isRemembered, CancellationToken cancellationToken)
    {
        if (await employees.FindAsync(await signIn.CreateUserPrincipalAsync(account), cancellationToken) is null)
        {
            return SignInOutcome.NoEmployee;
        }

        var session = await sessions.BeginAsync(account.Id, cancellationToken);
        var properties = new AuthenticationProperties { IsPersistent = isRemembered };
        if (isRemembered)
        {
            properties.ExpiresUtc = signIn.Context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + TimeSpan.FromDays(30);
        }

        await signIn.SignInWithClaimsAsync(account, properties, [new Claim(AccountClaims.Session, session.ToString())]);
        Log.SignedIn(logger, account.Id);
        return SignInOutcome.SignedIn;
    }
}
