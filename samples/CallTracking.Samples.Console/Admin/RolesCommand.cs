using System.CommandLine;
using CallTracking.Access;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Admin;

/// <summary>Roles and who has them.</summary>
internal sealed class RolesCommand : Command
{
    public RolesCommand(Terminal terminal)
        : base("roles", "Shows and keeps the roles: what each gives and hides, and who has it.")
    {
        var store = new AdminStore(terminal);
        Add(store.Command("list", "All roles: the built-in ones and one's own.", [], async (work, _, token) =>
        {
            var roles = await work.Roles.ListAsync(work.Caller, token);
            work.Print(roles, roles.Select(Line));
            return ExitCode.Ok;
        }));
        Add(Show(store));
        Add(Create(store));
        Add(Delete(store));
        Add(Assignment(store, "assign", "Gives a role to an employee.", static (work, employee, role, token) => work.Roles.AssignAsync(work.Caller, employee, role, token)));
        Add(Assignment(store, "revoke", "Takes a role from an employee.", static (work, employee, role, token) => work.Roles.RevokeAsync(work.Caller, employee, role, token)));
    }

    private static string Line(Role role) => $"{role.Id}  {role.Name}{(role.IsBuiltIn ? " (built in)" : "")}  hides {role.Masks}: "
        + string.Join(", ", role.Grants.Select(grant => $"{grant.Permission}={grant.Scope}"));

    private static Command Show(AdminStore store)
    {
        var who = new Argument<string>("EMPLOYEE") { Description = "Id, sign-in or name." };
        return store.Command("of", "The roles that an employee has.", [who], async (work, parsed, token) =>
        {
            var employee = await work.EmployeeAsync(parsed.GetValue(who)!, token);
            var roles = await work.Roles.ListOfAsync(work.Caller, employee.Id, token);
            work.Print(roles, roles.Select(Line));
            return ExitCode.Ok;
        });
    }

    private static Command Create(AdminStore store)
    {
        var name = new Argument<string>("NAME") { Description = "The name." };
        var grants = new Option<string[]>("--grant")
        {
            Description = $"A permission and its rows, such as CallsRead=Team; several may be given. Permissions: {string.Join(", ", Enum.GetNames<Permission>())}. Rows: Own, Team, All.",
            HelpName = "GRANT",
            AllowMultipleArgumentsPerToken = true,
        };
        var show = new Option<string[]>("--show")
        {
            Description = "A field that it does not hide: Numbers, Debt, Cost; several may be given. Without it all are hidden.",
            HelpName = "FIELD",
            AllowMultipleArgumentsPerToken = true,
        };
        return store.Command("create", "Adds a role.", [name, grants, show], async (work, parsed, token) =>
        {
            var masks = FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost;
            foreach (var field in parsed.GetValue(show) ?? [])
            {
                masks &= ~Read<FieldMask>(field, "--show");
            }

            var role = await work.Roles.CreateAsync(
                work.Caller, new RoleDraft(parsed.GetValue(name)!, [.. (parsed.GetValue(grants) ?? []).Select(ReadGrant)]) { Masks = masks }, token);
            work.Print(role, [Line(role)]);
            return ExitCode.Ok;
        });
    }

    private static Command Delete(AdminStore store)
    {
        var name = new Argument<string>("ROLE") { Description = "Name or id." };
        return store.Command("delete", "Removes a role that nobody has.", [name], async (work, parsed, token) =>
        {
            var role = await work.RoleAsync(parsed.GetValue(name)!, token);
            await work.Roles.DeleteAsync(work.Caller, role.Id, token);
            work.Print(role, [$"{role.Name} is gone."]);
            return ExitCode.Ok;
        });
    }

    private static Command Assignment(
        AdminStore store, string verb, string description, Func<AdminWork, Guid, Guid, CancellationToken, Task> change)
    {
        var who = new Argument<string>("EMPLOYEE") { Description = "Id, sign-in or name." };
        var name = new Argument<string>("ROLE") { Description = "Name or id." };
        return store.Command(verb, description, [who, name], async (work, parsed, token) =>
        {
            var employee = await work.EmployeeAsync(parsed.GetValue(who)!, token);
            var role = await work.RoleAsync(parsed.GetValue(name)!, token);
            await change(work, employee.Id, role.Id, token);
            var roles = await work.Roles.ListOfAsync(work.Caller, employee.Id, token);
            work.Print(roles, [$"{employee.DisplayName}: {(roles.Count == 0 ? "no role" : string.Join(", ", roles.Select(one => one.Name)))}."]);
            return ExitCode.Ok;
        });
    }

    private static RoleGrant ReadGrant(string text) => text.Split('=') is [var permission, var scope]
        ? new RoleGrant(Read<Permission>(permission, "--grant"), Read<AccessScope>(scope, "--grant"))
        : throw new CommandException(ExitCode.Usage, $"'{text}' is no grant: write for instance CallsRead=Team.");

    private static T Read<T>(string text, string option)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
        ? value : throw new CommandException(ExitCode.Usage, $"'{text}' is no value of {option}; it takes {string.Join(", ", Enum.GetNames<T>())}.");
}
