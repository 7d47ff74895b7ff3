using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Staff;

/// <content>Departments and working hours.</content>
public sealed partial class StaffBook
{
    /// <summary>All departments, by name. They are a tree: whoever belongs to one of them belongs to those above it too.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Department>> ListDepartmentsAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffRead);
        return await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<Department>().OrderBy(one => one.Name).ToListAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Adds a department.</summary>
    /// <param name="caller">On whose behalf; his permission must reach all rows.</param>
    /// <param name="name">The name, unique in the tenant, 1 to 200 characters.</param>
    /// <param name="parent">The department above; null at the top.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Department> CreateDepartmentAsync(Caller caller, string name, Guid? parent, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage, AccessScope.All);
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            await CheckDepartmentAsync(context, id, name, parent, token).ConfigureAwait(false);
            var department = new Department { Tenant = caller.Tenant, Id = id, Name = name, ParentId = parent, Revision = 1 };
            context.Add(department);
            Audit(context, caller, "department.create", id, new StaffChange { Name = name, Parent = parent }, "department");
            return department;
        }, cancellationToken);
    }

    /// <summary>Renames a department or puts it elsewhere.</summary>
    /// <param name="caller">On whose behalf; his permission must reach all rows.</param>
    /// <param name="id">The department.</param>
    /// <param name="name">The name.</param>
    /// <param name="parent">The department above; null at the top.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Department> UpdateDepartmentAsync(
        Caller caller, Guid id, string name, Guid? parent, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage, AccessScope.All);
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            var department = await LoadDepartmentAsync(context, id, expectedRevision, token).ConfigureAwait(false);
            await CheckDepartmentAsync(context, id, name, parent, token).ConfigureAwait(false);
            (department.Name, department.ParentId) = (name, parent);
            department.Revision++;
            Audit(context, caller, "department.update", id, new StaffChange { Name = name, Parent = parent }, "department");
            return department;
        }, cancellationToken);
    }

    /// <summary>Removes a department that nobody belongs to and that has none below it. Calls of before keep it.</summary>
    /// <param name="caller">On whose behalf; his permission must reach all rows.</param>
    /// <param name="id">The department.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteDepartmentAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage, AccessScope.All);
        return _changes.WriteAsync(caller, async (context, _, token) =>
        {
            var department = await LoadDepartmentAsync(context, id, null, token).ConfigureAwait(false);
            if (await context.Set<Employee>().AnyAsync(one => one.DepartmentId == id, token).ConfigureAwait(false)
                || await context.Set<Department>().AnyAsync(one => one.ParentId == id, token).ConfigureAwait(false))
            {
                throw new StaffRuleException(StaffRule.InUse, "Somebody belongs to the department, or one stands below it: move them first.");
            }

            context.Remove(department);
            await context.Set<WorkSchedule>().Where(one => one.OwnerId == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
            Audit(context, caller, "department.delete", id, new StaffChange { Name = department.Name }, "department");
            return true;
        }, cancellationToken);
    }

    /// <summary>Sets when an employee, a department or the whole tenant works.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="owner">The employee or department; <see cref="WorkSchedule.WholeTenant"/> for all.</param>
    /// <param name="hours">The hours; null takes away what was set, so that those of the department above, or of the tenant, hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetHoursAsync(Caller caller, Guid owner, WorkingHours? hours, CancellationToken cancellationToken) =>
        SetHoursAsync(caller, owner, hours, expectedRevision: null, cancellationToken);

    /// <summary>Sets when an employee, a department or the whole tenant works, unless somebody else did so meanwhile.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="owner">The employee or department; <see cref="WorkSchedule.WholeTenant"/> for all.</param>
    /// <param name="hours">The hours; null takes away what was set.</param>
    /// <param name="expectedRevision">The <see cref="WorkSchedule.Revision"/> that was read, 0 where none were set; null for whatever it is
    /// now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is set now; null for nothing.</returns>
    public Task<WorkSchedule?> SetHoursAsync(
        Caller caller, Guid owner, WorkingHours? hours, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage);
        if (hours?.FindProblem() is { } problem)
        {
            throw new StaffRuleException(StaffRule.Invalid, problem);
        }

        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            await DemandOwnerAsync(context, caller, picture, owner, token).ConfigureAwait(false);
            var set = await context.Set<WorkSchedule>().AsTracking().SingleOrDefaultAsync(one => one.OwnerId == owner, token).ConfigureAwait(false);
            if (expectedRevision is { } expected && expected != (set?.Revision ?? 0))
            {
                throw new RevisionConflictException("schedule", owner, expected, set?.Revision ?? 0);
            }

            // Hours that are taken away and set anew never have a revision again that they had: it is that of the whole staff.
            switch (set, hours)
            {
                case (null, null):
                    return null;
                case (null, { } first):
                    context.Add(set = new WorkSchedule { Tenant = caller.Tenant, OwnerId = owner, Hours = first, Revision = picture.Version });
                    break;
                case ({ } before, null):
                    context.Remove(before);
                    set = null;
                    break;
                case ({ } before, { } next):
                    before.Hours = next;
                    before.Revision = picture.Version;
                    break;
            }

            Audit(context, caller, "hours.set", owner, new StaffChange { Hours = hours }, "schedule");
            return set;
        }, cancellationToken);
    }

    /// <summary>The hours that are set for an employee, a department or the whole tenant itself, not those that it has from elsewhere.</summary>
    /// <param name="caller">On whose behalf; everybody may see his own and the tenant's.</param>
    /// <param name="owner">The employee or department; <see cref="WorkSchedule.WholeTenant"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where none are set.</returns>
    /// <exception cref="StaffRuleException">There is no such employee or department, or the employee is not the caller's to see.</exception>
    public async Task<WorkSchedule?> FindHoursAsync(Caller caller, Guid owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (owner != caller.Employee && owner != WorkSchedule.WholeTenant)
        {
            Demand(caller, Permission.StaffRead);
        }

        var picture = await _callers.LookAsync(caller.Tenant, cancellationToken).ConfigureAwait(false);
        var employee = picture.Employees.FirstOrDefault(one => one.Id == owner);
        var isSeen = owner == WorkSchedule.WholeTenant || owner == caller.Employee
            || (employee is not null && StaffScope.Reaches(caller, Permission.StaffRead, employee));
        return await StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            if (!isSeen && (employee is not null
                || !await context.Set<Department>().AnyAsync(one => one.Id == owner, cancellationToken).ConfigureAwait(false)))
            {
                throw new StaffRuleException(StaffRule.NotFound, $"There is no employee or department {owner}.");
            }

            return await context.Set<WorkSchedule>().SingleOrDefaultAsync(one => one.OwnerId == owner, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>When an employee works: his own hours, else those of his department or the next one above that has some, else the tenant's,
    /// else round the clock.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee; null for the tenant's hours.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WorkingHours> GetHoursAsync(Caller caller, Guid? employee, CancellationToken cancellationToken) =>
        GetHoursAsync(caller, employee, department: null, cancellationToken);

    /// <summary>When an employee or a department works, see <see cref="GetHoursAsync(Caller, Guid?, CancellationToken)"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee; null for nobody in particular.</param>
    /// <param name="department">The department, where there is no employee; null for the tenant's hours.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkingHours> GetHoursAsync(Caller caller, Guid? employee, Guid? department, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (employee != caller.Employee)
        {
            Demand(caller, Permission.StaffRead);
        }

        return await StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var hours = await context.Set<WorkSchedule>().ToDictionaryAsync(one => one.OwnerId, one => one.Hours, cancellationToken)
                .ConfigureAwait(false);
            if (hours.Count == 0)
            {
                return WorkingHours.Always;
            }

            if (employee is { } id)
            {
                if (hours.TryGetValue(id, out var own))
                {
                    return own;
                }

                department = await context.Set<Employee>().Where(one => one.Id == id).Select(one => one.DepartmentId)
                    .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            }

            var parents = await context.Set<Department>().ToDictionaryAsync(one => one.Id, one => one.ParentId, cancellationToken).ConfigureAwait(false);
            for (var steps = 0; department is { } at && steps <= parents.Count; steps++)
            {
                if (hours.TryGetValue(at, out var theirs))
                {
                    return theirs;
                }

                department = parents.GetValueOrDefault(at);
            }

            return hours.GetValueOrDefault(WorkSchedule.WholeTenant, WorkingHours.Always);
        }).ConfigureAwait(false);
    }

    private static async Task DemandOwnerAsync(
        CallTrackingDbContext context, Caller caller, AccessPicture picture, Guid owner, CancellationToken cancellationToken)
    {
        if (caller.Access.ScopeOf(Permission.StaffManage) != AccessScope.All)
        {
            var employee = picture.Employees.FirstOrDefault(one => one.Id == owner);
            if (!StaffScope.Has(caller, owner) && (employee is null || !StaffScope.Reaches(caller, Permission.StaffManage, employee)))
            {
                throw new AccessDeniedException(Permission.StaffManage);
            }
        }
        else if (owner != WorkSchedule.WholeTenant && picture.Employees.All(one => one.Id != owner)
            && !await context.Set<Department>().AnyAsync(one => one.Id == owner, cancellationToken).ConfigureAwait(false))
        {
            throw new StaffRuleException(StaffRule.NotFound, $"There is no employee or department {owner}.");
        }
    }

    private static async Task<Department> LoadDepartmentAsync(
        CallTrackingDbContext context, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        var department = await context.Set<Department>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken)
            .ConfigureAwait(false) ?? throw new StaffRuleException(StaffRule.NotFound, $"There is no department {id}.");
        return expectedRevision is { } expected && expected != department.Revision
            ? throw new RevisionConflictException("department", id, expected, department.Revision) : department;
    }

    private static async Task CheckDepartmentAsync(
        CallTrackingDbContext context, Guid id, string name, Guid? parent, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200)
        {
            throw new StaffRuleException(StaffRule.Invalid, "The department needs a name of 1 to 200 characters.");
        }

        var all = await context.Set<Department>().ToListAsync(cancellationToken).ConfigureAwait(false);
        if (all.Exists(one => one.Id != id && one.Name == name))
        {
            throw new StaffRuleException(StaffRule.Taken, $"There is a department '{name}' already: choose another name.");
        }

        var above = all.ToDictionary(one => one.Id, one => one.ParentId);
        if (parent is { } direct && !above.ContainsKey(direct) && direct != id)
        {
            throw new StaffRuleException(StaffRule.NotFound, $"There is no department {direct} to stand above it.");
        }

        for (var at = parent; at is { } one; at = above.GetValueOrDefault(one))
        {
            if (one == id)
            {
                throw new StaffRuleException(StaffRule.Cycle, "The department would stand below itself: choose one above it that is none of its own.");
            }
        }
    }
}
