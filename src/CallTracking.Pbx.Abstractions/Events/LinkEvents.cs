namespace CallTracking.Pbx;

/// <summary>The link is connected, logged in and listening.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Product">What the PBX calls itself, for people; null when it does not say.</param>
/// <param name="BootedAt">When the PBX process started, as far as it can be known: a start later than the end of the connection
/// before means that every call of then is gone; null when unknown.</param>
public sealed record LinkUp(long Seq, DateTimeOffset At, string? Product, DateTimeOffset? BootedAt) : PbxEvent(Seq, At)
{
    /// <summary>Identity of the running PBX, where it has one: another one than over the connection before means that it was started
    /// anew, the same one that it was not, whatever <see cref="BootedAt"/> lets one think. Null when the PBX has none.</summary>
    public string? Instance { get; init; }
}

/// <summary>The connection ended. What happens from here to the next <see cref="LinkUp"/> is not seen.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">The moment the connection died.</param>
/// <param name="PbxStopped">True when the PBX said that it stops or restarts, false when the line merely broke.</param>
public sealed record LinkDown(long Seq, DateTimeOffset At, bool PbxStopped) : PbxEvent(Seq, At)
{
    /// <summary>Why the link is not observed from here on. Adapters need not set it: it follows from <see cref="PbxStopped"/>, and the
    /// engine knows itself when the host stops.</summary>
    public LinkDownReason Reason { get; init; } = PbxStopped ? LinkDownReason.PbxStopped : LinkDownReason.Lost;
}

/// <summary>Why a link is not observed any more.</summary>
public enum LinkDownReason
{
    /// <summary>The connection broke or went silent.</summary>
    Lost = 0,

    /// <summary>The PBX said that it stops or restarts.</summary>
    PbxStopped = 1,

    /// <summary>The host stops in good order.</summary>
    HostStopped = 2,

    /// <summary>The host died; found at the next start.</summary>
    HostDied = 3,

    /// <summary>Events came faster than they could be kept.</summary>
    Overflow = 4,

    /// <summary>Another host took the link over.</summary>
    LeaseLost = 5,

    /// <summary>There is nothing more to observe: a script or a recording is over.</summary>
    Over = 6,
}

/// <summary>Every leg that the PBX has at this moment. Calls it does not name are over; legs the engine does not know are adopted. What
/// happens after that moment comes behind it, also where the PBX told it while it still listed.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">The moment: when the PBX began to answer.</param>
/// <param name="Legs">The legs; empty when the PBX has none.</param>
public sealed record Snapshot(long Seq, DateTimeOffset At, IReadOnlyList<SnapshotLeg> Legs) : PbxEvent(Seq, At);

/// <summary>One leg of a <see cref="Snapshot"/>.</summary>
/// <param name="Leg">The leg.</param>
/// <param name="Endpoint">The device or trunk as the PBX spells it.</param>
/// <param name="Kin">The leg whose family it belongs to now, which need not be the one it was born into; null when unknown.</param>
/// <param name="StartedAt">When the leg began, as far as the PBX tells (often in whole seconds).</param>
/// <param name="State">What the leg does.</param>
/// <param name="Bridge">The bridge it is in; null when in none.</param>
/// <param name="CallerNumber">Its number; null when unknown.</param>
/// <param name="CallerName">Its name; null when unknown.</param>
/// <param name="ConnectedNumber">The number of the other side; null when unknown.</param>
/// <param name="DialedNumber">What it dialled; null when the PBX calls it or does not say.</param>
/// <param name="Context">The PBX's routing context.</param>
public sealed record SnapshotLeg(
    LegId Leg, string Endpoint, LegId? Kin, DateTimeOffset StartedAt, SnapshotLegState State, string? Bridge, string? CallerNumber,
    string? CallerName, string? ConnectedNumber, string? DialedNumber, string? Context)
{
    /// <summary>How the leg came to be; null when the PBX does not say.</summary>
    public RecordRole? Role { get; init; }

    /// <summary>Whether it is certainly another leg than the one that was last told under its name.</summary>
    public bool IsAnother { get; init; }

    /// <summary>What holds the leg, as far as the PBX says it.</summary>
    public RecordPlace Place { get; init; }

    /// <summary>Name of the queue, room or mailbox that holds it; null when it is in none or the PBX does not say.</summary>
    public string? PlaceName { get; init; }

    /// <summary>The gateway it goes through, as in <see cref="LegStarted.Gateway"/>.</summary>
    public string? Gateway { get; init; }

    /// <summary>The PBX's side that it goes through, as in <see cref="LegStarted.Interface"/>.</summary>
    public string? Interface { get; init; }
}

/// <summary>What a leg of a snapshot does.</summary>
public enum SnapshotLegState
{
    /// <summary>It exists and nothing more is known.</summary>
    Down,

    /// <summary>It called in and the PBX has not taken the line.</summary>
    Calling,

    /// <summary>It is asked and rings.</summary>
    Ringing,

    /// <summary>Its line is connected.</summary>
    Up,
}

/// <summary>Time passes: links send it at least every five seconds while calls are open, so that deadlines need no clock.</summary>
/// <param name="Seq">Frame ordinal of the last frame before it.</param>
/// <param name="At">The time.</param>
public sealed record Tick(long Seq, DateTimeOffset At) : PbxEvent(Seq, At);
