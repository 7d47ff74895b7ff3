using System.Text.Json;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallTracking.Staff;

/// <summary>The working hours of an employee, a department, or the whole tenant.</summary>
public sealed class WorkSchedule : ITenantOwned
{
    /// <summary>The owner of the hours of the whole tenant.</summary>
    public static readonly Guid WholeTenant = Guid.Empty;

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The employee or the department; <see cref="WholeTenant"/> for all.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>The hours.</summary>
    public required WorkingHours Hours { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>A row of <c>ct_staff_versions</c>: counts changes of staff and roles, so that every process sees soon that there was one. Whoever
/// changes something updates it first: changes of one tenant come one after the other.</summary>
internal sealed class StaffVersion : ITenantOwned
{
    public required string Tenant { get; init; }

    public long Version { get; set; }
}

/// <summary>Working hours as JSON text.</summary>
internal sealed class WorkingHoursConverter() : ValueConverter<WorkingHours, string>(
    hours => JsonSerializer.Serialize(hours, WorkingHoursJson.Default.WorkingHours),
    text => JsonSerializer.Deserialize(text, WorkingHoursJson.Default.WorkingHours) ?? new WorkingHours());
