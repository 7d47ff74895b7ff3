using CallTracking.Calls;

namespace CallTracking.Access;

/// <summary>Which calls somebody may see: his own, in which he took part or which he placed; those in which one of his team did; or all.</summary>
internal static class CallScope
{
    public static bool IsAll(Caller caller) => caller.Access.ScopeOf(Permission.CallsRead) == AccessScope.All;

    /// <summary>The departments whose calls are the caller's to see.</summary>
    public static IReadOnlyList<Guid> Departments(Caller caller) =>
        caller.Access.ScopeOf(Permission.CallsRead) == AccessScope.Team ? caller.Access.Departments : [];

    /// <summary>The employee whose calls are the caller's own; an id that nobody has where he may see none.</summary>
    public static Guid Employee(Caller caller) => caller.Access.Allows(Permission.CallsRead) ? caller.Employee ?? Guid.Empty : Guid.Empty;

    /// <summary>The caller as somebody who reads what he may export and no more.</summary>
    public static Caller ForExport(Caller caller)
    {
        var export = caller.Access.ScopeOf(Permission.CallsExport);
        if (caller.Employee is not { } employee || export >= caller.Access.ScopeOf(Permission.CallsRead))
        {
            return caller;
        }

        var scopes = new Dictionary<Permission, AccessScope>(caller.Access.Scopes) { [Permission.CallsRead] = export };
        return Caller.ForEmployee(caller.Tenant, employee, new AccessGrants(scopes, caller.Access.Masks, caller.Access.Departments));
    }

    /// <summary>The same question as the query filter's, about a call in memory.</summary>
    public static bool Reaches(Caller caller, Call call)
    {
        if (call.Tenant != caller.Tenant)
        {
            return false;
        }

        if (IsAll(caller))
        {
            return true;
        }

        var (employee, departments) = (Employee(caller), Departments(caller));
        if (employee == Guid.Empty)
        {
            return false;
        }

        return call.PlacedBy == employee.ToString("D") || call.Participants.Any(one =>
            one.Employee == employee || (one.Department is { } department && departments.Contains(department)));
    }
}
