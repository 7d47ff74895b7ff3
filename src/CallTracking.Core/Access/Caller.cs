namespace CallTracking.Access;

/// <summary>
/// On whose behalf something is asked: an employee of a tenant, or the system of a tenant. Every look into the ledger is made for a
/// caller and sees that tenant's rows only; there is no ambient one.
/// </summary>
/// <remarks>Immutable; may be shared between threads.</remarks>
public sealed record Caller
{
    /// <summary>The tenant of a host that has only one: <c>default</c>.</summary>
    public const string DefaultTenant = "default";

    private Caller(string tenant, string? employee)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        Tenant = tenant;
        Employee = employee;
    }

    /// <summary>The tenant. Never empty.</summary>
    public string Tenant { get; }

    /// <summary>The employee who asks; null when the system does.</summary>
    public string? Employee { get; }

    /// <summary>Whether the system of the tenant asks, which sees all of the tenant's rows.</summary>
    public bool IsSystem => Employee is null;

    /// <summary>The system of a tenant: the pipeline, background work, a command-line tool of the operator.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <exception cref="ArgumentException">The tenant is empty.</exception>
    public static Caller System(string tenant = DefaultTenant) => new(tenant, null);

    /// <summary>An employee of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="employee">The employee's id.</param>
    /// <exception cref="ArgumentException">The tenant or the employee is empty.</exception>
    public static Caller ForEmployee(string tenant, string employee)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(employee);
        return new Caller(tenant, employee);
    }
}
