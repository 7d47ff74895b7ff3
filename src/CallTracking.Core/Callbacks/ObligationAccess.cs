using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;

namespace CallTracking.Callbacks;

/// <summary>Which obligations a caller reaches, and what of them he sees.</summary>
internal static class ObligationAccess
{
    /// <summary>Those that a permission reaches. Own: the employee's, and what nobody owns in his department or in none, or else nobody would
    /// ever take it.</summary>
    public static IQueryable<Obligation> Reach(
        CallTrackingDbContext context, IQueryable<Obligation> obligations, Caller caller, Permission permission)
    {
        var (me, teams) = (caller.Employee, caller.Access.Departments);
        return caller.Access.ScopeOf(permission) switch
        {
            AccessScope.All => obligations,
            AccessScope.Team => obligations.Where(one => one.OwnerId == me
                || (one.DepartmentId != null && teams.Contains(one.DepartmentId.Value)) || (one.OwnerId == null && one.DepartmentId == null)),
            AccessScope.Own => obligations.Where(one => one.OwnerId == me || (one.OwnerId == null && (one.DepartmentId == null
                || context.Set<Employee>().Any(employee => employee.Id == me && employee.DepartmentId == one.DepartmentId)))),
            _ => obligations.Where(static one => false),
        };
    }

    /// <summary>Hides what the caller may not see. The rows must be untracked.</summary>
    public static Obligation Mask(Obligation obligation, Caller caller)
    {
        if (caller.Access.Hides(FieldMask.Numbers))
        {
            (obligation.Number, obligation.NumberKey) = (Masked(obligation.Number)!, Masked(obligation.NumberKey)!);
        }

        return obligation;
    }

    /// <summary>Hides what the caller may not see.</summary>
    public static ObligationCall Mask(ObligationCall call, Caller caller)
    {
        if (caller.Access.Hides(FieldMask.Numbers))
        {
            call.NumberKey = Masked(call.NumberKey);
        }

        return call;
    }

    private static string? Masked(string? number)
    {
        const int Shown = 2;
        return number is null ? null : number.Length <= 2 * Shown ? new string('•', number.Length)
            : new string('•', number.Length - Shown) + number[^Shown..];
    }
}
