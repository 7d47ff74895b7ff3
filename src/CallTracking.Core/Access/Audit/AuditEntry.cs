using CallTracking.Storage;

namespace CallTracking.Access;

/// <summary>One thing that a person or the system did, as the trail keeps it: a row of <c>ct_audit</c>. Rows are chained, each to the one
/// before it, within a tenant; they are never changed and never removed, only what they tell (<see cref="Payload"/>) may be erased.</summary>
public sealed class AuditEntry : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The UTC day of the chain that it stands in, as <c>yyyyMMdd</c>. Set when it is written; never earlier than the day of the
    /// row before it, whatever the clock does.</summary>
    public int Day { get; internal set; }

    /// <summary>Its place in that day, from 1 without a gap.</summary>
    public long Number { get; internal set; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The employee who did it; null when the system or an administrator at the command line did.</summary>
    public Guid? Employee { get; init; }

    /// <summary>What was done, a stable code such as <c>contact.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it was done to, such as <c>contact</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>Which one; empty where there is none.</summary>
    public required string EntityId { get; init; }

    /// <summary>What else there is to tell, as JSON; null when there is nothing, or when it was erased (<see cref="IsErased"/>).</summary>
    public string? Payload { get; internal set; }

    /// <summary>Goes into <see cref="PayloadDigest"/> and is erased together with the payload: without it a number that was erased could be
    /// found again by trying all numbers.</summary>
    public byte[]? Salt { get; internal set; }

    /// <summary>SHA-256 of salt and payload as it was written; it stays when the payload is erased.</summary>
    public byte[] PayloadDigest { get; internal set; } = [];

    /// <summary>The digest of the row before it in the tenant's chain; 32 zero bytes for the first one.</summary>
    public byte[] Previous { get; internal set; } = [];

    /// <summary>SHA-256 of all of the above, the payload by its digest.</summary>
    public byte[] Digest { get; internal set; } = [];

    /// <summary>Whether the payload was erased.</summary>
    public bool IsErased => Salt is null;
}

/// <summary>A row of <c>ct_audit_heads</c>: where a tenant's chain ends. Whoever adds to the chain updates it first and so waits his
/// turn.</summary>
internal sealed class AuditHead : ITenantOwned
{
    public required string Tenant { get; init; }

    public int Day { get; set; }

    public long Number { get; set; }

    public byte[] Digest { get; set; } = [];

    /// <summary>What the newest checkpoint vouches for: a checkpoint that is then nowhere to be found was taken away.</summary>
    public int CheckpointDay { get; set; }

    public long CheckpointNumber { get; set; }
}
