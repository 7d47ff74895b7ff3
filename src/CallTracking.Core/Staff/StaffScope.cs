using CallTracking.Access;

namespace CallTracking.Staff;

/// <summary>Which employees a permission reaches.</summary>
internal static class StaffScope
{
    public static bool Reaches(Caller caller, Permission permission, Employee employee) => caller.Access.ScopeOf(permission) switch
    {
        AccessScope.All => true,
        AccessScope.Team => employee.Id == caller.Employee || Has(caller, employee.DepartmentId),
        AccessScope.Own => employee.Id == caller.Employee,
        _ => false,
    };

    public static bool Has(Caller caller, Guid? department) => department is { } id && caller.Access.Departments.Contains(id);
}
