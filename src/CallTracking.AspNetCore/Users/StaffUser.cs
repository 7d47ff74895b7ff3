using System.Security.Claims;
using CallTracking.Access;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Users;

/// <summary>Finds the employee by the claim that names him, among those of the tenant.</summary>
internal sealed class StaffUser(CallerDirectory callers, IOptions<CallTrackingApiOptions> api, IOptions<CallTrackingOptions> host) : ICallTrackingUser
{
    private const int LongestTenant = 64;

    public async ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var name = api.Value.UserClaims.Select(user.FindFirstValue).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        var tenant = api.Value.TenantClaim is { } claim ? user.FindFirstValue(claim) : host.Value.Tenant;
        return name is null || string.IsNullOrWhiteSpace(tenant) || tenant.Length > LongestTenant
            ? null : await callers.FindAsync(tenant, name, cancellationToken).ConfigureAwait(false);
    }
}
