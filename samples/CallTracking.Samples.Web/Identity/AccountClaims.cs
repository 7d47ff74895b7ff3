using System.Security.Claims;
using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Identity;

/// <summary>What the cookie says of somebody: the account, and in <c>sub</c> the employee's external user id, by which CallTracking finds him.</summary>
internal sealed class AccountClaims(
    UserManager<Account> accounts, IOptions<IdentityOptions> identity, StaffBook staff, IOptions<CallTrackingOptions> tracking)
    : UserClaimsPrincipalFactory<Account>(accounts, identity)
{
    /// <summary>Claim type of the sign-in itself.</summary>
    public const string Session = "sid";

    /// <summary>Claim type of who it is for CallTracking.</summary>
    public const string Subject = "sub";

    /// <summary>The account of somebody who is signed in; null of anybody else.</summary>
    public static Guid? AccountOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Guid? SessionOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Session), out var id) ? id : null;

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var claims = await base.GenerateClaimsAsync(user);
        var employee = await staff.GetAsync(Caller.System(tracking.Value.Tenant), user.EmployeeId, CancellationToken.None);
        if (employee?.ExternalUserId is { } subject)
        {
            claims.AddClaim(new Claim(Subject, subject));
        }

        return claims;
    }
}
