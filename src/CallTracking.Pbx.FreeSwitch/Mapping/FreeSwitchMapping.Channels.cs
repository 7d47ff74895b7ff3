namespace CallTracking.Pbx.FreeSwitch;

/// <content>Channels: birth, ringing, answer.</content>
internal sealed partial class FreeSwitchMapping
{
    /// <summary>Caller numbers that stand for none: FreeSWITCH's own default among them.</summary>
    private static readonly HashSet<string> NoNumbers = new(StringComparer.OrdinalIgnoreCase)
    {
        "0000000000", "anonymous", "unknown", "restricted", "unavailable", "private", "withheld", "asserted",
    };

    private static DateTimeOffset? InstantOf(long? microseconds)
    {
        const long Year2100 = 4_102_444_800_000_000;
        return microseconds is { } value and > 0 and < Year2100 ? DateTimeOffset.UnixEpoch.AddMicroseconds(value) : null;
    }

    private void OnCreate(Frame frame)
    {
        if (frame.Message.Get("Unique-ID"u8) is not { } id || frame.Message.Get("Channel-Name"u8) is null)
        {
            return;
        }

        if (_channels.TryGetValue(id, out var former))
        {
            if (former.IsLive || former.CreatedAt == (frame.Time("Caller-Channel-Created-Time"u8) ?? frame.At))
            {
                return; // The same birth once more, or one whose end was told before it.
            }

            Remove(former);
        }

        var channel = Make(frame, id, initial: null);
        _list?.Born.Add(channel);
        Announce(frame, channel);
    }

    private Channel Make(Frame frame, string id, ChannelRow? initial)
    {
        var message = frame.Message;
        var name = message.Get("Channel-Name"u8) ?? initial?.Name ?? string.Empty;
        var isInbound = initial?.IsInbound ?? message.Is("Call-Direction"u8, "inbound"u8);
        var originator = OriginatorOf(message, isInbound);
        var half = message.Get("variable_other_loopback_leg_uuid"u8);
        var order = ++_order;
        var group = GroupOf(id, originator ?? half, order);

        // A transfer moves the destination, and what is shown of a caller: the SIP request still has the first one.
        var isMoved = message.Has("variable_transfer_source"u8);
        var number = initial?.Number ?? (isMoved && isInbound ? message.Get("variable_sip_req_user"u8) : null)
            ?? message.Get("Caller-Destination-Number"u8);
        var channel = new Channel(id, name, frame.Time("Caller-Channel-Created-Time"u8) ?? initial?.CreatedAt ?? frame.At, order)
        {
            Endpoint = Channel.EndpointOf(name, isInbound ? null : message.Get("variable_dialed_user"u8)),
            Gateway = message.Get("variable_sip_gateway_name"u8) ?? message.Get("variable_sip_gateway"u8),
            Interface = message.Get("variable_sofia_profile_name"u8) ?? Channel.InterfaceOf(name),
            IsInbound = isInbound,
            Number = number,
            CallerNumber = NumberOf(initial?.CallerNumber
                ?? (isMoved ? message.Get("Caller-Orig-Caller-ID-Number"u8) : null) ?? message.Get("Caller-Caller-ID-Number"u8)),
            CallerName = NumberOf(initial?.CallerName
                ?? (isMoved ? message.Get("Caller-Orig-Caller-ID-Name"u8) : null) ?? message.Get("Caller-Caller-ID-Name"u8)),
            Context = message.Get("Caller-Context"u8) ?? initial?.Context,
            Originator = originator,
            Half = half,
            Group = group,
            TransferSource = message.Get("variable_transfer_source"u8),
        };
        Add(frame, channel);
        return channel;
    }

    private void Add(Frame frame, Channel channel)
    {
        _channels[channel.Id] = channel;
        channel.Group.Channels.Add(channel);
        channel.Group.EndedAt = null;
        Channels++;
        if (Find(channel.Half) is { } half)
        {
            half.Half ??= channel.Id;
            Unite(frame, channel.Group, half.Group);
        }

        if (_groups.TryGetValue(channel.Id, out var waiting) && !ReferenceEquals(waiting, channel.Group) && waiting.EndedAt is null)
        {
            // Those it made were heard of before it.
            channel.Half ??= waiting.Channels.Find(other => other.Half == channel.Id)?.Id;
            Unite(frame, channel.Group, waiting);
        }
    }

    private void Remove(Channel channel)
    {
        _channels.Remove(channel.Id);
        channel.Group.Channels.Remove(channel);
        Channels -= channel.IsLive ? 1 : 0;
    }

    /// <summary>Who made it: the leg that dialled, or the caller for whom a queue calls its agents.</summary>
    private static string? OriginatorOf(EslMessage message, bool isInbound)
    {
        if (isInbound)
        {
            return null;
        }

        return message.Get("variable_originator"u8)
            ?? (message.Is("Other-Type"u8, "originator"u8) && message.Is("Event-Name"u8, "CHANNEL_CREATE"u8)
                ? message.Get("Other-Leg-Unique-ID"u8) : null)
            ?? message.Get("variable_cc_member_session_uuid"u8);
    }

