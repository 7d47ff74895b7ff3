using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Access;

/// <summary>Roles and who has them.</summary>
/// <remarks>
/// Safe for concurrent use. Reading needs <see cref="Permission.StaffRead"/>, changing <see cref="Permission.RolesManage"/> over all rows, or
/// over a team's for giving roles within it. Nobody gives or takes what he does not have himself, nobody shows others a field that is
/// hidden from him, and the last one who may administer stays. Every change is audited and holds for everybody within a second.
/// Throws <see cref="AccessDeniedException"/>, <see cref="StaffRuleException"/>, <see cref="RevisionConflictException"/> and
/// <see cref="LedgerStoreException"/>.
/// </remarks>
public sealed class RoleBook
{
    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly CallerDirectory _callers;
    private readonly StaffChanges _changes;
    private readonly TimeProvider _time;

    internal RoleBook(ICallTrackingDbContextFactory contexts, CallerDirectory callers, StaffChanges changes, TimeProvider time)
    {
        _contexts = contexts;
        _callers = callers;
        _changes = changes;
        _time = time;
    }

    /// <summary>All roles, the built-in ones first, then by name.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Role>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffRead);
        var own = await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<Role>().OrderBy(role => role.Name).ToListAsync(cancellationToken)).ConfigureAwait(false);
        return [.. BuiltInRoles.Of(caller.Tenant), .. own];
    }

    /// <summary>One role; null when there is none of that id.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Role?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffRead);
        return BuiltInRoles.Of(caller.Tenant).FirstOrDefault(role => role.Id == id) ?? await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<Role>().SingleOrDefaultAsync(role => role.Id == id, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The roles that an employee has.</summary>
    /// <param name="caller">On whose behalf; everybody may see his own.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>None too when there is no such employee, or he is not the caller's to see.</returns>
    public async Task<IReadOnlyList<Role>> ListOfAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Employee != employee)
        {
            caller.Demand(Permission.StaffRead);
        }

        var picture = await _callers.LookAsync(caller.Tenant, cancellationToken).ConfigureAwait(false);
        return caller.Employee == employee
            || picture.Employees.FirstOrDefault(one => one.Id == employee) is not { } found || StaffScope.Reaches(caller, Permission.StaffRead, found)
            ? picture.RolesOf(employee) : [];
    }

    /// <summary>Adds a role.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="draft">What it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Role> CreateAsync(Caller caller, RoleDraft draft, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.RolesManage, AccessScope.All);
        Check(caller, draft);
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            await ThrowIfTakenAsync(context, draft.Name, null, token).ConfigureAwait(false);
            var role = new Role { Tenant = caller.Tenant, Id = id, Name = draft.Name, Revision = 1 };
            Apply(role, draft);
            context.Add(role);
            Audit(context, caller, "role.create", id, RoleChange.Of(role));
            return role;
        }, cancellationToken);
    }

    /// <summary>Changes a role, for everybody who has it.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The role.</param>
    /// <param name="draft">What it is from now on.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Role> UpdateAsync(Caller caller, Guid id, RoleDraft draft, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.RolesManage, AccessScope.All);
        Check(caller, draft);
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            var role = await LoadAsync(context, id, expectedRevision, token).ConfigureAwait(false);

            // What it gave before goes with the change, and may be more than the caller has to take away.
            AccessRules.DemandCovers(caller, AccessRules.Combine([role], []));
            await ThrowIfTakenAsync(context, draft.Name, id, token).ConfigureAwait(false);
            Apply(role, draft);
            role.Revision++;
            Audit(context, caller, "role.update", id, RoleChange.Of(role));
            return role;
        }, cancellationToken);
    }

    /// <summary>Removes a role that nobody has.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.RolesManage, AccessScope.All);
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            var role = await LoadAsync(context, id, null, token).ConfigureAwait(false);
            if (await context.Set<RoleAssignment>().AnyAsync(one => one.RoleId == id, token).ConfigureAwait(false))
            {
                throw new StaffRuleException(StaffRule.InUse, $"The role '{role.Name}' is somebody's: take it from everybody first.");
            }

            context.Remove(role);
            Audit(context, caller, "role.delete", id, RoleChange.Of(role));
            return true;
        }, cancellationToken);
    }

    /// <summary>Gives a role to an employee. Giving it again changes nothing.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AssignAsync(Caller caller, Guid employee, Guid role, CancellationToken cancellationToken) =>
        ChangeAsync(caller, employee, role, "role.assign", async (context, token) =>
        {
            if (await context.Set<RoleAssignment>().AnyAsync(one => one.EmployeeId == employee && one.RoleId == role, token).ConfigureAwait(false))
            {
                return false;
            }

            context.Add(new RoleAssignment
            {
                Tenant = caller.Tenant,
                EmployeeId = employee,
                RoleId = role,
                At = _time.GetUtcNow(),
                ByEmployee = caller.Employee,
            });
            return true;
        }, cancellationToken);

    /// <summary>Takes a role from an employee. Taking what he does not have changes nothing.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RevokeAsync(Caller caller, Guid employee, Guid role, CancellationToken cancellationToken) =>
        ChangeAsync(caller, employee, role, "role.revoke", async (context, token) =>
        {
            var has = await context.Set<RoleAssignment>().AsTracking()
                .SingleOrDefaultAsync(one => one.EmployeeId == employee && one.RoleId == role, token).ConfigureAwait(false);
            if (has is not null)
            {
                context.Remove(has);
            }

            return has is not null;
        }, cancellationToken);

    private static void Demand(Caller caller, Permission permission, AccessScope least = AccessScope.Own)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Access.ScopeOf(permission) < least)
        {
            throw new AccessDeniedException(permission);
        }
    }

    private static void Check(Caller caller, RoleDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var problem = draft switch
        {
            { Name: null } or { Name.Length: 0 or > 100 } => "The role needs a name of 1 to 100 characters.",
            { Description.Length: > 500 } => "The role's description has more than 500 characters: shorten it.",
            _ when draft.Grants.FirstOrDefault(static grant => !Enum.IsDefined(grant.Permission) || grant.Scope is < AccessScope.Own or > AccessScope.All)
                is { } wrong => $"'{wrong.Permission}: {wrong.Scope}' is no grant: name a permission, and own, team or all.",
            _ when draft.Grants.GroupBy(static grant => grant.Permission).FirstOrDefault(static group => group.Count() > 1) is { } twice =>
                $"{twice.Key} is given twice: name it once, with the wider rows.",
            _ when (draft.Masks & ~(FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost)) != 0 => $"'{draft.Masks}' are no fields that can be hidden.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new StaffRuleException(StaffRule.Invalid, problem);
        }

        AccessRules.DemandCovers(caller, new AccessGrants(draft.Grants.ToDictionary(one => one.Permission, one => one.Scope), draft.Masks));
    }

    private static void Apply(Role role, RoleDraft draft) =>
        (role.Name, role.Description, role.Grants, role.Masks) =
            (draft.Name, draft.Description, [.. draft.Grants.OrderBy(static grant => grant.Permission)], draft.Masks);

    private static async Task<Role> LoadAsync(
        CallTrackingDbContext context, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        if (BuiltInRoles.IsBuiltIn(id))
        {
            throw new StaffRuleException(StaffRule.BuiltIn, "A built-in role cannot be changed: make one of your own with what it should give.");
        }

        var role = await context.Set<Role>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false)
            ?? throw new StaffRuleException(StaffRule.NotFound, $"There is no role {id}.");
        return expectedRevision is { } expected && expected != role.Revision
            ? throw new RevisionConflictException("role", id, expected, role.Revision) : role;
    }

    private static async Task ThrowIfTakenAsync(CallTrackingDbContext context, string name, Guid? except, CancellationToken cancellationToken)
    {
        var names = await context.Set<Role>().Where(role => role.Id != except).Select(role => role.Name).ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (BuiltInRoles.HasName(name) || names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new StaffRuleException(StaffRule.Taken, $"There is a role '{name}' already: choose another name.");
        }
    }

    private Task<bool> ChangeAsync(
        Caller caller, Guid employee, Guid role, string action, Func<CallTrackingDbContext, CancellationToken, Task<bool>> change,
        CancellationToken cancellationToken)
    {
        Demand(caller, Permission.RolesManage, AccessScope.Team);
        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            var whom = picture.Employees.FirstOrDefault(one => one.Id == employee);
            if (whom is null || !StaffScope.Reaches(caller, Permission.RolesManage, whom))
            {
                throw new StaffRuleException(StaffRule.NotFound, $"There is no employee {employee}.");
            }

            var given = picture.FindRole(role) ?? throw new StaffRuleException(StaffRule.NotFound, $"There is no role {role}.");
            AccessRules.DemandCovers(caller, AccessRules.Combine([given], picture.Below(whom.DepartmentId)));
            if (await change(context, token).ConfigureAwait(false))
            {
                Audit(context, caller, action, employee, new RoleChange { Role = role, Name = given.Name }, "employee");
            }

            return true;
        }, cancellationToken);
    }

    private void Audit(CallTrackingDbContext context, Caller caller, string action, Guid id, RoleChange change, string entity = "role") =>
        AuditTrail.Add(
            context, caller, _time.GetUtcNow(), action, entity, id.ToString("D"), JsonSerializer.Serialize(change, RoleChangeJson.Default.RoleChange));
}

/// <summary>What a role is to be.</summary>
/// <param name="Name">The name, 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Grants">What it gives, each permission once.</param>
public sealed record RoleDraft(string Name, IReadOnlyList<RoleGrant> Grants)
{
    /// <summary>What it is for, at most 500 characters; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Fields that it hides. Default: all of them.</summary>
    public FieldMask Masks { get; init; } = FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost;
}

/// <summary>What the audit trail says of a change of roles.</summary>
internal sealed record RoleChange
{
    public Guid? Role { get; init; }

    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string>? Grants { get; init; }

    public string? Masks { get; init; }

    public static RoleChange Of(Role role) => new()
    {
        Name = role.Name,
        Grants = role.Grants.ToDictionary(static grant => grant.Permission.ToString(), static grant => grant.Scope.ToString()),
        Masks = role.Masks.ToString(),
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoleChange))]
internal sealed partial class RoleChangeJson : JsonSerializerContext;
