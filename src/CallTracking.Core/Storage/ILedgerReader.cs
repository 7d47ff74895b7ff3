using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Storage;

/// <summary>What the engine reads back: how far a link was and the events of its open calls at start, and what a later
/// witness has to be compared with.</summary>
public interface ILedgerReader
{
    /// <summary>Makes the store ready: creates or migrates it, or says why it cannot be used.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">Locked, from a newer version, or not ours.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The last position stored for a link; epoch 0 when it is new.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken);

    /// <summary>How far a source of finished records was read; null when it never was.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken);

    /// <summary>The event log of a link from the first event of its oldest open call on, in order; nothing when no call is open.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<EventLogEntry> ReadOpenAsync(string tenant, string link, CancellationToken cancellationToken);

    /// <summary>The calls of a link that have not ended, as they are stored. In order of their start.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken);

    /// <summary>Removes event log entries that no open call needs and whose calls have all been final since <paramref name="before"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="before">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The coverage gaps of a link that touch a period, in order of their beginning; a gap that still lasts touches every period
    /// that ends after it began.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="from">The period's beginning; null for all from the first on.</param>
    /// <param name="to">The instant after its end; null for all up to the last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken);

    /// <summary>The stored calls of a link that finished records may belong to: each has one of the families and began near the instant
    /// given with it. In order of their start, each call once, with the records it has already.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="families">Families and when they were seen; ask for many at once.</param>
    /// <param name="within">How far a call's start may be from that instant, before or after.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken);

    /// <summary>Calls by their ids, each with its finished records. In order of their start; ids that are not stored are left out.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StoredCall>> GetCallsAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>The finished records of a link that have one of the families and began near the instant given with it, whether they
    /// belong to a call or not. In order of their start, each once.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="families">Families and when they were seen; ask for many at once.</param>
    /// <param name="within">How far a record's start may be from that instant, before or after.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken);

    /// <summary>Those of a link's finished records that are stored already, by their keys. In no order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="keys">The keys; ask for many at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>The events of a link that were set aside, in the order in which they came.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(string tenant, string link, CancellationToken cancellationToken);
}

/// <summary>A family of legs and when it was seen: names of families come back after a PBX's restart.</summary>
/// <param name="Family">The family, as <see cref="Call.Families"/> has it.</param>
/// <param name="At">When.</param>
public readonly record struct FamilyTime(string Family, DateTimeOffset At);

/// <summary>A call as it is stored, with the finished records that belong to it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Records">Its records, in order of their start.</param>
public sealed record StoredCall(Call Call, IReadOnlyList<StoredRecord> Records);

/// <summary>How far a link was stored.</summary>
/// <param name="Epoch">Epoch of the connection; 0 when nothing is stored.</param>
/// <param name="Ordinal">Ordinal of the last commit of that epoch; 0 when nothing is stored.</param>
/// <param name="Seq">Frame ordinal of the last event stored.</param>
/// <param name="At">Time of that event; null when nothing is stored.</param>
public readonly record struct LinkPosition(long Epoch, long Ordinal, long Seq, DateTimeOffset? At)
{
    /// <summary>The lease under which that commit was made; 0 when it was made without one.</summary>
    public long Lease { get; init; }
}

/// <summary>One stored step of the event log.</summary>
/// <param name="Epoch">The connection's epoch.</param>
/// <param name="FirstSeq">Frame ordinal of the first event.</param>
/// <param name="LastSeq">Frame ordinal of the last event.</param>
/// <param name="Events">The events, encoded.</param>
public sealed record EventLogEntry(long Epoch, long FirstSeq, long LastSeq, ReadOnlyMemory<byte> Events);
