namespace CallTracking.Access;

/// <summary>The caller may not do this. It says what is lacking, and never whether a row exists.</summary>
public sealed class AccessDeniedException : Exception
{
    /// <summary>Creates the exception for a permission that is not given.</summary>
    /// <param name="permission">The permission.</param>
    public AccessDeniedException(Permission permission)
        : base($"This needs the permission {permission}: an administrator can add it to one of your roles.")
    {
        Permission = permission;
    }

    /// <summary>Creates the exception for a field that is hidden.</summary>
    /// <param name="field">The field.</param>
    /// <param name="use">What was tried with it: searched, filtered, sorted or exported.</param>
    public AccessDeniedException(FieldMask field, string use)
        : base($"{field} are hidden from you and cannot be {use}: an administrator can change your roles.")
    {
        Field = field;
    }

    /// <summary>The permission that is lacking; null when it is a field.</summary>
    public Permission? Permission { get; }

    /// <summary>The field that is hidden; null when it is a permission.</summary>
    public FieldMask? Field { get; }
}
