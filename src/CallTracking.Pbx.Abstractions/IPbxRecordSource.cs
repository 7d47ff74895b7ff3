namespace CallTracking.Pbx;

/// <summary>
/// Reads the finished records of a PBX from where it leaves them: a file that grows, a folder, a port. The engine runs it for as long as
/// the link exists, whatever the live connection does, and again after a pause when it fails.
/// </summary>
/// <remarks>An instance serves one link; the engine never runs it twice at the same time.</remarks>
public interface IPbxRecordSource
{
    /// <summary>Tells its positions apart from those of the link's other sources; at most 400 characters. As long as the place stays the
    /// same the name must, too.</summary>
    string Name { get; }

    /// <summary>Reads from the position that is durable, hands the records over in order and says now and then how far it is.</summary>
    /// <param name="sink">Takes the records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Completes when there is nothing more to read, for an adapter that is <see cref="PbxAbilities.Finite"/>; else it goes on
    /// until cancelled.</returns>
    /// <exception cref="PbxLinkException">The place cannot be read; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken);
}

/// <summary>Where a record source puts what it reads. A record may be handed over again at any time: its key says that it is known.</summary>
/// <remarks>Not thread-safe: one reader per source.</remarks>
public interface IPbxRecordSink
{
    /// <summary>The last position that is durable.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was said to <see cref="PublishPositionAsync"/>; null when nothing was yet.</returns>
    ValueTask<string?> GetPositionAsync(CancellationToken cancellationToken);

    /// <summary>Hands over one record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>Completes at once while there is room.</returns>
    ValueTask PublishAsync(FinishedRecord record, CancellationToken cancellationToken);

    /// <summary>Says that all records up to a position have been handed over. The position becomes durable together with them, never
    /// before. A position of every few hundred records, and of every pause, is enough.</summary>
    /// <param name="position">Whatever the source needs to go on from here; at most 2,000 characters.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    ValueTask PublishPositionAsync(string position, CancellationToken cancellationToken);

    /// <summary>Waits until the last position, and with it every record before it, is durable: only then may a file be moved or a
    /// sender be told that its records arrived.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Says whether the place can be read at the moment.</summary>
    /// <param name="trouble">One line for people that names the place and the cure; null when all is well.</param>
    void Report(string? trouble);
}
