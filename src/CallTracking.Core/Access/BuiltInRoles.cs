namespace CallTracking.Access;

/// <summary>The roles that every tenant has. They cannot be changed; roles of one's own can be added.</summary>
public static class BuiltInRoles
{
    /// <summary>Answers phones: own calls, all contacts, own callbacks and tasks; debt and cost are hidden.</summary>
    public static readonly Guid Operator = new("0f7c0000-0000-7000-8000-000000000001");

    /// <summary>Leads a team: its calls, callbacks, tasks and ratings, and may export them.</summary>
    public static readonly Guid Supervisor = new("0f7c0000-0000-7000-8000-000000000002");

    /// <summary>Reads and exports everything, administers nothing.</summary>
    public static readonly Guid Director = new("0f7c0000-0000-7000-8000-000000000003");

    /// <summary>May do everything.</summary>
    public static readonly Guid Administrator = new("0f7c0000-0000-7000-8000-000000000004");

    private static readonly (Guid Id, string Name, string Description, FieldMask Masks, RoleGrant[] Grants)[] All =
    [
        (Operator, "operator", "Answers phones.", FieldMask.Debt | FieldMask.Cost,
        [
            new(Permission.CallsRead, AccessScope.Own), new(Permission.ContactsRead, AccessScope.All),
            new(Permission.ContactsEdit, AccessScope.All), new(Permission.CallbacksRead, AccessScope.Own),
            new(Permission.CallbacksWork, AccessScope.Own), new(Permission.TasksRead, AccessScope.Own),
            new(Permission.TasksEdit, AccessScope.Own), new(Permission.MessagesSend, AccessScope.All),
            new(Permission.RatingsRead, AccessScope.Own), new(Permission.Dial, AccessScope.Own), new(Permission.StaffRead, AccessScope.All),
        ]),
        (Supervisor, "supervisor", "Leads a team.", FieldMask.None,
        [
            new(Permission.CallsRead, AccessScope.Team), new(Permission.CallsExport, AccessScope.Team),
            new(Permission.ContactsRead, AccessScope.All), new(Permission.ContactsEdit, AccessScope.All),
            new(Permission.ContactsExport, AccessScope.Team), new(Permission.CallbacksRead, AccessScope.Team),
            new(Permission.CallbacksWork, AccessScope.Team), new(Permission.CallbacksManage, AccessScope.Team),
            new(Permission.TasksRead, AccessScope.Team), new(Permission.TasksEdit, AccessScope.Team),
            new(Permission.MessagesSend, AccessScope.All), new(Permission.RatingsRead, AccessScope.Team),
            new(Permission.RatingsEdit, AccessScope.Team), new(Permission.Dial, AccessScope.Own), new(Permission.StaffRead, AccessScope.All),
            new(Permission.LinksRead, AccessScope.All),
        ]),
        (Director, "director", "Reads everything.", FieldMask.None,
        [
            new(Permission.CallsRead, AccessScope.All), new(Permission.CallsExport, AccessScope.All),
            new(Permission.ContactsRead, AccessScope.All), new(Permission.ContactsExport, AccessScope.All),
            new(Permission.CallbacksRead, AccessScope.All), new(Permission.TasksRead, AccessScope.All),
            new(Permission.TasksEdit, AccessScope.All), new(Permission.MessagesSend, AccessScope.All),
            new(Permission.RatingsRead, AccessScope.All), new(Permission.Dial, AccessScope.Own), new(Permission.StaffRead, AccessScope.All),
            new(Permission.AuditRead, AccessScope.All), new(Permission.LinksRead, AccessScope.All),
        ]),
        (Administrator, "administrator", "May do everything.", FieldMask.None,
            [.. Enum.GetValues<Permission>().Select(static permission => new RoleGrant(permission, AccessScope.All))]),
    ];

    /// <summary>Whether a role is built in.</summary>
    /// <param name="id">The role's id.</param>
    public static bool IsBuiltIn(Guid id) => All.Any(role => role.Id == id);

    /// <summary>The built-in roles as a tenant has them.</summary>
    /// <param name="tenant">The tenant.</param>
    public static IReadOnlyList<Role> Of(string tenant) =>
    [
        .. All.Select(role => new Role
        {
            Tenant = tenant,
            Id = role.Id,
            Name = role.Name,
            Description = role.Description,
            Grants = role.Grants,
            Masks = role.Masks,
        }),
    ];

    internal static bool HasName(string name) => All.Any(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase));
}