    /// <summary>The conversation it is born into. Where its maker was not heard of yet, the conversation bears the maker's name.</summary>
    private CallGroup GroupOf(string id, string? maker, long order)
    {
        if (Find(maker) is { } known)
        {
            return known.Group;
        }

        var name = maker ?? id;
        if (!_groups.TryGetValue(name, out var group) || (group.EndedAt is not null && group.Channels.Exists(channel => channel.Id == name)))
        {
            group = new CallGroup(name, order);
            _groups[name] = group;
        }

        return group;
    }

    /// <summary>Two groups are one conversation.</summary>
    private void Unite(Frame frame, CallGroup a, CallGroup b)
    {
        if (ReferenceEquals(a, b))
        {
            return;
        }

        var (older, younger) = a.Order <= b.Order ? (a, b) : (b, a);
        if (younger.Root is not null || older.Root is not null)
        {
            frame.Events.Add(new LegsJoined(frame.Seq, frame.At, new LegId(older.Name), new LegId(younger.Name), KinshipReason.HiddenBridge));
        }

        foreach (var channel in younger.Channels)
        {
            channel.Group = older;
            older.Channels.Add(channel);
        }

        younger.Channels.Clear();
        _groups[younger.Name] = older;
    }

    private static string? NumberOf(string? text) => text is null || NoNumbers.Contains(text) ? null : text;

    private void Announce(Frame frame, Channel channel)
    {
        if (!channel.IsDevice)
        {
            return;
        }

        var role = channel.IsInbound ? RecordRole.Calling : channel.IsPlaced ? RecordRole.Placed : RecordRole.Called;
        frame.Events.Add(new LegStarted(
            frame.Seq, channel.CreatedAt, channel.Leg, channel.Endpoint, new LegId(channel.Group.Name),
            channel.IsInbound ? channel.CallerNumber : channel.Number, channel.IsInbound ? channel.CallerName : null,
            channel.IsInbound ? channel.Number : null, channel.Context)
        {
            Role = role,
            Gateway = channel.Gateway,
            Interface = channel.Interface,
        });
        if (channel.IsInbound)
        {
            return;
        }

        var by = Stands(channel.Originator ?? Find(channel.Half)?.Originator);
        if (by is not null)
        {
            Sent(frame, by, channel);
            LeavePark(frame, by, channel.CreatedAt);
            if (by.IsLeavingQueue)
            {
                LeaveQueue(frame, by, QueueLeaveReason.NotServed, channel.CreatedAt);
            }
        }

        frame.Events.Add(new LegDialed(
            frame.Seq, channel.CreatedAt, channel.Leg, by?.Leg ?? (channel.Originator is { } maker ? new LegId(maker) : null),
            channel.Number == channel.Endpoint && channel.Gateway is null ? null : channel.Number));
        if (by is not null && ReferenceEquals(by, channel.Group.Root) && channel.CallerNumber is { } shown && shown != by.CallerNumber
            && shown != by.Endpoint)
        {
            frame.Events.Add(new LegIdentified(frame.Seq, channel.CreatedAt, by.Leg, shown, null));
        }
    }

    private void OnProgress(Frame frame)
    {
        if (FindDevice(frame) is { } channel)
        {
            Note(frame, channel);
            if (!channel.IsInbound)
            {
                Ring(frame, channel, frame.Time("Caller-Channel-Progress-Time"u8) ?? frame.At);
            }
        }
    }

    private static void Ring(Frame frame, Channel channel, DateTimeOffset at)
    {
        if (!channel.Rang)
        {
            channel.Rang = true;
            frame.Events.Add(new LegRinging(frame.Seq, at, channel.Leg));
        }
    }

    private void OnAnswer(Frame frame)
    {
        if (Find(frame) is { } channel)
        {
            Note(frame, channel);
            Answer(frame, channel, frame.Time("Caller-Channel-Answered-Time"u8) ?? frame.At);
        }
    }

    private void Answer(Frame frame, Channel channel, DateTimeOffset at)
    {
        if (channel.AnsweredAt is not null)
        {
            return;
        }

        channel.AnsweredAt = at;
        if (channel.IsDevice)
        {
            frame.Events.Add(new LegUp(frame.Seq, at, channel.Leg));
        }

        if (channel.Fetches is { } parked)
        {
            channel.Fetches = null;
            Unpark(frame, parked, channel, at);
        }

        if (channel.Partner is { } partner)
        {
            EnterBridge(frame, channel, partner, frame.At);
        }
    }

    private void Note(Frame frame)
    {
        if (Find(frame) is { } channel)
        {
            Note(frame, channel);
        }
    }
}
