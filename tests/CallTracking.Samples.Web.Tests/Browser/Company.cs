using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Identity;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Somebody of the company.</summary>
internal sealed record Person(string Name, Guid Id, Guid Role, string? Extension, Guid? Team);

/// <summary>A small company: two teams, a lead of the first, a director, an administrator. Sign-in names are the names in small letters.</summary>
internal static class Company
{
    public const string Password = "a lamp post in the rain";

    public static readonly Guid FrontDesk = new("10000000-0000-7000-8000-000000000001");
    public static readonly Guid Workshop = new("10000000-0000-7000-8000-000000000002");

    public static readonly Person Ada = new("Ada", Id(1), BuiltInRoles.Operator, "101", FrontDesk);
    public static readonly Person Ben = new("Ben", Id(2), BuiltInRoles.Operator, "102", FrontDesk);
    public static readonly Person Cleo = new("Cleo", Id(3), BuiltInRoles.Operator, "103", Workshop);
    public static readonly Person Dora = new("Dora", Id(4), BuiltInRoles.Supervisor, "104", FrontDesk);
    public static readonly Person Emil = new("Emil", Id(5), BuiltInRoles.Director, null, null);
    public static readonly Person Fay = new("Fay", Id(6), BuiltInRoles.Administrator, "106", null);

    public static readonly IReadOnlyList<Person> Everybody = [Ada, Ben, Cleo, Dora, Emil, Fay];

    public static async Task HireAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var system = Caller.System();
        await StoreWork.WriteAsync(services.GetRequiredService<ICallTrackingDbContextFactory>(), system, (context, _) =>
        {
            context.Add(new Department { Tenant = system.Tenant, Id = FrontDesk, Name = "Front desk", Revision = 1 });
            context.Add(new Department { Tenant = system.Tenant, Id = Workshop, Name = "Workshop", Revision = 1 });
            foreach (var person in Everybody)
            {
                context.Add(new Employee
                {
                    Tenant = system.Tenant,
                    Id = person.Id,
                    DisplayName = person.Name,
                    ExternalUserId = Account(person),
                    DepartmentId = person.Team,
                    Revision = 1,
                });
                context.Add(new RoleAssignment
                {
                    Tenant = system.Tenant,
                    EmployeeId = person.Id,
                    RoleId = person.Role,
                    At = DateTimeOffset.UnixEpoch,
                });
                if (person.Extension is { } extension)
                {
                    context.Add(new ExtensionAssignment
                    {
                        Tenant = system.Tenant,
                        Id = Guid.NewGuid(),
                        EmployeeId = person.Id,
                        Extension = extension,
                        From = DateTimeOffset.UnixEpoch,
                    });
                }
            }

            return Task.FromResult(true);
        }, cancellationToken);
        await services.GetRequiredService<IStaffDirectory>().RefreshAsync(cancellationToken);
        await using var scope = services.CreateAsyncScope();
        foreach (var person in Everybody)
        {
            var (_, result) = await scope.ServiceProvider.GetRequiredService<AccountBook>().CreateAsync(person.Id, Account(person), Password);
            result.Succeeded.Should().BeTrue(string.Join("; ", result.Errors.Select(static one => one.Description)));
        }

        await services.GetRequiredService<ContactBook>().AddCustomaryStatusesAsync(system, cancellationToken);
    }

    public static string Account(Person person) => person.Name.ToLowerInvariant();

    private static Guid Id(int number) => new($"20000000-0000-7000-8000-{number:d12}");
}
