using CallTracking.Storage;

namespace CallTracking.Staff;

/// <summary>Somebody who works here.</summary>
public sealed class Employee : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The employee's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that is shown, at most 200 characters.</summary>
    public required string DisplayName { get; set; }

    /// <summary>Who it is for the host's sign-in, at most 200 characters; null for somebody who does not sign in. Unique in the
    /// tenant.</summary>
    public string? ExternalUserId { get; set; }

    /// <summary>E-mail address; null when none is known.</summary>
    public string? Email { get; set; }

    /// <summary>The department; null for none.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>Whether the employee works here still. Somebody who left signs in no more and gets nothing, and stays in the calls of before.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Language of the screens (BCP 47); null for the host's.</summary>
    public string? Language { get; set; }

    /// <summary>IANA time zone; null for the site's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>A team or a group of teams.</summary>
public sealed class Department : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The department's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name, at most 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>The department above; null at the top.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>Who has an extension, and when: somebody may have several, and several people may share a desk one after the other.</summary>
public sealed class ExtensionAssignment : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The assignment's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The extension as the PBX names it.</summary>
    public required string Extension { get; init; }

    /// <summary>The link whose PBX has it; null where the extension means the same on all.</summary>
    public string? Link { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Until when, this instant not included; null for now on.</summary>
    public DateTimeOffset? To { get; set; }
}
