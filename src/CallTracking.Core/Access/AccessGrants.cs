using System.Collections.Frozen;

namespace CallTracking.Access;

/// <summary>What somebody may do: permissions, each with the rows that it reaches, and the fields that are hidden from him.</summary>
/// <remarks>Immutable; may be shared between threads.</remarks>
public sealed class AccessGrants
{
    private readonly FrozenDictionary<Permission, AccessScope> _scopes;

    /// <summary>Creates grants.</summary>
    /// <param name="scopes">Each permission with its scope; what is not named is not given.</param>
    /// <param name="masks">Fields that are hidden. Default: none.</param>
    /// <param name="departments">The departments that <see cref="AccessScope.Team"/> means. Default: none, and the scope reaches the
    /// employee's own rows only.</param>
    public AccessGrants(
        IEnumerable<KeyValuePair<Permission, AccessScope>> scopes, FieldMask masks = FieldMask.None, IEnumerable<Guid>? departments = null)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        _scopes = scopes.ToFrozenDictionary();
        Masks = masks;
        Departments = departments is null ? [] : [.. departments.Distinct()];
    }

    /// <summary>Everything, unmasked: the system of a tenant.</summary>
    public static AccessGrants Everything { get; } =
        new(Enum.GetValues<Permission>().Select(permission => KeyValuePair.Create(permission, AccessScope.All)));

    /// <summary>Nothing: an employee without a role.</summary>
    public static AccessGrants Nothing { get; } = new([], FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost);

    /// <summary>Fields that are hidden.</summary>
    public FieldMask Masks { get; }

    /// <summary>The departments that <see cref="AccessScope.Team"/> means.</summary>
    public IReadOnlyList<Guid> Departments { get; }

    /// <summary>All permissions that are given.</summary>
    public IReadOnlyDictionary<Permission, AccessScope> Scopes => _scopes;

    /// <summary>Which rows a permission reaches; <see cref="AccessScope.None"/> when it is not given.</summary>
    /// <param name="permission">The permission.</param>
    public AccessScope ScopeOf(Permission permission) => _scopes.GetValueOrDefault(permission);

    /// <summary>Whether a permission is given, for whatever rows.</summary>
    /// <param name="permission">The permission.</param>
    public bool Allows(Permission permission) => ScopeOf(permission) != AccessScope.None;

    /// <summary>Whether a field is hidden.</summary>
    /// <param name="field">The field.</param>
    public bool Hides(FieldMask field) => (Masks & field) != 0;
}
