namespace CallTracking.Pbx;

/// <summary>
/// One configured connection to one PBX. The engine runs it again and again for ever; the adapter knows how to connect once.
/// </summary>
/// <remarks>An instance serves one link; the engine never runs it twice at the same time.</remarks>
public interface IPbxAdapter
{
    /// <summary>What this adapter can do beyond reporting calls.</summary>
    PbxAbilities Abilities { get; }

    /// <summary>Where the PBX leaves finished records, read beside the live connection; none unless an adapter says otherwise. An adapter
    /// that has nothing but them is not <see cref="PbxAbilities.LiveEvents"/>, and <see cref="RunAsync"/> is then never called: the link
    /// is up while its sources can be read.</summary>
    IReadOnlyList<IPbxRecordSource> RecordSources => [];

    /// <summary>By what the PBX is asked to do something; null when it cannot be asked. The same object for the adapter's whole life: while
    /// the link is down its methods throw.</summary>
    IPbxCallControl? Control => null;

    /// <summary>
    /// Connects, logs in, publishes what happens until the connection ends, and returns. Before it returns or throws it has published
    /// a <see cref="LinkDown"/> if it had published a <see cref="LinkUp"/>.
    /// </summary>
    /// <param name="sink">Takes the events in order. When it does not complete at once the adapter stops reading until it does.</param>
    /// <param name="cancellationToken">Ends the connection in good order.</param>
    /// <returns>Completes when the PBX closed the connection or the script of a finite adapter is over.</returns>
    /// <exception cref="PbxLinkException">The PBX could not be reached, refused the login, or broke the protocol; the message says what
    /// to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken);
}

/// <summary>Where an adapter puts its events: the engine's inbox of that link.</summary>
public interface IPbxEventSink
{
    /// <summary>Hands over one event. Not thread-safe: one ordered reader per link.</summary>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>Completes at once while there is room.</returns>
    ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken);

    /// <summary>Counts a wire event that the adapter does not know. Never an error.</summary>
    /// <param name="name">The PBX's name of it.</param>
    void CountUnknown(string name);

    /// <summary>Says that no <see cref="Snapshot"/> will come over this connection, although the adapter has
    /// <see cref="PbxAbilities.Snapshot"/>: the link goes on with what it hears. The default does nothing.</summary>
    /// <param name="why">One line for people, with what to do.</param>
    void CannotAsk(string why)
    {
    }
}

/// <summary>What an adapter can do.</summary>
[Flags]
public enum PbxAbilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reports calls while they happen.</summary>
    LiveEvents = 1,

    /// <summary>Tells all present legs when a connection begins; until then the link is not reported as up.</summary>
    Snapshot = 2,

    /// <summary>Delivers finished records.</summary>
    FinishedRecords = 4,

    /// <summary>Has an end (a script, a file): when <see cref="IPbxAdapter.RunAsync"/> returns, the link is finished and is not run
    /// again. Without it a return means that the connection ended, and the engine connects again.</summary>
    Finite = 8,

    /// <summary>Places calls: <see cref="IPbxCallControl.OriginateAsync"/>.</summary>
    Originate = 16,

    /// <summary>Ends legs: <see cref="IPbxCallControl.HangUpAsync"/>.</summary>
    HangUp = 32,

    /// <summary>Sends legs elsewhere: <see cref="IPbxCallControl.TransferAsync"/>.</summary>
    Transfer = 64,

    /// <summary>Holds and resumes: <see cref="IPbxCallControl.HoldAsync"/>, <see cref="IPbxCallControl.ResumeAsync"/>.</summary>
    Hold = 128,

    /// <summary>Plays files: <see cref="IPbxCallControl.PlayAsync"/>, <see cref="IPbxCallControl.StopPlayingAsync"/>.</summary>
    Play = 256,

    /// <summary>Records: <see cref="IPbxCallControl.RecordAsync"/>, <see cref="IPbxCallControl.StopRecordingAsync"/>.</summary>
    Record = 512,

    /// <summary>Asks for keys: <see cref="IPbxCallControl.CollectDigitsAsync"/>.</summary>
    CollectDigits = 1024,
}

/// <summary>Why a link could not be opened or was lost.</summary>
public enum PbxLinkFailure
{
    /// <summary>Nobody answers at that address.</summary>
    Unreachable,

    /// <summary>User or secret are wrong, or the user may not do this.</summary>
    AccessDenied,

    /// <summary>The certificate does not match.</summary>
    CertificateRejected,

    /// <summary>The other side speaks another protocol or broke it.</summary>
    Protocol,

    /// <summary>The connection broke or went silent.</summary>
    Lost,
}

/// <summary>A link could not be opened or was lost. The message is one line for people and says what to do.</summary>
public sealed class PbxLinkException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">One line that names the place and the cure.</param>
    /// <param name="innerException">The transport's own exception, if any.</param>
    public PbxLinkException(PbxLinkFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>What went wrong.</summary>
    public PbxLinkFailure Failure { get; }
}
