namespace CallTracking.Pbx;

/// <summary>The caller began to wait in a queue.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The caller's leg.</param>
/// <param name="Queue">The queue.</param>
public sealed record QueueJoined(long Seq, DateTimeOffset At, LegId Leg, string Queue) : PbxEvent(Seq, At);

/// <summary>The caller no longer waits in the queue.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The caller's leg.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Reason">Why, as far as the PBX can tell.</param>
public sealed record QueueLeft(long Seq, DateTimeOffset At, LegId Leg, string Queue, QueueLeaveReason Reason) : PbxEvent(Seq, At);

/// <summary>Why a caller left a queue.</summary>
public enum QueueLeaveReason
{
    /// <summary>The PBX does not say.</summary>
    Unknown,

    /// <summary>An agent took the call.</summary>
    Connected,

    /// <summary>Nobody took it: the caller hung up or the time was over; the caller's own hang-up request tells which.</summary>
    NotServed,
}

/// <summary>The leg entered a conference room.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Room">The room as the PBX names it.</param>
public sealed record RoomEntered(long Seq, DateTimeOffset At, LegId Leg, string Room) : PbxEvent(Seq, At);

/// <summary>The leg left a conference room.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Room">The room as the PBX names it.</param>
public sealed record RoomLeft(long Seq, DateTimeOffset At, LegId Leg, string Room) : PbxEvent(Seq, At);

/// <summary>A mailbox took the leg.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Mailbox">The mailbox; null when unknown.</param>
public sealed record MailboxEntered(long Seq, DateTimeOffset At, LegId Leg, string? Mailbox) : PbxEvent(Seq, At);

/// <summary>The leg left a message in a mailbox.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Mailbox">The mailbox; null when unknown.</param>
public sealed record MessageLeft(long Seq, DateTimeOffset At, LegId Leg, string? Mailbox) : PbxEvent(Seq, At);

/// <summary>The leg pressed a key. A repetition is a second press, so these are never deduplicated.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that pressed.</param>
/// <param name="Digit">One of <c>0-9*#A-D</c>.</param>
public sealed record DigitPressed(long Seq, DateTimeOffset At, LegId Leg, char Digit) : PbxEvent(Seq, At);

/// <summary>The leg began to listen in on another.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The listening leg.</param>
/// <param name="Target">The leg that is listened to.</param>
public sealed record SupervisionStarted(long Seq, DateTimeOffset At, LegId Leg, LegId Target) : PbxEvent(Seq, At);

/// <summary>A recording of the leg's conversation began.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Recording">The recording's name inside the PBX; null when the PBX does not say.</param>
public sealed record RecordingStarted(long Seq, DateTimeOffset At, LegId Leg, string? Recording) : PbxEvent(Seq, At);

/// <summary>A recording of the leg's conversation ended.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Recording">The recording's name inside the PBX; null when the PBX does not say.</param>
public sealed record RecordingStopped(long Seq, DateTimeOffset At, LegId Leg, string? Recording) : PbxEvent(Seq, At);

/// <summary>A call that was placed by the system got its own leg's verdict.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that the system called first; null when it never came to be.</param>
/// <param name="Succeeded">Whether that leg was lifted. It says nothing about the customer.</param>
/// <param name="Number">The number that was to be called next; the only place that names it when the first leg was not lifted.</param>
public sealed record OriginateEnded(long Seq, DateTimeOffset At, LegId? Leg, bool Succeeded, string? Number) : PbxEvent(Seq, At);

/// <summary>A device's registration changed.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Endpoint">The device as the PBX spells it.</param>
/// <param name="Reachable">Whether it can be called now.</param>
public sealed record EndpointReachability(long Seq, DateTimeOffset At, string Endpoint, bool Reachable) : PbxEvent(Seq, At);

/// <summary>A leg was called because a host of ours placed a call for somebody. The host's own word beside what the PBX tells, put behind the
/// first word of that leg: no PBX knows our people, and the ledger believes nothing that is not in the stream. Adapters never send it.</summary>
/// <param name="Seq">Frame ordinal of the event that it stands behind.</param>
/// <param name="At">Time of that event.</param>
/// <param name="Leg">The leg, named beforehand by <see cref="IPbxCallControl.NewLeg"/>.</param>
/// <param name="PlacedBy">Who placed it, as the host names its people.</param>
/// <param name="Number">The number that is to be called, as the PBX was told it; null when it was told none.</param>
/// <param name="Purpose">What it was placed for.</param>
/// <param name="Reference">The host's own name of the wish for this call; null for none.</param>
public sealed record CallPlaced(
    long Seq, DateTimeOffset At, LegId Leg, string PlacedBy, string? Number, CallPurpose Purpose, string? Reference) : PbxEvent(Seq, At);

/// <summary>What a host placed a call for.</summary>
public enum CallPurpose
{
    /// <summary>Somebody wanted to talk with somebody.</summary>
    Conversation = 0,

    /// <summary>It returns a call that was missed.</summary>
    Callback = 1,
}
