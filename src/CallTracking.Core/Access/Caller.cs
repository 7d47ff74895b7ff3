namespace CallTracking.Access;

/// <summary>
/// On whose behalf something is asked: an employee of a tenant with what he may do, or the system of a tenant. Every look into the ledger
/// is made for a caller and sees that tenant's rows only, as far as he may; there is no ambient one.
/// </summary>
/// <remarks>Immutable; may be shared between threads.</remarks>
public sealed class Caller
{
    /// <summary>The tenant of a host that has only one: <c>default</c>.</summary>
    public const string DefaultTenant = "default";

    private Caller(string tenant, Guid? employee, AccessGrants access)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        Tenant = tenant;
        Employee = employee;
        Access = access;
    }

    /// <summary>The tenant. Never empty.</summary>
    public string Tenant { get; }

    /// <summary>The employee who asks; null when the system does.</summary>
    public Guid? Employee { get; }

    /// <summary>What may be done: everything where the system asks.</summary>
    public AccessGrants Access { get; }

    /// <summary>Whether the system of the tenant asks, which sees all of the tenant's rows.</summary>
    public bool IsSystem => Employee is null;

    /// <summary>The system of a tenant: the pipeline, background work, a command-line tool of the operator.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <exception cref="ArgumentException">The tenant is empty.</exception>
    public static Caller System(string tenant = DefaultTenant) => new(tenant, null, AccessGrants.Everything);

    /// <summary>An employee of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="employee">The employee's id.</param>
    /// <param name="access">What he may do.</param>
    /// <exception cref="ArgumentException">The tenant or the employee is empty.</exception>
    public static Caller ForEmployee(string tenant, Guid employee, AccessGrants access)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (employee == Guid.Empty)
        {
            throw new ArgumentException("The employee's id is empty: give the id of one of the tenant's employees.", nameof(employee));
        }

        return new Caller(tenant, employee, access);
    }

    /// <summary>Throws unless the caller has a permission, for whatever rows.</summary>
    /// <param name="permission">The permission.</param>
    /// <exception cref="AccessDeniedException">He has not.</exception>
    public void Demand(Permission permission)
    {
        if (!Access.Allows(permission))
        {
            throw new AccessDeniedException(permission);
        }
    }

    /// <summary>Throws when a field is hidden from the caller.</summary>
    /// <param name="field">The field.</param>
    /// <param name="use">What is tried with it: <c>searched</c>, <c>filtered</c>, <c>sorted</c> or <c>exported</c>.</param>
    /// <exception cref="AccessDeniedException">It is.</exception>
    public void DemandField(FieldMask field, string use)
    {
        if (Access.Hides(field))
        {
            throw new AccessDeniedException(field, use);
        }
    }
}
