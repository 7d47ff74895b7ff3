using System.Globalization;
using System.Text;

namespace CallTracking.Access;

/// <summary>Vouches, outside the database, for all rows of a tenant's trail up to one of them. Whoever can change the database but has not
/// the key cannot make one.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Day">The day of the row, as <c>yyyyMMdd</c>.</param>
/// <param name="Number">The row's place in that day.</param>
/// <param name="Digest">The row's digest, 64 lower-case hexadecimal digits.</param>
/// <param name="At">When it was made.</param>
/// <param name="KeyId">Which key signed it.</param>
/// <param name="Signature">The signature, Base64.</param>
public sealed record AuditCheckpoint(
    string Tenant, int Day, long Number, string Digest, DateTimeOffset At, string KeyId, string Signature)
{
    /// <summary>What is signed.</summary>
    internal byte[] SignedBytes() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"ct-audit-checkpoint-1\n{Tenant.Length}\n{Tenant}\n{Day}\n{Number}\n{Digest}\n{At.UtcTicks}\n{KeyId}"));
}

/// <summary>Keeps checkpoints where who can write to the database cannot: the host's own (a bucket with a retention lock, a log server), or
/// by default a file beside the store. Register one before <c>UseXxx</c> to replace the file.</summary>
/// <remarks>Called by one thread at a time per process. What it throws is logged, and tried again at the next checkpoint.</remarks>
public interface IAuditCheckpointStore
{
    /// <summary>Keeps a checkpoint. It must be durable when this returns.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>The checkpoints of a tenant that are kept, in any order. At least the newest one must be among them; each further one narrows
    /// down where a rewritten trail was rewritten.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<AuditCheckpoint>> ReadAsync(string tenant, CancellationToken cancellationToken);
}
