using System.Security.Claims;
using CallTracking.Access;
using Microsoft.Extensions.Options;

namespace CallTracking.Blazor.Callers;

/// <summary>Finds the employee by the claim that names him, among those of the tenant.</summary>
internal sealed class StaffCaller(CallerDirectory callers, IOptions<CallTrackingBlazorOptions> parts, IOptions<CallTrackingOptions> host)
    : ICallTrackingCaller
{
    private const int LongestTenant = 64;

    public async ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var name = parts.Value.UserClaims.Select(claim => user.FindFirst(claim)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        var tenant = parts.Value.TenantClaim is { } claim ? user.FindFirst(claim)?.Value : host.Value.Tenant;
        return name is null || string.IsNullOrWhiteSpace(tenant) || tenant.Length > LongestTenant
            ? null : await callers.FindAsync(tenant, name, cancellationToken);
    }
}
