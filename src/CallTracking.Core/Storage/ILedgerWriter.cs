using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Storage;

/// <summary>
/// Stage three of the pipeline: makes calls, event log and cursor durable together. The portable EF Core writer is the reference; a
/// provider package may bring a faster one. All pass the same kit.
/// </summary>
/// <remarks>Safe for concurrent use; a commit is atomic and durable when it completes.</remarks>
public interface ILedgerWriter
{
    /// <summary>Writes commits in one transaction. A commit whose (link, epoch, ordinal) is already stored changes nothing: writing twice is
    /// harmless. A call row is replaced only by a higher revision.</summary>
    /// <param name="commits">What to write, in order per link. All of them become durable, or none.</param>
    /// <param name="cancellationToken">Gives up before the transaction commits.</param>
    /// <exception cref="LedgerStoreException">The store cannot take it now or at all; says which.</exception>
    ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken);
}

/// <summary>What one step of one link adds to the ledger.</summary>
/// <param name="Tenant">The link's tenant.</param>
/// <param name="Link">The link.</param>
/// <param name="Epoch">The connection's epoch.</param>
/// <param name="Ordinal">Counts the commits of a link and epoch, from 1. Frame ordinals cannot tell whether a commit is stored already,
/// because a tick has the ordinal of the frame before it. So a commit that was handed over once is retried as it is, never merged with
/// others; and after a restart inside the same epoch the count goes on from <see cref="LinkPosition.Ordinal"/>.</param>
/// <param name="FirstSeq">Frame ordinal of the first event in <paramref name="Events"/>.</param>
/// <param name="LastSeq">Frame ordinal of the last event.</param>
/// <param name="At">Time of the last event.</param>
/// <param name="Events">The events the tracker consumed, encoded; empty when none needs to be kept.</param>
/// <param name="Calls">The newest instance of every call that changed.</param>
/// <param name="Withdrawn">Calls that turned out to be part of others: their rows go, also where <paramref name="Calls"/> holds them.</param>
public sealed record LedgerCommit(
    string Tenant, string Link, long Epoch, long Ordinal, long FirstSeq, long LastSeq, DateTimeOffset At,
    ReadOnlyMemory<byte> Events, IReadOnlyList<Call> Calls, IReadOnlyList<Guid> Withdrawn)
{
    /// <summary>The newest instance of every coverage gap that changed. A gap's row is replaced only by a higher revision.</summary>
    public IReadOnlyList<CoverageGap> Gaps { get; init; } = [];

    /// <summary>Finished records that were taken in, each with the call it belongs to. A record whose key is stored already is replaced
    /// only as far as its call is concerned.</summary>
    public IReadOnlyList<StoredRecord> Records { get; init; } = [];

    /// <summary>How far each source of finished records has been read that was read further: with <see cref="Records"/> in one
    /// transaction.</summary>
    public IReadOnlyList<RecordPosition> RecordPositions { get; init; } = [];

    /// <summary>Events on which the tracker failed, set aside.</summary>
    public IReadOnlyList<QuarantinedRow> Quarantined { get; init; } = [];

    /// <summary>The epoch of the lease under which it is written: the store rejects the commit of a host that no longer holds the
    /// link. 0 when the link is held by nobody else.</summary>
    public long Lease { get; init; }

    /// <summary>The lease under which it was made, where that was an earlier one: the commit waited on disk, its host lost the link and got
    /// it back, and nobody else had written meanwhile. Null when it is <see cref="Lease"/>.</summary>
    public long? MadeUnder { get; init; }
}

/// <summary>How far a source of finished records has been read.</summary>
/// <param name="Source">The source's name, at most 400 characters.</param>
/// <param name="Position">The source's own words, at most 2,000 characters.</param>
public sealed record RecordPosition(string Source, string Position);

/// <summary>A finished record in the store.</summary>
/// <param name="Key">Tells it from all others of the link: <see cref="CallTracking.Pbx.FinishedRecord.Key"/>.</param>
/// <param name="Family">The family of legs it names; null when it names none.</param>
/// <param name="CallId">The call it belongs to; null when it belongs to none.</param>
/// <param name="StartedAt">When what it tells began.</param>
/// <param name="Record">The record, encoded.</param>
public sealed record StoredRecord(string Key, string? Family, Guid? CallId, DateTimeOffset StartedAt, ReadOnlyMemory<byte> Record);

/// <summary>An event that was set aside because the rules failed on it.</summary>
/// <param name="Epoch">The connection's epoch.</param>
/// <param name="Seq">Frame ordinal of the event.</param>
/// <param name="At">Time of the event.</param>
/// <param name="Kind">Which event it is.</param>
/// <param name="Error">What the rules threw, without phone numbers.</param>
/// <param name="Event">The event, encoded.</param>
public sealed record QuarantinedRow(long Epoch, long Seq, DateTimeOffset At, string Kind, string Error, ReadOnlyMemory<byte> Event);

/// <summary>The store failed, in our words.</summary>
public sealed class LedgerStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line that names the place and the cure.</param>
    /// <param name="isTransient">Whether trying again can help.</param>
    /// <param name="innerException">The provider's exception.</param>
    public LedgerStoreException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
    }

    /// <summary>Whether trying again can help (locked, unreachable, full) or not (newer schema, corrupt, no right).</summary>
    public bool IsTransient { get; }

    /// <summary>Whether the link is another host's by now: a commit came under a lease that does not hold any more. Nothing of the
    /// transaction was written, and nothing of that link may be written any more before the lease is taken anew.</summary>
    public bool IsLeaseLost { get; init; }

    /// <summary>For stores: what they throw when a commit's <see cref="LedgerCommit.Lease"/> is not the link's.</summary>
    /// <param name="link">The link.</param>
    /// <param name="lease">The commit's lease.</param>
    /// <param name="current">The epoch of the lease that holds; null when the store knows of none.</param>
    /// <param name="holder">Who has it; null when nobody has.</param>
    public static LedgerStoreException LeaseLost(string link, long lease, long? current, string? holder)
    {
        var now = (current, holder) switch
        {
            (null, _) => "the store knows of no lease on it, as after a restore",
            (_, null) => $"its lease is {current} by now, held by nobody",
            _ => $"its lease is {current} by now, held by {holder}",
        };
        return new LedgerStoreException(
            $"Link '{link}' is not this host's to write (lease {lease}): {now}. Nothing was written; the host goes on when it gets the link.",
            isTransient: false)
        { IsLeaseLost = true };
    }
}
