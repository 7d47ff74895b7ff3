using System.Security.Claims;
using CallTracking.Access;

namespace CallTracking.AspNetCore;

/// <summary>Says who a signed-in person is for CallTracking. A host replaces it when the claim of its sign-in is not what an employee's
/// external user id holds.</summary>
/// <remarks>Thread-safe. Asked for every request; keep answers in memory for a few seconds at most, so that a withdrawn right ends soon.</remarks>
public interface ICallTrackingUser
{
    /// <summary>Finds the employee.</summary>
    /// <param name="user">Whom the host's sign-in found. Authenticated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>On whose behalf everything is done, with what he may do; null when he is no active employee, who then gets nothing.</returns>
    ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
