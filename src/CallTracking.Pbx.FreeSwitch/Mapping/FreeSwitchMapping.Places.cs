namespace CallTracking.Pbx.FreeSwitch;

/// <content>Queues, rooms, mailboxes, parking, keys, recordings, listeners, jobs and registrations.</content>
internal sealed partial class FreeSwitchMapping
{
    private void OnCallCenter(Frame frame)
    {
        var message = frame.Message;
        if (Find(message.Get("CC-Member-Session-UUID"u8)) is not { IsDevice: true } member)
        {
            return;
        }

        if (message.Is("CC-Action"u8, "member-queue-start"u8) && message.Get("CC-Queue"u8) is { } queue)
        {
            JoinQueue(frame, member, queue);
        }
        else if (message.Is("CC-Action"u8, "bridge-agent-start"u8))
        {
            LeaveQueue(frame, member, QueueLeaveReason.Connected, frame.At);
        }
        else if (message.Is("CC-Action"u8, "member-queue-end"u8))
        {
            var isCancelled = message.Is("CC-Cause"u8, "Cancel"u8);
            if (isCancelled && member.IsLive && message.Is("CC-Cancel-Reason"u8, "BREAK_OUT"u8))
            {
                // He went: by hanging up, which his end will tell, or to another place, which what he does next will tell.
                member.IsLeavingQueue = true;
            }
            else
            {
                LeaveQueue(frame, member, isCancelled ? QueueLeaveReason.NotServed : QueueLeaveReason.Unknown, frame.At);
            }
        }
    }

    private void OnFifo(Frame frame)
    {
        var message = frame.Message;
        if (FindDevice(frame) is not { } caller || message.Get("FIFO-Name"u8) is not { } queue)
        {
            return;
        }

        if (message.Is("FIFO-Action"u8, "push"u8))
        {
            JoinQueue(frame, caller, queue);
        }
        else if (message.Is("FIFO-Action"u8, "pop"u8) || message.Is("FIFO-Action"u8, "bridge-caller-start"u8))
        {
            LeaveQueue(frame, caller, QueueLeaveReason.Connected, frame.At);
        }
        else if (message.Is("FIFO-Action"u8, "abort"u8))
        {
            caller.IsLeavingQueue = true;
        }
    }

    private static void JoinQueue(Frame frame, Channel caller, string queue)
    {
        LeaveQueue(frame, caller, QueueLeaveReason.Unknown, frame.At);
        caller.Queue = queue;
        frame.Events.Add(new QueueJoined(frame.Seq, frame.At, caller.Leg, queue));
    }

    private static void LeaveQueue(Frame frame, Channel caller, QueueLeaveReason reason, DateTimeOffset at)
    {
        caller.IsLeavingQueue = false;
        if (caller.Queue is { } queue)
        {
            caller.Queue = null;
            frame.Events.Add(new QueueLeft(frame.Seq, at, caller.Leg, queue, reason));
        }
    }

    private void OnConference(Frame frame)
    {
        var message = frame.Message;
        if (message.Get("Conference-Name"u8) is not { } room || message.Get("Unique-ID"u8) is not { } id
            || Stands(id) is not { } member)
        {
            return;
        }

        if (message.Is("Action"u8, "add-member"u8) && !member.IsInRoom)
        {
            member.IsInRoom = true;
            frame.Events.Add(new RoomEntered(frame.Seq, frame.At, member.Leg, room));
        }
        else if (message.Is("Action"u8, "del-member"u8) && member.IsInRoom)
        {
            member.IsInRoom = false;
            frame.Events.Add(new RoomLeft(frame.Seq, frame.At, member.Leg, room));
        }
    }

    private void OnValetParking(Frame frame)
    {
        var message = frame.Message;
        if (FindDevice(frame) is not { } channel)
        {
            return;
        }

        if (message.Is("Action"u8, "hold"u8))
        {
            channel.IsParked = true;
            channel.SentTo = null;
            channel.SentBy = null;
            frame.Events.Add(new LegParked(
                frame.Seq, frame.At, channel.Leg, channel.LastPartner?.Leg, message.Get("Valet-Extension"u8)));
        }
        else if (message.Is("Action"u8, "bridge"u8) && Find(message.Get("Bridge-To-UUID"u8)) is { IsParked: true } parked)
        {
            Fetch(frame, parked, channel);
        }
        else if (message.Is("Action"u8, "exit"u8))
        {
            // Who takes it may be told behind; where nobody does, what it does next shows that it waits no more.
            channel.IsLeavingPark = channel.IsParked;
        }
    }

    private static void LeavePark(Frame frame, Channel channel, DateTimeOffset at)
    {
        if (channel is { IsParked: true, IsLeavingPark: true, IsFetched: false })
        {
            (channel.IsParked, channel.IsLeavingPark) = (false, false);
            frame.Events.Add(new LegUnparked(frame.Seq, at, channel.Leg, By: null));
        }
    }

