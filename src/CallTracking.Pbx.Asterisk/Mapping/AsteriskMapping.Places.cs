namespace CallTracking.Pbx.Asterisk;

/// <content>Queues, rooms, mailboxes, keys, recordings, originates and registrations.</content>
internal sealed partial class AsteriskMapping
{
    /// <summary>Application of the dial plan in which a caller leaves a message.</summary>
    public const string MailboxApplication = "VoiceMail";

    private void OnQueueJoin(Frame frame)
    {
        if (FindStanding(frame, "Uniqueid"u8) is { } channel && frame.Message.Get("Queue"u8) is { } queue)
        {
            GoOn(frame, channel);
            frame.Events.Add(new QueueJoined(frame.Seq, frame.At, channel.Leg, queue));
        }
    }

    private void OnQueueLeave(Frame frame, QueueLeaveReason reason)
    {
        if (FindStanding(frame, "Uniqueid"u8) is { } channel && frame.Message.Get("Queue"u8) is { } queue)
        {
            frame.Events.Add(new QueueLeft(frame.Seq, frame.At, channel.Leg, queue, reason));
        }
    }

    private void OnRoom(Frame frame, ReadOnlySpan<byte> header, bool entered)
    {
        if (FindStanding(frame, "Uniqueid"u8) is { } channel && frame.Message.Get(header) is { } room)
        {
            GoOn(frame, channel);
            frame.Events.Add(entered
                ? new RoomEntered(frame.Seq, frame.At, channel.Leg, room) : new RoomLeft(frame.Seq, frame.At, channel.Leg, room));
        }
    }

    /// <summary>With a channel it says that this channel left a message; without one it is only the lamp. An owner who has listened to
    /// his own mailbox causes it too.</summary>
    private void OnMessageWaiting(Frame frame)
    {
        var mailbox = frame.Message.Get("Mailbox"u8);
        if (FindStanding(frame, "Uniqueid"u8) is { } channel && frame.Message.GetNumber("New"u8) is not 0
            && MailboxNumber(mailbox) != Channel.EndpointOf(channel.Name))
        {
            frame.Events.Add(new MessageLeft(frame.Seq, frame.At, channel.Leg, mailbox));
        }
    }

    private static string? MailboxNumber(string? mailbox)
    {
        var at = mailbox?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at > 0 ? mailbox![..at] : mailbox;
    }

    /// <summary>An application of the dial plan began; only the mailbox matters, for nothing else shows that one took the call.</summary>
    private void OnApplication(Frame frame)
    {
        var message = frame.Message;
        if (!message.TryGet("Application"u8, out var application) || !application.SequenceEqual("VoiceMail"u8))
        {
            return;
        }

        // CEL names the application in every event of its time, so the first one that does is as near to its start as it gets.
        if (FindStanding(frame, "Uniqueid"u8) is { } channel)
        {
            var box = message.Get("AppData"u8);
            var comma = box?.IndexOf(',', StringComparison.Ordinal) ?? -1;
            frame.Events.Add(new MailboxEntered(frame.Seq, frame.At, channel.Leg, comma > 0 ? box![..comma] : box));
        }
    }

    private void OnDtmfEnd(Frame frame)
    {
        var message = frame.Message;
        if (FindDevice(frame, "Uniqueid"u8) is { } channel && message.TryGet("Digit"u8, out var digit) && digit.Length == 1
            && "0123456789*#ABCD"u8.Contains(digit[0]) && message.TryGet("Direction"u8, out var direction)
            && direction.SequenceEqual("Received"u8))
        {
            frame.Events.Add(new DigitPressed(frame.Seq, frame.At, channel.Leg, (char)digit[0]));
        }
    }

    private void OnRecording(Frame frame, bool started)
    {
        if (FindStanding(frame, "Uniqueid"u8) is not { } channel)
        {
            return;
        }

        var name = frame.Message.Get("MixMonitorID"u8) ?? frame.Message.Get("File"u8);
        frame.Events.Add(started
            ? new RecordingStarted(frame.Seq, frame.At, channel.Leg, name) : new RecordingStopped(frame.Seq, frame.At, channel.Leg, name));
    }

    private void OnChanSpyStart(Frame frame)
    {
        if (FindDevice(frame, "SpyerUniqueid"u8) is { } spy && FindStanding(frame, "SpyeeUniqueid"u8) is { } target)
        {
            frame.Events.Add(new SupervisionStarted(frame.Seq, frame.At, spy.Leg, target.Leg));
        }
    }

    /// <summary>May come before or after the channel's Hangup, so the channel need not be known any more.</summary>
    private static void OnOriginateResponseOf(Frame frame, LegId? leg)
    {
        var message = frame.Message;
        var succeeded = message.TryGet("Response"u8, out var response) && response.SequenceEqual("Success"u8);
        frame.Events.Add(new OriginateEnded(frame.Seq, frame.At, leg, succeeded, Dialed(message.Get("Exten"u8))));
    }

    private void OnOriginateResponse(Frame frame)
    {
        var id = frame.Message.Get("Uniqueid"u8);
        var channel = OriginatedBy(id is "<null>" ? null : id, frame.Message.Get("Channel"u8));
        OnOriginateResponseOf(frame, channel is not null ? new LegId(channel.Family) : id is null or "<null>" ? null : new LegId(id));
    }

    /// <summary>A failure often names no channel, only what was to be called: the attempt at it that has ended is meant, else the
    /// oldest.</summary>
    private Channel? OriginatedBy(string? id, string? called)
    {
        Channel? found = null;
        foreach (var channel in _originated)
        {
            var fits = id is null ? called is not null && channel.Called == called : channel.Id == id;
            if (fits && (found is null || (_channels.ContainsKey(found.Id) && !_channels.ContainsKey(channel.Id))))
            {
                found = channel;
            }
        }

        if (found is not null)
        {
            _originated.Remove(found);
        }

        return found ?? (id is null ? null : _channels.GetValueOrDefault(id));
    }

    private static void OnPeerStatus(Frame frame)
    {
        if (frame.Message.Get("Peer"u8) is not { } peer || frame.Message.Get("PeerStatus"u8) is not { } status)
        {
            return;
        }

        var slash = peer.IndexOf('/', StringComparison.Ordinal);
        frame.Events.Add(new EndpointReachability(
            frame.Seq, frame.At, peer[(slash + 1)..], status is "Reachable" or "Registered" or "Lagged"));
    }
}
