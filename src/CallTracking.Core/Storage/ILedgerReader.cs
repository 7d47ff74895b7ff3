namespace CallTracking.Storage;

/// <summary>What the pipeline reads back at start: how far it was, and the events of the calls that were still open.</summary>
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

    /// <summary>The event log of a link from the first event of its oldest open call on, in order; nothing when no call is open.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<EventLogEntry> ReadOpenAsync(string tenant, string link, CancellationToken cancellationToken);

    /// <summary>Removes event log entries that no open call needs and whose calls have all been final since <paramref name="before"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="before">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>How far a link was stored.</summary>
/// <param name="Epoch">Epoch of the connection; 0 when nothing is stored.</param>
/// <param name="Ordinal">Ordinal of the last commit of that epoch; 0 when nothing is stored.</param>
/// <param name="Seq">Frame ordinal of the last event stored.</param>
/// <param name="At">Time of that event; null when nothing is stored.</param>
public readonly record struct LinkPosition(long Epoch, long Ordinal, long Seq, DateTimeOffset? At);

/// <summary>One stored step of the event log.</summary>
/// <param name="Epoch">The connection's epoch.</param>
/// <param name="FirstSeq">Frame ordinal of the first event.</param>
/// <param name="LastSeq">Frame ordinal of the last event.</param>
/// <param name="Events">The events, encoded.</param>
public sealed record EventLogEntry(long Epoch, long FirstSeq, long LastSeq, ReadOnlyMemory<byte> Events);
