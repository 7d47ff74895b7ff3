using CallTracking.Access;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Who can be chosen as responsible: the colleagues whom the employee may see, at least himself.</summary>
internal static class Colleagues
{
    public static async Task<IReadOnlyList<Employee>> ListAsync(StaffBook staff, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Access.Allows(Permission.StaffRead))
        {
            return await staff.ListAsync(caller, withFormer: false, cancellationToken);
        }

        return caller.Employee is { } me && await staff.GetAsync(Caller.System(caller.Tenant), me, cancellationToken) is { } self ? [self] : [];
    }
}
