using System.Security.Claims;
using CallTracking.Access;

namespace CallTracking.Blazor;

/// <summary>Says which employee sits before the page. A host registers its own when the claim of its sign-in is not what an employee's external
/// user id holds.</summary>
/// <remarks>Thread-safe. Asked before everything that a part shows or does, so that a withdrawn right ends soon: keep answers in memory, for a
/// few seconds at most.</remarks>
public interface ICallTrackingCaller
{
    /// <summary>Finds the employee.</summary>
    /// <param name="user">Whom the host's sign-in found. Authenticated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>On whose behalf everything is shown and done, with what he may do now; null when he is no active employee, who then sees
    /// nothing.</returns>
    ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
