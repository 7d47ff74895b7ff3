using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Demo;

/// <summary>Enters departments, employees, extensions and roles.</summary>
internal sealed class DemoStaff(IServiceProvider services)
{
    private readonly StaffBook _staff = services.GetRequiredService<StaffBook>();
    private readonly RoleBook _roles = services.GetRequiredService<RoleBook>();

    public async Task HireAsync(DemoWorld world, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var caller = Caller.System();
        var departments = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var employee in world.Employees)
        {
            if (!departments.TryGetValue(employee.Department, out var department))
            {
                department = (await _staff.CreateDepartmentAsync(caller, employee.Department, null, cancellationToken).ConfigureAwait(false)).Id;
                departments[employee.Department] = department;
            }

            var user = employee.Name.ToLowerInvariant().Replace(' ', '.');
            var hired = await _staff.CreateAsync(
                caller, new EmployeeDraft(employee.Name) { DepartmentId = department, ExternalUserId = user, Email = user + "@company.example" },
                cancellationToken).ConfigureAwait(false);
            (employee.Id, employee.DepartmentId) = (hired.Id, department);
            await _staff.AssignExtensionAsync(caller, hired.Id, employee.Extension, null, from, null, cancellationToken).ConfigureAwait(false);
            await _roles.AssignAsync(caller, hired.Id, RoleOf(employee), cancellationToken).ConfigureAwait(false);
        }

        await services.GetRequiredService<IStaffDirectory>().RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Guid RoleOf(DemoEmployee employee) => (employee.Department, employee.IsLead) switch
    {
        ("Office", true) => BuiltInRoles.Director,
        ("Office", false) => BuiltInRoles.Administrator,
        (_, true) => BuiltInRoles.Supervisor,
        _ => BuiltInRoles.Operator,
    };
}
