using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace CallTracking.Blazor.Callers;

/// <summary>Who sits before the page of this circuit, and in which time zone.</summary>
internal sealed class PartSession(AuthenticationStateProvider authentication, ICallTrackingCaller callers, IStaffDirectory staff,
    IOptions<CallTrackingOptions> host)
{
    /// <summary>The employee with what he may do now; null when nobody is signed in, or no employee.</summary>
    public async ValueTask<Caller?> FindAsync(CancellationToken cancellationToken)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return state.User.Identity is { IsAuthenticated: true } ? await callers.FindAsync(state.User, cancellationToken) : null;
    }

    /// <summary>The employee's time zone; the site's where none is set.</summary>
    public TimeZoneInfo ZoneOf(Caller caller)
    {
        var own = caller.Employee is { } employee ? staff.Find(caller.Tenant, employee)?.TimeZone : null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(own ?? host.Value.Site.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    }
}
