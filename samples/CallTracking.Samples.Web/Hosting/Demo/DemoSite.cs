using System.Globalization;
using System.Security.Cryptography;
using CallTracking.Access;
using CallTracking.Demo;
using CallTracking.Samples.Web.Identity;
using CallTracking.Staff;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Hosting.Demo;

/// <summary>The company that <c>--demo</c> shows: made when the store is empty, with a user for each role.</summary>
internal sealed class DemoSite(
    WebSettings settings, Announcement announcement, StaffBook staff, RoleBook roles, AccountBook accounts, OneTimeLinks links,
    IOptions<CallTrackingOptions> tracking, TimeProvider time)
{
    private const string Domain = "@company.example";

    // Signs that nobody takes for one another when he types them.
    private const string PasswordSigns = "abcdefghijkmnpqrstuvwxyz23456789";

    private static readonly (string Role, Guid Id)[] Roles =
    [
        ("administrator", BuiltInRoles.Administrator), ("director", BuiltInRoles.Director), ("supervisor", BuiltInRoles.Supervisor),
        ("operator", BuiltInRoles.Operator),
    ];

    public async Task MakeCompanyAsync(CancellationToken cancellationToken)
    {
        try
        {
            announcement.Line("Looking at the demo company; making it takes some seconds the first time …");
            // Until an hour ago: whoever looks sees a day in progress, and the calls that were being made then are over.
            var made = await DemoCompany.CreateAsync(
                store => PbxLinks.UseStore(store, settings.Store), new DemoOptions { Until = time.GetUtcNow().AddHours(-1) }, time, cancellationToken);
            announcement.Line(string.Create(
                CultureInfo.InvariantCulture, $"Made {made.Employees} employees, {made.Customers} customers and {made.Calls} calls in {settings.Store}"));
        }
        catch (DemoStoreException)
        {
            // Before a simulated PBX writes a single call into a ledger of real ones.
            var employees = await staff.ListAsync(Caller.System(tracking.Value.Tenant), withFormer: true, cancellationToken);
            if (!employees.Any(IsOfDemo))
            {
                throw new StartException(
                    ExitCode.Usage, $"{settings.Store} holds a company that --demo did not make. Name another store with --store, or leave --demo out.");
            }
        }
    }

    public async Task WelcomeAsync(string address, CancellationToken cancellationToken)
    {
        var caller = Caller.System(tracking.Value.Tenant);
        var employees = await staff.ListAsync(caller, withFormer: false, cancellationToken);
        var password = settings.DemoPassword ?? NewPassword();
        announcement.Line("Sign in with one click; each link works once and for a day:");
        var users = new List<(string Role, string User)>();
        foreach (var (role, id) in Roles)
        {
            if (await FindAsync(caller, employees, id, cancellationToken) is not { } employee)
            {
                continue;
            }

            var account = await AccountOfAsync(employee, password, cancellationToken);
            var token = await links.IssueAsync(LinkPurpose.Demo, account.Id, cancellationToken);
            announcement.Line($"  {role,-13} {address}/welcome?token={token}");
            users.Add((role, account.UserName!));
        }

        announcement.Line($"Or at {address}/signin with the password {password} as");
        users.ForEach(one => announcement.Line($"  {one.Role,-13} {one.User}"));
        announcement.Line("Calls ring at the phone of whoever is signed in within a minute. Ctrl+C ends it.");
    }

    private static bool IsOfDemo(Employee employee) =>
        employee.ExternalUserId is not null && employee.Email?.EndsWith(Domain, StringComparison.Ordinal) == true;

    private async Task<Employee?> FindAsync(Caller caller, IReadOnlyList<Employee> employees, Guid role, CancellationToken cancellationToken)
    {
        foreach (var employee in employees.Where(IsOfDemo))
        {
            if ((await roles.ListOfAsync(caller, employee.Id, cancellationToken)).Any(one => one.Id == role))
            {
                return employee;
            }
        }

        return null;
    }

    private async Task<Account> AccountOfAsync(Employee employee, string password, CancellationToken cancellationToken)
    {
        if (await accounts.FindOfAsync(employee.Id, cancellationToken) is not { } account)
        {
            var (made, result) = await accounts.CreateAsync(employee.Id, employee.ExternalUserId!, password);
            return made ?? throw new StartException(
                ExitCode.Usage, $"The demo user '{employee.ExternalUserId}' cannot be made: {string.Join(' ', result.Errors.Select(static error => error.Description))}");
        }

        // Only when it is another one: it signs him out where he is signed in.
        if (!await accounts.HasPasswordAsync(account.Id, password))
        {
            await accounts.SetPasswordAsync(account.Id, password, cancellationToken);
        }

        return account;
    }

    private static string NewPassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(static _ => RandomNumberGenerator.GetString(PasswordSigns, 4)));
}
