using CallTracking.Access;
using CallTracking.AspNetCore.Http;

namespace CallTracking.AspNetCore;

/// <summary>Names of the authorisation policies that the endpoints demand; a host may demand them on endpoints of its own.</summary>
public static class CallTrackingPolicies
{
    /// <summary>Any active employee, whatever his roles.</summary>
    public const string Employee = "calltracking:employee";

    /// <summary>The policy that demands a permission: <c>calltracking:</c> and the permission in camel case.</summary>
    /// <param name="permission">The permission.</param>
    public static string For(Permission permission) => $"calltracking:{Word.Of(permission)}";
}
