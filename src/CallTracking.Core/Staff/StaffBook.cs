using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Staff;

/// <summary>Employees, departments, who sits at which extension, and who works when.</summary>
/// <remarks>
/// Safe for concurrent use. Reading needs <see cref="Permission.StaffRead"/>, changing <see cref="Permission.StaffManage"/>; the scope of the
/// permission decides whose rows these are (own: oneself; team: one's department and those below). Whoever changes how somebody signs in,
/// where he belongs or whether he works here has to have all that this employee's roles give. Every change is audited.
/// Throws <see cref="AccessDeniedException"/>, <see cref="StaffRuleException"/>, <see cref="RevisionConflictException"/> and
/// <see cref="LedgerStoreException"/>.
/// </remarks>
public sealed partial class StaffBook
{
    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly CallerDirectory _callers;
    private readonly StaffChanges _changes;
    private readonly TimeProvider _time;

    internal StaffBook(ICallTrackingDbContextFactory contexts, CallerDirectory callers, StaffChanges changes, TimeProvider time)
    {
        _contexts = contexts;
        _callers = callers;
        _changes = changes;
        _time = time;
    }

    /// <summary>The employees that the caller may see, by name.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="withFormer">Also those who left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Employee>> ListAsync(Caller caller, bool withFormer, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffRead);
        var employees = await StoreWork.ReadAsync(_contexts, caller, context => context.Set<Employee>()
            .Where(employee => withFormer || employee.IsActive).OrderBy(employee => employee.DisplayName).ThenBy(employee => employee.Id)
            .ToListAsync(cancellationToken)).ConfigureAwait(false);
        return employees.FindAll(employee => StaffScope.Reaches(caller, Permission.StaffRead, employee));
    }

    /// <summary>One employee.</summary>
    /// <param name="caller">On whose behalf; everybody may see himself.</param>
    /// <param name="id">The employee.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is none of that id, or he is not the caller's to see.</returns>
    public async Task<Employee?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Employee != id)
        {
            caller.Demand(Permission.StaffRead);
        }

        var found = await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<Employee>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken)).ConfigureAwait(false);
        return found is not null && (caller.Employee == id || StaffScope.Reaches(caller, Permission.StaffRead, found)) ? found : null;
    }

    /// <summary>Adds an employee, who has no role and no extension yet.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="draft">Who it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Employee> CreateAsync(Caller caller, EmployeeDraft draft, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage, AccessScope.Team);
        Check(draft);
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            DemandDepartment(caller, draft.DepartmentId);
            await CheckAsync(context, picture, draft, null, token).ConfigureAwait(false);
            var employee = new Employee { Tenant = caller.Tenant, Id = id, DisplayName = draft.DisplayName, Revision = 1 };
            Apply(employee, draft);
            context.Add(employee);
            Audit(context, caller, "employee.create", id, StaffChange.Of(employee));
            return employee;
        }, cancellationToken);
    }

    /// <summary>Changes an employee. Making one inactive ends his extensions now and his sign-in within a second.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The employee.</param>
    /// <param name="draft">All that can be changed, as it is to be.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Employee> UpdateAsync(
        Caller caller, Guid id, EmployeeDraft draft, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage);
        Check(draft);
        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            var employee = await LoadAsync(context, caller, id, expectedRevision, token).ConfigureAwait(false);
            DemandRightsFor(caller, picture, employee, draft);
            await CheckAsync(context, picture, draft, id, token).ConfigureAwait(false);
            if (employee.IsActive && !draft.IsActive)
            {
                await EndAllAsync(context, id, _time.GetUtcNow(), token).ConfigureAwait(false);
            }

            Apply(employee, draft);
            employee.Revision++;
            Audit(context, caller, "employee.update", id, StaffChange.Of(employee));
            return employee;
        }, cancellationToken);
    }

    private static void Demand(Caller caller, Permission permission, AccessScope least = AccessScope.Own)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Access.ScopeOf(permission) < least)
        {
            throw new AccessDeniedException(permission);
        }
    }

    // Somebody who manages a team adds to it and moves within it.
    private static void DemandDepartment(Caller caller, Guid? department)
    {
        if (caller.Access.ScopeOf(Permission.StaffManage) != AccessScope.All && !StaffScope.Has(caller, department))
        {
            throw new AccessDeniedException(Permission.StaffManage);
        }
    }

    // Whoever may say as whom somebody signs in has all that this somebody has; and a department widens what a team's rights reach.
    private static void DemandRightsFor(Caller caller, AccessPicture picture, Employee employee, EmployeeDraft draft)
    {
        var isMoved = employee.DepartmentId != draft.DepartmentId;
        if (!isMoved && employee.ExternalUserId == draft.ExternalUserId && employee.IsActive == draft.IsActive)
        {
            return;
        }

        Demand(caller, Permission.StaffManage, AccessScope.Team);
        AccessRules.DemandCovers(caller, picture.GrantsOf(employee));
        if (isMoved)
        {
            DemandDepartment(caller, draft.DepartmentId);
            AccessRules.DemandCovers(caller, AccessRules.Combine(picture.RolesOf(employee.Id), picture.Below(draft.DepartmentId)));
        }
    }

    private static void Check(EmployeeDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var problem = draft switch
        {
            _ when string.IsNullOrWhiteSpace(draft.DisplayName) || draft.DisplayName.Length > 200 => "The employee needs a name of 1 to 200 characters.",
            { ExternalUserId.Length: 0 or > 200 } => "The user at the host's sign-in has 1 to 200 characters; leave it out for nobody's.",
            { Email.Length: > 320 } => "The e-mail address has more than 320 characters.",
            { Language.Length: > 35 } => "The language is a tag such as en or km.",
            { TimeZone: { } zone } when !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) =>
                $"'{zone}' is no time zone: write an IANA zone such as Asia/Phnom_Penh or UTC.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new StaffRuleException(StaffRule.Invalid, problem);
        }
    }

    private static async Task CheckAsync(
        CallTrackingDbContext context, AccessPicture picture, EmployeeDraft draft, Guid? except, CancellationToken cancellationToken)
    {
        if (draft.DepartmentId is { } department
            && !await context.Set<Department>().AnyAsync(one => one.Id == department, cancellationToken).ConfigureAwait(false))
        {
            throw new StaffRuleException(StaffRule.NotFound, $"There is no department {department}.");
        }

        if (draft.ExternalUserId is { } user && picture.Employees.Any(one => one.Id != except && one.ExternalUserId == user))
        {
            throw new StaffRuleException(StaffRule.Taken, "Another employee signs in as that user already: take it from him first.");
        }
    }

    private static void Apply(Employee employee, EmployeeDraft draft)
    {
        employee.DisplayName = draft.DisplayName;
        employee.ExternalUserId = draft.ExternalUserId;
        employee.Email = draft.Email;
        employee.DepartmentId = draft.DepartmentId;
        employee.IsActive = draft.IsActive;
        employee.Language = draft.Language;
        employee.TimeZone = draft.TimeZone;
    }

    private static async Task<Employee> LoadAsync(
        CallTrackingDbContext context, Caller caller, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        var employee = await context.Set<Employee>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
        if (employee is null || !StaffScope.Reaches(caller, Permission.StaffManage, employee))
        {
            throw new StaffRuleException(StaffRule.NotFound, $"There is no employee {id}.");
        }

        return expectedRevision is { } expected && expected != employee.Revision
            ? throw new RevisionConflictException("employee", id, expected, employee.Revision) : employee;
    }

    private void Audit(CallTrackingDbContext context, Caller caller, string action, Guid id, StaffChange change, string entity = "employee") =>
        AuditTrail.Add(
            context, caller, _time.GetUtcNow(), action, entity, id.ToString("D"), JsonSerializer.Serialize(change, StaffJson.Default.StaffChange));
}

