using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>
/// The event log's blob: the mapped events of one commit. A version byte, then per event its kind, the length of what follows, and its
/// members in order (docs/decisions/0004 tells why). It may only grow: new kinds take new numbers, new members go to the end of a kind, and
/// neither a kind's number nor the meaning of a member ever changes, so that an older program reads past what it does not know.
/// </summary>
internal static partial class EventLogCodec
{
    /// <summary>The version that this program writes. Another one means that the framing itself changed.</summary>
    public const byte Version = 1;

    /// <summary>Reads a blob.</summary>
    /// <param name="blob">The bytes; empty means no events.</param>
    /// <param name="events">Takes the events, in order.</param>
    /// <returns>Events of a newer program that were passed over.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such blob, are cut short, or have another version.</exception>
    public static int Decode(ReadOnlyMemory<byte> blob, ICollection<PbxEvent> events)
    {
        if (blob.IsEmpty)
        {
            return 0;
        }

        if (blob.Span[0] != Version)
        {
            throw new InvalidDataException($"The event log entry has format {blob.Span[0]}; this program reads format {Version}.");
        }

        var reader = new EventLogReader(blob.Span[1..]);
        var skipped = 0;
        while (reader.NextEvent(out var kind))
        {
            if (Read(ref reader, (EventKind)kind) is { } pbxEvent)
            {
                events.Add(pbxEvent);
            }
            else
            {
                skipped++;
            }
        }

        return skipped;
    }

    // Stored for years: numbers are never used again.
    private enum EventKind
    {
        Tick = 1,
        LinkUp = 2,
        LinkDown = 3,
        Snapshot = 4,
        RecordReceived = 5,
        RecordsRead = 6,
        LegStarted = 10,
        LegsJoined = 11,
        LegDialed = 12,
        LegRinging = 13,
        LegUp = 14,
        DialEnded = 15,
        HangupRequested = 16,
        LegEnded = 17,
        LegIdentified = 18,
        BridgeEntered = 30,
        BridgeLeft = 31,
        BridgesTied = 32,
        BridgesParted = 33,
        LegHeld = 34,
        LegResumed = 35,
        QueueJoined = 50,
        QueueLeft = 51,
        RoomEntered = 52,
        RoomLeft = 53,
        MailboxEntered = 54,
        MessageLeft = 55,
        DigitPressed = 56,
        SupervisionStarted = 57,
        RecordingStarted = 58,
        RecordingStopped = 59,
        OriginateEnded = 60,
        EndpointReachability = 61,
        BlindTransferred = 70,
        AttendedTransferred = 71,
        LegRedirected = 72,
        LegParked = 73,
        LegUnparked = 74,
        CallPickedUp = 75,
        CallPlaced = 80,
    }
}
