namespace CallTracking.Pbx.Asterisk;

/// <content>Channels: birth, dialling, end.</content>
internal sealed partial class AsteriskMapping
{
    /// <summary>Originates whose verdict has not come yet, kept at most: a PBX that never tells must not fill the memory.</summary>
    private const int OriginatesMost = 1000;

    private readonly List<Channel> _originated = [];

    private Channel? Find(Frame frame, ReadOnlySpan<byte> header) =>
        frame.Message.Get(header) is { } id ? _channels.GetValueOrDefault(id) : null;

    private Channel? FindDevice(Frame frame, ReadOnlySpan<byte> header) =>
        Find(frame, header) is { IsDevice: true } channel ? channel : null;

    private void OnNewchannel(Frame frame)
    {
        var message = frame.Message;
        if (message.Get("Uniqueid"u8) is not { } id || message.Get("Channel"u8) is not { } name)
        {
            return;
        }

        if (_channels.TryGetValue(id, out var former))
        {
            if (former.Name == name)
            {
                return;
            }

            // Its end passed unseen, and a client uses its name again.
            Remove(former);
        }

        var channel = new Channel(id, name, message.Get("Linkedid"u8) ?? id, frame.At);
        Add(channel);
        _list?.Born.Add(channel);
        if (channel.IsDevice)
        {
            frame.Events.Add(new LegStarted(
                frame.Seq, frame.At, channel.Leg, Channel.EndpointOf(name), new LegId(channel.Family), message.Get("CallerIDNum"u8),
                message.GetText("CallerIDName"u8), Dialed(message.Get("Exten"u8)), message.Get("Context"u8))
            {
                Role = RoleAtBirth(message.GetNumber("ChannelState"u8)),
            });
        }
    }

    /// <summary>Who calls in is born calling; whom Asterisk calls is born doing nothing yet.</summary>
    private static RecordRole? RoleAtBirth(long? state)
    {
        const long Down = 0;
        const long Calling = 4;
        return state switch
        {
            Down => RecordRole.Called,
            Calling => RecordRole.Calling,
            _ => null,
        };
    }

    private void Add(Channel channel)
    {
        _channels[channel.Id] = channel;
        if (!channel.IsLocal || channel.Name.Length < 2 || channel.Name[^2] != ';')
        {
            return;
        }

        var pair = channel.Name[..^2];
        if (_localHalves.Remove(pair, out var partner) && partner.Name != channel.Name)
        {
            (channel.Partner, partner.Partner) = (partner, channel);
        }
        else
        {
            _localHalves[pair] = channel;
        }
    }

    /// <summary>The dial plan's special extensions are no numbers.</summary>
    private static string? Dialed(string? exten) => exten is "s" or "h" or "i" or "t" ? null : exten;

    private void OnNewstate(Frame frame)
    {
        if (FindDevice(frame, "Uniqueid"u8) is not { } channel)
        {
            Strays += frame.Message.Get("Uniqueid"u8) is { } id && !_channels.ContainsKey(id) ? 1 : 0;
            return;
        }

        const int Ringing = 5;
        const int Up = 6;
        switch (frame.Message.GetNumber("ChannelState"u8))
        {
            case Ringing:
                frame.Events.Add(new LegRinging(frame.Seq, frame.At, channel.Leg));
                break;
            case Up:
                frame.Events.Add(new LegUp(frame.Seq, frame.At, channel.Leg));
                break;
            default:
                break;
        }
    }

    private void OnNewCallerid(Frame frame)
    {
        if (FindDevice(frame, "Uniqueid"u8) is { } channel)
        {
            frame.Events.Add(new LegIdentified(
                frame.Seq, frame.At, channel.Leg, frame.Message.Get("CallerIDNum"u8), frame.Message.GetText("CallerIDName"u8)));
        }
    }

    private void OnRename(Frame frame)
    {
        if (Find(frame, "Uniqueid"u8) is { } channel && frame.Message.Get("Newname"u8) is { } name)
        {
            channel.Name = name;
        }
    }

    private void OnDialBegin(Frame frame)
    {
        if (Find(frame, "DestUniqueid"u8) is not { } dest)
        {
            return;
        }

        var source = Find(frame, "Uniqueid"u8);
        dest.DialedBy ??= source;
        Kin(frame, source, dest, KinshipReason.Dial);
        if (source is not null)
        {
            GoOn(frame, source);
        }
        else
        {
            AwaitVerdict(dest, frame.Message.Get("DialString"u8));
        }

        if (dest.IsDevice)
        {
            frame.Events.Add(new LegDialed(
                frame.Seq, frame.At, dest.Leg, source?.Stands()?.Leg, Number(frame.Message.Get("DialString"u8), dest)));
        }
    }

    private void AwaitVerdict(Channel dest, string? dialString)
    {
        dest.Called = dialString is null ? null : string.Concat(dest.Name.AsSpan(0, dest.Name.IndexOf('/', StringComparison.Ordinal) + 1), dialString);
        if (_originated.Count == OriginatesMost)
        {
            _originated.RemoveAt(0);
        }

        _originated.Add(dest);
    }