/// <summary>What an employee is to be.</summary>
/// <param name="DisplayName">The name that is shown, 1 to 200 characters.</param>
public sealed record EmployeeDraft(string DisplayName)
{
    /// <summary>Who it is for the host's sign-in, unique in the tenant, at most 200 characters; null for somebody who does not sign in.</summary>
    public string? ExternalUserId { get; init; }

    /// <summary>E-mail address; null when none is known.</summary>
    public string? Email { get; init; }

    /// <summary>The department; null for none.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Whether the employee works here still. Default true.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Language of the screens (BCP 47); null for the host's.</summary>
    public string? Language { get; init; }

    /// <summary>IANA time zone; null for the site's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>An employee as he is, to change some of it.</summary>
    /// <param name="employee">The employee.</param>
    public static EmployeeDraft Of(Employee employee)
    {
        ArgumentNullException.ThrowIfNull(employee);
        return new EmployeeDraft(employee.DisplayName)
        {
            ExternalUserId = employee.ExternalUserId,
            Email = employee.Email,
            DepartmentId = employee.DepartmentId,
            IsActive = employee.IsActive,
            Language = employee.Language,
            TimeZone = employee.TimeZone,
        };
    }
}

/// <summary>What the audit trail says of a change of staff.</summary>
internal sealed record StaffChange
{
    public string? Name { get; init; }

    public string? User { get; init; }

    public string? Email { get; init; }

    public Guid? Department { get; init; }

    public Guid? Parent { get; init; }

    public bool? Active { get; init; }

    public string? Extension { get; init; }

    public string? Link { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public WorkingHours? Hours { get; init; }

    public static StaffChange Of(Employee employee) => new()
    {
        Name = employee.DisplayName,
        User = employee.ExternalUserId,
        Email = employee.Email,
        Department = employee.DepartmentId,
        Active = employee.IsActive,
    };

    public static StaffChange Of(ExtensionAssignment assignment) => new()
    {
        Extension = assignment.Extension,
        Link = assignment.Link,
        From = assignment.From,
        To = assignment.To,
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StaffChange))]
internal sealed partial class StaffJson : JsonSerializerContext;