    /// <summary>Somebody takes a parked channel. He answers with it, which may be told a moment later.</summary>
    private void Fetch(Frame frame, Channel parked, Channel by)
    {
        parked.IsFetched = true;
        if (by.AnsweredAt is null)
        {
            by.Fetches = parked;
        }
        else
        {
            Unpark(frame, parked, by, by.AnsweredAt > frame.At ? by.AnsweredAt.Value : frame.At);
        }
    }

    private void Unpark(Frame frame, Channel parked, Channel by, DateTimeOffset at)
    {
        if (!parked.IsParked)
        {
            return;
        }

        (parked.IsParked, parked.IsLeavingPark, parked.IsFetched) = (false, false, false);
        if (!ReferenceEquals(parked.Group, by.Group))
        {
            frame.Events.Add(new LegsJoined(frame.Seq, frame.At, parked.Leg, by.Leg, KinshipReason.Retrieval));
            Unite(frame, parked.Group, by.Group);
        }

        frame.Events.Add(new LegUnparked(frame.Seq, at, parked.Leg, by.Leg));
    }

    private void OnVoicemail(Frame frame)
    {
        var message = frame.Message;
        if (message.Is("VM-Action"u8, "leave-message"u8)
            && (Find(message.Get("Unique-ID"u8)) ?? Find(message.Get("VM-UUID"u8))) is { IsDevice: true } caller)
        {
            frame.Events.Add(new MessageLeft(frame.Seq, frame.At, caller.Leg, message.Get("VM-User"u8)));
        }
    }

    /// <summary>The application that the dial plan runs on a channel is told by whatever is told of it.</summary>
    private void NoteApplication(Frame frame, Channel channel)
    {
        var message = frame.Message;
        if (!channel.Listens && message.Is("variable_current_application"u8, "eavesdrop"u8))
        {
            var target = Stands(message.Get("variable_current_application_data"u8));
            if (target is not null && !ReferenceEquals(target, channel))
            {
                channel.Listens = true;
                frame.Events.Add(new SupervisionStarted(frame.Seq, frame.At, channel.Leg, target.Leg));
            }
        }
        else if (!channel.IsInMailbox && message.Is("variable_current_application"u8, "voicemail"u8)
            && message.Get("variable_current_application_data"u8) is { } data && !data.StartsWith("check", StringComparison.Ordinal))
        {
            channel.IsInMailbox = true;
            frame.Events.Add(new MailboxEntered(frame.Seq, frame.At, channel.Leg, data[(data.LastIndexOf(' ') + 1)..]));
        }
    }

    private void OnDtmf(Frame frame)
    {
        // What an application sends is no key that somebody pressed.
        if (FindDevice(frame) is { } channel && frame.Message.Get("DTMF-Digit"u8) is { Length: 1 } digit
            && "0123456789*#ABCD".Contains(digit[0], StringComparison.Ordinal) && !frame.Message.Is("DTMF-Source"u8, "APP"u8))
        {
            frame.Events.Add(new DigitPressed(frame.Seq, frame.At, channel.Leg, digit[0]));
        }
    }

    private void OnRecording(Frame frame, bool started)
    {
        if (FindDevice(frame) is { } channel)
        {
            Note(frame, channel);
            var name = frame.Message.Get("Record-File-Path"u8);
            frame.Events.Add(started
                ? new RecordingStarted(frame.Seq, frame.At, channel.Leg, name) : new RecordingStopped(frame.Seq, frame.At, channel.Leg, name));
        }
    }

    /// <summary>The result of a program's <c>originate</c>: it names the leg only when that was lifted, and it alone names whom an employee
    /// who did not lift was to be connected with.</summary>
    private void OnJob(Frame frame)
    {
        var message = frame.Message;
        if (!message.Is("Job-Command"u8, "originate"u8) || message.Get("Job-Command-Arg"u8) is not { } arguments)
        {
            return;
        }

        var body = message.Body?.Trim() ?? string.Empty;
        var succeeded = body.StartsWith("+OK", StringComparison.Ordinal);
        var command = OriginateCommand.Parse(arguments);

        // A job that named its channel is never taken for another one to the same extension: its channel may never have come to be.
        var channel = (succeeded ? Find(body[3..].Trim()) : null)
            ?? (command.Channel is null ? Placed(command.First) : Find(command.Channel));
        if (channel is { IsPlaced: true, IsJobDone: false })
        {
            channel.IsJobDone = true;
            frame.Events.Add(new OriginateEnded(frame.Seq, frame.At, channel.Leg, succeeded, command.Number));
        }
    }

    /// <summary>The oldest channel that a program placed to somebody and whose result has not come.</summary>
    private Channel? Placed(string? first)
    {
        Channel? oldest = null;
        foreach (var channel in _channels.Values)
        {
            if (channel is { IsPlaced: true, IsJobDone: false, AnsweredAt: null } && (channel.Endpoint == first || channel.Number == first)
                && (oldest is null || channel.Order < oldest.Order))
            {
                oldest = channel;
            }
        }

        return oldest;
    }

    private static void OnRegistration(Frame frame, bool reachable)
    {
        if (frame.Message.Get("from-user"u8) is { } user)
        {
            frame.Events.Add(new EndpointReachability(frame.Seq, frame.At, user, reachable));
        }
    }
}
