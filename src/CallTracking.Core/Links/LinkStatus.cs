using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>What a link does now.</summary>
public enum LinkState
{
    /// <summary>The engine rebuilds the calls that were open when the process ended.</summary>
    Starting,

    /// <summary>An attempt to connect and log in is under way.</summary>
    Connecting,

    /// <summary>The PBX took the login and is heard. Never assumed: the adapter has said so.</summary>
    Up,

    /// <summary>Not connected; the next attempt is at <see cref="LinkStatus.RetryAt"/>.</summary>
    Down,

    /// <summary>Somebody has to mend something: the PBX refuses the login or shows a wrong certificate (tried again, slowly, at
    /// <see cref="LinkStatus.RetryAt"/>), or the store or the engine failed (<see cref="LinkStatus.RetryAt"/> is null: not before the
    /// host starts again).</summary>
    Failed,

    /// <summary>The adapter's script is over and all of it is in the ledger.</summary>
    Finished,

    /// <summary>Connected and listening, but the PBX has not yet said which calls it has: what is told of them may be out of date.</summary>
    Resyncing,

    /// <summary>The host stops.</summary>
    Stopped,

    /// <summary>Another host has the link (<see cref="LinkStatus.LeaseHolder"/>); this one takes over when that one ends.</summary>
    Standby,
}

/// <summary>What is known of a link at one moment.</summary>
public sealed record LinkStatus
{
    /// <summary>Name of the link.</summary>
    public required string Link { get; init; }

    /// <summary>What it does.</summary>
    public required LinkState State { get; init; }

    /// <summary>Since when it does that.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What its adapter can do; nothing until the host starts.</summary>
    public PbxAbilities Abilities { get; init; }

    /// <summary>Attempts to connect since the link was last up for long; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Why the last connection failed or was lost; null when none did, or when the adapter's error was of no such kind.</summary>
    public PbxLinkFailure? Failure { get; init; }

    /// <summary>One line for people about the last failure, with what to do; null when the link is up or has not failed.</summary>
    public string? LastError { get; init; }

    /// <summary>One line for people about what the link lacks although it is up, with what to do; null when nothing.</summary>
    public string? Hint { get; init; }

    /// <summary>When the next attempt is made; null when none is planned.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What the PBX called itself at the last login; null when unknown.</summary>
    public string? Product { get; init; }

    /// <summary>Time of the newest event, by the PBX where it says so; null when there was none.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>The host that has the link while this one stands by, for people; null in every other state.</summary>
    public string? LeaseHolder { get; init; }

    /// <summary>Calls that have not ended, as far as was seen.</summary>
    public int OpenCalls { get; init; }

    /// <summary>Since when the link is not observed; null while it is, and before it ever was.</summary>
    public DateTimeOffset? GapSince { get; init; }

    /// <summary>Why it is not observed; null while it is.</summary>
    public GapCause? GapCause { get; init; }

    /// <summary>Events that wait to be tracked.</summary>
    public int Backlog { get; init; }

    /// <summary>Since when the inbox is full, so that the adapter does not read; null when it has room.</summary>
    public DateTimeOffset? InboxFullSince { get; init; }

    /// <summary>Why the store does not take commits at the moment; they are tried again. Null when it does.</summary>
    public string? StoreError { get; init; }

    /// <summary>Since when commits go to the spool on disk, because the store does not take them or because earlier ones still wait there. Null
    /// when they go to the store at once.</summary>
    public DateTimeOffset? SpooledSince { get; init; }

    /// <summary>Size of the spool in bytes; 0 when nothing waits in it.</summary>
    public long SpoolBytes { get; init; }

    /// <summary>Why the spool takes nothing (full, the disk is full, no right): what comes in then waits in memory and the PBX is soon not
    /// read. Null when it does, or is not needed.</summary>
    public string? SpoolError { get; init; }

    /// <summary>Why finished records of the PBX cannot be read at the moment, with what to do; null when they are read, or when the link
    /// has none.</summary>
    public string? RecordsError { get; init; }

    /// <summary>Events on which the tracker failed since the host started: bugs worth reporting. Normally 0.</summary>
    public long QuarantinedEvents { get; init; }

    /// <summary>Wire events that the adapter does not know, by name, since the host started. Never an error. The names beyond the first
    /// thousand are counted under <c>other</c>.</summary>
    public IReadOnlyDictionary<string, long> UnknownEvents { get; init; } = new Dictionary<string, long>();
}

/// <summary>The state of the host's links.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ILinkMonitor
{
    /// <summary>Every link as it is now, in order of registration.</summary>
    IReadOnlyList<LinkStatus> List();

    /// <summary>One link as it is now; null when there is none of that name.</summary>
    /// <param name="link">Name of the link.</param>
    LinkStatus? Find(string link);

    /// <summary>Every link as it is now, and then each link again whenever its state, its error or the flow of its events changes (not
    /// for each event). Of changes that follow one another quickly a slow reader gets the newest.</summary>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>; it has no other end.</param>
    IAsyncEnumerable<LinkStatus> ReadAsync(CancellationToken cancellationToken = default);
}
