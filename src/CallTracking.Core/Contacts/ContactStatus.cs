using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>One entry of the tenant's catalogue of statuses: potential, current, reliable, … as the tenant likes.</summary>
public sealed class ContactStatus : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>A short word for programs and files, unique in the tenant: <c>potential</c>. Never changes.</summary>
    public required string Code { get; init; }

    /// <summary>What users read.</summary>
    public required string Name { get; set; }

    /// <summary>Place in the catalogue, the lowest first.</summary>
    public int Position { get; set; }

    /// <summary>Colour for screens, <c>#rrggbb</c>; null when it has none.</summary>
    public string? Color { get; set; }

    /// <summary>How reliable contacts of this status are, 0 (not at all) to 100; null when the status does not say.</summary>
    public int? Reliability { get; set; }

    /// <summary>Whether new contacts get it when nobody chooses. At most one status of a tenant has this.</summary>
    public bool IsDefault { get; set; }

    /// <summary>Whether it can no longer be chosen. Contacts that have it keep it.</summary>
    public bool IsArchived { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; set; }
}

/// <summary>One entry of a contact's history of statuses.</summary>
public sealed class ContactStatusChange : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The contact whose status changed; stays also when the contact is merged into another.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The status before; null when it had none.</summary>
    public Guid? FromStatusId { get; init; }

    /// <summary>The status from then on; null when it has none.</summary>
    public Guid? ToStatusId { get; init; }

    /// <summary>The employee who changed it; null when the system did.</summary>
    public Guid? ByEmployee { get; init; }

    /// <summary>Why, in the employee's words.</summary>
    public string? Reason { get; init; }
}
