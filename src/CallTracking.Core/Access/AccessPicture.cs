using System.Collections.Frozen;
using CallTracking.Staff;

namespace CallTracking.Access;

/// <summary>Who may do what in a tenant, as it was at one version of its staff: immutable.</summary>
internal sealed class AccessPicture
{
    private readonly string _tenant;
    private readonly FrozenDictionary<string, Guid> _users;
    private readonly FrozenDictionary<Guid, Employee> _employees;
    private readonly FrozenDictionary<Guid, Guid[]> _children;
    private readonly FrozenDictionary<Guid, Role> _roles;
    private readonly FrozenDictionary<Guid, Guid[]> _rolesOf;

    public AccessPicture(
        string tenant, long version, IReadOnlyList<Employee> employees, IReadOnlyList<Department> departments, IReadOnlyList<Role> roles,
        IReadOnlyList<RoleAssignment> assignments)
    {
        _tenant = tenant;
        Version = version;
        _employees = employees.ToFrozenDictionary(static employee => employee.Id);
        _users = employees.Where(static employee => employee.ExternalUserId is not null)
            .ToFrozenDictionary(static employee => employee.ExternalUserId!, static employee => employee.Id, StringComparer.Ordinal);
        _children = departments.Where(static one => one.ParentId is not null).GroupBy(static one => one.ParentId!.Value)
            .ToFrozenDictionary(static group => group.Key, static group => group.Select(static one => one.Id).ToArray());
        _roles = roles.Concat(BuiltInRoles.Of(tenant)).ToFrozenDictionary(static role => role.Id);
        _rolesOf = assignments.GroupBy(static one => one.EmployeeId)
            .ToFrozenDictionary(static group => group.Key, static group => group.Select(static one => one.RoleId).ToArray());
    }

    public long Version { get; }

    public IEnumerable<Employee> Employees => _employees.Values;

    /// <summary>Whether there is an employee of that id, active or not.</summary>
    public bool Knows(Guid employee) => _employees.ContainsKey(employee);

    public Caller? FindUser(string externalUserId) => _users.TryGetValue(externalUserId, out var id) ? Find(id) : null;

    /// <summary>An employee with what he may do; null when there is none of that id, or he left.</summary>
    public Caller? Find(Guid employee) => _employees.TryGetValue(employee, out var found) && found.IsActive
        ? Caller.ForEmployee(_tenant, employee, GrantsOf(found)) : null;

    /// <summary>What an employee's roles give, whether he is active or not.</summary>
    public AccessGrants GrantsOf(Employee employee) => AccessRules.Combine(RolesOf(employee.Id), Below(employee.DepartmentId));

    public IReadOnlyList<Role> RolesOf(Guid employee) =>
        [.. _rolesOf.GetValueOrDefault(employee, []).Where(_roles.ContainsKey).Select(id => _roles[id])];

    public Role? FindRole(Guid id) => _roles.GetValueOrDefault(id);

    /// <summary>A department and all below it.</summary>
    public IReadOnlyList<Guid> Below(Guid? department)
    {
        if (department is not { } top)
        {
            return [];
        }

        var found = new List<Guid> { top };
        for (var i = 0; i < found.Count; i++)
        {
            // A circle, which nothing should have let in, must not turn for ever.
            found.AddRange(_children.GetValueOrDefault(found[i], []).Where(child => !found.Contains(child)));
        }

        return found;
    }
}
