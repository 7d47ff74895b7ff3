namespace CallTracking.Access;

/// <summary>How the audit trail is vouched for. Checked when the host starts.</summary>
public sealed class AuditOptions
{
    /// <summary>The folder of checkpoints and, unless <see cref="KeyFile"/> says otherwise, of the key; made when it is not there. Default
    /// null: beside the database where the store is a file (<c>calls.db.audit</c>), else <c>calltracking-audit</c> in the current folder.
    /// Put it where whoever administers the database cannot write.</summary>
    public string? Directory { get; set; }

    /// <summary>The file with the keys that sign checkpoints; made with a random secret, readable for its owner only, where it is not there.
    /// Each line that begins with <c>hmac </c> holds a secret in hexadecimal digits, at least 32 bytes; a PEM block holds an ECDSA key
    /// (<c>EC PRIVATE KEY</c>, <c>PRIVATE KEY</c>, or a <c>PUBLIC KEY</c> that only verifies). The first key that can sign signs, all
    /// verify: to change keys, put the new one first. Default null: <c>audit.key</c> in <see cref="Directory"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A secret instead of a file, at least 32 bytes. Default null.</summary>
    public byte[]? Key { get; set; }

    /// <summary>How often a running host makes a checkpoint when the trail has grown; one more is made when it stops. 1 second to 1 day.
    /// Default 1 minute.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromMinutes(1);
}
