using System.CommandLine;
using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Staff;

namespace CallTracking.Samples.Console.Admin;

/// <summary>Employees, departments and extensions.</summary>
internal sealed class StaffCommand : Command
{
    public StaffCommand(Terminal terminal)
        : base("staff", "Shows and keeps the employees, their departments and their extensions.")
    {
        var store = new AdminStore(terminal);
        Add(List(store));
        Add(AddEmployee(store));
        Add(Leave(store));
        Add(Departments(store));
        Add(AddDepartment(store));
        Add(SignOn(store));
        Add(SignOff(store));
        Add(Extensions(store));
    }

    private static Command List(AdminStore store)
    {
        var former = new Option<bool>("--former") { Description = "Also those who left." };
        return store.Command("list", "The employees, by name.", [former], async (work, parsed, token) =>
        {
            var employees = await work.Staff.ListAsync(work.Caller, parsed.GetValue(former), token);
            work.Print(employees, employees.Select(one => $"{one.Id}  {one.DisplayName}  {one.ExternalUserId ?? "-"}{(one.IsActive ? "" : "  (left)")}"));
            return ExitCode.Ok;
        });
    }

    private static Command AddEmployee(AdminStore store)
    {
        var name = new Argument<string>("NAME") { Description = "The name that is shown." };
        var user = new Option<string?>("--user") { Description = "Who it is for the host's sign-in.", HelpName = "USER" };
        var email = new Option<string?>("--email") { Description = "E-mail address.", HelpName = "ADDRESS" };
        var department = new Option<string?>("--department") { Description = "The department: name or id.", HelpName = "DEPARTMENT" };
        var role = new Option<string?>("--role") { Description = "A role to begin with: name or id.", HelpName = "ROLE" };
        return store.Command("add", "Adds an employee.", [name, user, email, department, role], async (work, parsed, token) =>
        {
            var roleId = parsed.GetValue(role) is { } wanted ? (await work.RoleAsync(wanted, token)).Id : default(Guid?);
            var employee = await work.Staff.CreateAsync(work.Caller, new EmployeeDraft(parsed.GetValue(name)!)
            {
                ExternalUserId = parsed.GetValue(user),
                Email = parsed.GetValue(email),
                DepartmentId = await work.DepartmentAsync(parsed.GetValue(department), token),
            }, token);
            if (roleId is { } id)
            {
                await work.Roles.AssignAsync(work.Caller, employee.Id, id, token);
            }

            work.Print(employee, [employee.Id.ToString("D")]);
            return ExitCode.Ok;
        });
    }

    private static Command Leave(AdminStore store)
    {
        var who = Employee();
        return store.Command("leave", "An employee leaves: signs in no more and has no extension; calls of before stay his.", [who], async (work, parsed, token) =>
        {
            var employee = await work.EmployeeAsync(parsed.GetValue(who)!, token);
            var left = await work.Staff.UpdateAsync(work.Caller, employee.Id, EmployeeDraft.Of(employee) with { IsActive = false }, employee.Revision, token);
            work.Print(left, [$"{left.DisplayName} left."]);
            return ExitCode.Ok;
        });
    }

    private static Command Departments(AdminStore store) =>
        store.Command("departments", "The departments, by name.", [], async (work, _, token) =>
        {
            var departments = await work.Staff.ListDepartmentsAsync(work.Caller, token);
            work.Print(departments, departments.Select(one => $"{one.Id}  {one.Name}{(one.ParentId is { } parent
                ? $"  below {departments.FirstOrDefault(other => other.Id == parent)?.Name}" : "")}"));
            return ExitCode.Ok;
        });

    private static Command AddDepartment(AdminStore store)
    {
        var name = new Argument<string>("NAME") { Description = "The name." };
        var below = new Option<string?>("--below") { Description = "The department above: name or id.", HelpName = "DEPARTMENT" };
        return store.Command("add-department", "Adds a department.", [name, below], async (work, parsed, token) =>
        {
            var department = await work.Staff.CreateDepartmentAsync(
                work.Caller, parsed.GetValue(name)!, await work.DepartmentAsync(parsed.GetValue(below), token), token);
            work.Print(department, [department.Id.ToString("D")]);
            return ExitCode.Ok;
        });
    }

    private static Command SignOn(AdminStore store)
    {
        var who = Employee();
        var extension = new Argument<string>("EXTENSION") { Description = "The extension as the PBX names it." };
        var link = new Option<string?>("--link") { Description = "The link whose PBX has it; without it all.", HelpName = "LINK" };
        var takeOver = new Option<bool>("--take-over") { Description = "Sign off whoever has it now." };
        return store.Command("sign-on", "Signs an employee on at an extension, from now on.", [who, extension, link, takeOver], async (work, parsed, token) =>
        {
            var employee = await work.EmployeeAsync(parsed.GetValue(who)!, token);
            var assignment = await work.Staff.SignOnAsync(
                work.Caller, employee.Id, parsed.GetValue(extension)!, parsed.GetValue(link), parsed.GetValue(takeOver), token);
            work.Print(assignment, [$"{employee.DisplayName} has extension {assignment.Extension}."]);
            return ExitCode.Ok;
        });
    }

    private static Command SignOff(AdminStore store)
    {
        var who = Employee();
        var extension = new Option<string?>("--extension") { Description = "The extension; without it all of them.", HelpName = "EXTENSION" };
        var link = new Option<string?>("--link") { Description = "The link, as it was given when signing on.", HelpName = "LINK" };
        return store.Command("sign-off", "Signs an employee off, from now on.", [who, extension, link], async (work, parsed, token) =>
        {
            var employee = await work.EmployeeAsync(parsed.GetValue(who)!, token);
            await work.Staff.SignOffAsync(work.Caller, employee.Id, parsed.GetValue(extension), parsed.GetValue(link), token);
            work.Print(employee, [$"{employee.DisplayName} is signed off."]);
            return ExitCode.Ok;
        });
    }

    private static Command Extensions(AdminStore store)
    {
        var extension = new Option<string?>("--extension") { Description = "Only this one.", HelpName = "EXTENSION" };
        return store.Command("extensions", "Who had which extension when, the latest first.", [extension], async (work, parsed, token) =>
        {
            var rows = await work.Staff.ListExtensionsAsync(work.Caller, new ExtensionFilter { Extension = parsed.GetValue(extension) }, token);
            var names = (await work.Staff.ListAsync(work.Caller, withFormer: true, token)).ToDictionary(one => one.Id, one => one.DisplayName);
            work.Print(rows, rows.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Extension}  {names.GetValueOrDefault(row.EmployeeId)}  from {row.From:u}{(row.To is { } to ? $" to {to:u}" : "")}{(row.Link is { } link ? $"  on {link}" : "")}")));
            return ExitCode.Ok;
        });
    }

    private static Argument<string> Employee() => new("EMPLOYEE") { Description = "Id, sign-in or name." };
}
