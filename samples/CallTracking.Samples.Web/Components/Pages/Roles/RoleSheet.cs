using CallTracking.Access;

namespace CallTracking.Samples.Web.Components.Pages.Roles;

/// <summary>A role while it is edited.</summary>
public sealed record RoleSheet
{
    /// <summary>The role; null for a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>The revision that was read.</summary>
    public long Revision { get; init; }

    /// <summary>The name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>What it gives.</summary>
    public Dictionary<Permission, AccessScope> Scopes { get; } = [];

    /// <summary>What it hides.</summary>
    public FieldMask Masks { get; set; } = FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost;

    /// <summary>A role to edit; null for an empty one, which hides everything.</summary>
    public static RoleSheet Of(Role? role)
    {
        var sheet = role is null ? new RoleSheet() : new RoleSheet
        {
            Id = role.Id,
            Revision = role.Revision,
            Name = role.Name,
            Description = role.Description,
            Masks = role.Masks,
        };
        foreach (var grant in role?.Grants ?? [])
        {
            sheet.Scopes[grant.Permission] = grant.Scope;
        }

        return sheet;
    }

    /// <summary>What is stored.</summary>
    public RoleDraft ToDraft() => new(
        Name.Trim(), [.. Scopes.Where(static one => one.Value != AccessScope.None).Select(static one => new RoleGrant(one.Key, one.Value))])
    {
        Description = string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(),
        Masks = Masks,
    };

    /// <summary>The permissions in groups, for a list that people can read.</summary>
    public static IReadOnlyList<(string Group, Permission[] Permissions)> Groups { get; } =
    [
        ("Calls", [Permission.CallsRead, Permission.CallsExport, Permission.Dial]),
        ("Customers",
        [
            Permission.ContactsRead, Permission.ContactsEdit, Permission.ContactsDelete, Permission.ContactsExport, Permission.ContactsImport,
        ]),
        ("Work",
        [
            Permission.CallbacksRead, Permission.CallbacksWork, Permission.CallbacksManage, Permission.TasksRead, Permission.TasksEdit,
            Permission.MessagesSend,
        ]),
        ("Ratings", [Permission.RatingsRead, Permission.RatingsEdit]),
        ("Staff", [Permission.StaffRead, Permission.StaffManage, Permission.RolesManage]),
        ("Host",
        [
            Permission.AuditRead, Permission.PrivacyManage, Permission.LinksRead, Permission.LinksManage, Permission.WebhooksManage,
            Permission.SettingsManage,
        ]),
    ];
}
