using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore;

/// <summary>One employee of each built-in role, named like it; the operator and the supervisor have phones.</summary>
internal static class TestStaff
{
    public static readonly Guid Team = new("10000000-0000-7000-8000-000000000001");

    public static readonly IReadOnlyDictionary<string, Guid> Ids = new Dictionary<string, Guid>
    {
        ["operator"] = new("20000000-0000-7000-8000-000000000001"),
        ["supervisor"] = new("20000000-0000-7000-8000-000000000002"),
        ["director"] = new("20000000-0000-7000-8000-000000000003"),
        ["administrator"] = new("20000000-0000-7000-8000-000000000004"),
    };

    public static async Task HireAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var system = Caller.System();
        await StoreWork.WriteAsync(services.GetRequiredService<ICallTrackingDbContextFactory>(), system, (context, _) =>
        {
            context.Add(new Department { Tenant = system.Tenant, Id = Team, Name = "Front desk", Revision = 1 });
            foreach (var (name, id) in Ids)
            {
                context.Add(new Employee
                {
                    Tenant = system.Tenant,
                    Id = id,
                    DisplayName = name,
                    ExternalUserId = name,
                    DepartmentId = name is "operator" or "supervisor" ? Team : null,
                    Revision = 1,
                });
            }

            foreach (var (name, role) in new[]
            {
                ("operator", BuiltInRoles.Operator), ("supervisor", BuiltInRoles.Supervisor), ("director", BuiltInRoles.Director),
                ("administrator", BuiltInRoles.Administrator),
            })
            {
                context.Add(new RoleAssignment { Tenant = system.Tenant, EmployeeId = Ids[name], RoleId = role, At = DateTimeOffset.UnixEpoch });
            }

            foreach (var (name, extension) in new[] { ("operator", "101"), ("supervisor", "102") })
            {
                context.Add(new ExtensionAssignment
                {
                    Tenant = system.Tenant,
                    Id = Guid.NewGuid(),
                    EmployeeId = Ids[name],
                    Extension = extension,
                    From = DateTimeOffset.UnixEpoch,
                });
            }

            return Task.FromResult(true);
        }, cancellationToken);
        await services.GetRequiredService<IStaffDirectory>().RefreshAsync(cancellationToken);
    }
}