    /// <summary>The number in a dial string: <c>number@trunk</c>, <c>trunk/number</c>, <c>trunk/sip:number@host</c>. A bare endpoint is
    /// none.</summary>
    private static string? Number(string? dialString, Channel dest)
    {
        if (dialString is null)
        {
            return null;
        }

        var text = dialString.AsSpan();
        var endpoint = Channel.EndpointOf(dest.Name);
        var slash = text.LastIndexOf('/');
        text = slash >= 0 ? text[(slash + 1)..] : text;
        var colon = text.IndexOf(':');
        text = colon >= 0 && text[..colon].StartsWith("sip", StringComparison.OrdinalIgnoreCase) ? text[(colon + 1)..] : text;
        var at = text.IndexOf('@');
        text = at >= 0 ? text[..at] : text;
        return text.IsEmpty || text.SequenceEqual(endpoint) ? null : text.ToString();
    }

    private void OnDialState(Frame frame)
    {
        if (FindDevice(frame, "DestUniqueid"u8) is { } dest && frame.Message.TryGet("DialStatus"u8, out var status)
            && status.SequenceEqual("RINGING"u8))
        {
            frame.Events.Add(new LegRinging(frame.Seq, frame.At, dest.Leg));
        }
    }

    private void OnDialEnd(Frame frame)
    {
        if (Find(frame, "DestUniqueid"u8) is not { } dest)
        {
            return;
        }

        var source = Find(frame, "Uniqueid"u8);
        var forwarded = frame.Message.Get("Forward"u8);
        var result = forwarded is not null ? DialResult.Forwarded : Causes.OfDialStatus(frame.Message.Get("DialStatus"u8));
        if (result == DialResult.Answered && source is not null)
        {
            source.Reached = dest;
        }

        if (dest.IsDevice)
        {
            // Only the digits: the target may carry a dial plan context.
            var at = forwarded?.IndexOf('@', StringComparison.Ordinal) ?? -1;
            var slash = forwarded?.LastIndexOf('/') ?? -1;
            forwarded = at > 0 && at > slash ? forwarded![..at] : forwarded;
            forwarded = slash >= 0 && forwarded!.StartsWith("Local/", StringComparison.Ordinal) ? forwarded[(slash + 1)..] : forwarded;
            frame.Events.Add(new DialEnded(frame.Seq, frame.At, dest.Leg, result, source?.Stands()?.Leg, forwarded));
        }
    }

    private void OnHangupRequest(Frame frame)
    {
        // A line that the dial plan has refused (busy, congestion) ends by that refusal, although it is told like a hang-up.
        const int Refused = 7;
        if (Find(frame, "Uniqueid"u8) is { } channel)
        {
            channel.LeftByItself = true;
            if (channel.IsDevice && frame.Message.GetNumber("ChannelState"u8) is not Refused)
            {
                frame.Events.Add(new HangupRequested(frame.Seq, frame.At, channel.Leg, HangupOrigin.Party));
            }
        }
    }

    private void OnSoftHangupRequest(Frame frame)
    {
        if (FindDevice(frame, "Uniqueid"u8) is not { } channel)
        {
            return;
        }

        // A bit field of softhangup reasons, not a Q.850 cause.
        const long Shutdown = 4;
        const long Explicit = 32;
        var flags = frame.Message.GetNumber("Cause"u8) ?? 0;
        if ((flags & (Shutdown | Explicit)) != 0)
        {
            channel.LeftByItself = true;
            frame.Events.Add(new HangupRequested(
                frame.Seq, frame.At, channel.Leg, (flags & Shutdown) != 0 ? HangupOrigin.Shutdown : HangupOrigin.Application));
        }
    }

    private void OnHangup(Frame frame)
    {
        if (Find(frame, "Uniqueid"u8) is not { } channel)
        {
            return;
        }

        Untie(frame, channel);
        Remove(channel);
        _list?.Leave(channel);
        if (!channel.IsDevice)
        {
            return;
        }

        if (channel.Opposite() is { } opposite)
        {
            GoOn(frame, opposite);
        }

        var cause = (int?)frame.Message.GetNumber("Cause"u8);
        frame.Events.Add(new LegEnded(frame.Seq, frame.At, channel.Leg, Causes.OfCause(cause), cause));
    }

    private void Remove(Channel channel)
    {
        _channels.Remove(channel.Id);
        if (channel.IsLocal && channel.Name.Length > 2 && _localHalves.TryGetValue(channel.Name[..^2], out var half)
            && ReferenceEquals(half, channel))
        {
            _localHalves.Remove(channel.Name[..^2]);
        }
    }

    private static void Kin(Frame frame, Channel? a, Channel? b, KinshipReason why)
    {
        if (a is not null && b is not null && a.Family != b.Family)
        {
            frame.Events.Add(new LegsJoined(frame.Seq, frame.At, new LegId(a.Family), new LegId(b.Family), why));
        }
    }
}
