namespace CallTracking.Access;

/// <summary>What a verification of the audit trail found.</summary>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Erased">Rows whose payload was erased or replaced by order of the trail itself.</param>
/// <param name="Vouched">Rows up to and with the last one that a valid checkpoint vouches for.</param>
/// <param name="LastCheckpoint">The newest valid checkpoint; null when there is none yet: then nothing outside the database vouches for the
/// trail, and only changes that left the digests alone are found.</param>
/// <param name="Findings">What is wrong, in the order of the chain; at most 1,000.</param>
/// <param name="FindingCount">How many things are wrong.</param>
public sealed record AuditReport(
    long Rows, long Erased, long Vouched, AuditCheckpoint? LastCheckpoint, IReadOnlyList<AuditFinding> Findings, long FindingCount)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => FindingCount == 0;
}

/// <summary>One thing that is wrong with the trail.</summary>
/// <param name="Kind">What.</param>
/// <param name="Day">The day of the row, as <c>yyyyMMdd</c>; 0 when it is about the trail as a whole.</param>
/// <param name="Number">The row's place in that day; of removed rows the first one.</param>
/// <param name="Text">One line about it.</param>
public sealed record AuditFinding(AuditFindingKind Kind, int Day, long Number, string Text);

/// <summary>What can be wrong with a row of the trail, or with the trail.</summary>
public enum AuditFindingKind
{
    /// <summary>The row is not what it was when it was written.</summary>
    Changed = 1,

    /// <summary>The row's payload is gone or another one, and no later row of the trail says that it was erased.</summary>
    PayloadChanged = 2,

    /// <summary>Rows are missing from here on.</summary>
    Removed = 3,

    /// <summary>The row stands in another row's place.</summary>
    Reordered = 4,

    /// <summary>The rows fit together, but are not those that a checkpoint vouched for: they were written anew.</summary>
    Rewritten = 5,

    /// <summary>A checkpoint has no valid signature, or its key is not known.</summary>
    CheckpointInvalid = 6,

    /// <summary>A checkpoint that was made is gone.</summary>
    CheckpointMissing = 7,

    /// <summary>The end of the trail is not where the store says that it is.</summary>
    HeadChanged = 8,
}
