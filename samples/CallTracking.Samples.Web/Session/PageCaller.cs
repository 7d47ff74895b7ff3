using System.Security.Claims;
using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Blazor;

namespace CallTracking.Samples.Web.Session;

/// <summary>The embedded parts and the API ask the same source who somebody is.</summary>
internal sealed class PageCaller(ICallTrackingUser users) : ICallTrackingCaller
{
    public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) => users.FindAsync(user, cancellationToken);
}
