using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Storage;

namespace CallTracking.Access;

/// <summary>What somebody may do in a certain position. Roles add up: what one of them gives is given, over the widest rows that any of them
/// reaches, and a field is hidden only when all of them hide it.</summary>
public sealed class Role : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The role's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name, unique in the tenant whatever its case, at most 100 characters.</summary>
    public required string Name { get; set; }

    /// <summary>What it is for, at most 500 characters; null for nothing.</summary>
    public string? Description { get; set; }

    /// <summary>What it gives, each permission once.</summary>
    public IReadOnlyList<RoleGrant> Grants { get; set; } = [];

    /// <summary>Fields that it hides. Default: all of them, so that a role that was made for one small thing shows nothing by the way.</summary>
    public FieldMask Masks { get; set; } = FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost;

    /// <summary>Counts the changes; 0 for a role that is built in.</summary>
    public long Revision { get; set; }

    /// <summary>Whether it is built in: then it is the same for every tenant and cannot be changed.</summary>
    public bool IsBuiltIn => BuiltInRoles.IsBuiltIn(Id);
}

/// <summary>A permission and the rows that it reaches.</summary>
/// <param name="Permission">The permission.</param>
/// <param name="Scope">The rows.</param>
public sealed record RoleGrant(Permission Permission, AccessScope Scope);

/// <summary>That an employee has a role.</summary>
public sealed class RoleAssignment : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who has it.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The role.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who gave it; null for the system.</summary>
    public Guid? ByEmployee { get; init; }
}

/// <summary>How grants are spelled in a column: numbers, so that names may change.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<RoleGrant>))]
internal sealed partial class RoleJson : JsonSerializerContext;
