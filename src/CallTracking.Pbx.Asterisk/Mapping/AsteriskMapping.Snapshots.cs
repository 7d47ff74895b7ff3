using System.Globalization;

namespace CallTracking.Pbx.Asterisk;

/// <content>
/// What Asterisk answers when it is asked what there is: channels become a <see cref="Snapshot"/>; bridges, queues and parking lots then tell
/// where they are.
/// </content>
internal sealed partial class AsteriskMapping
{
    /// <summary>Applications of the dial plan, and of those who call on its behalf.</summary>
    private static readonly Dictionary<string, (RecordRole? Role, RecordPlace Place)> Applications = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AppDial"] = (RecordRole.Called, RecordPlace.Parties),
        ["AppDial2"] = (RecordRole.Placed, RecordPlace.Parties),
        ["AppQueue"] = (RecordRole.Called, RecordPlace.Parties),
        ["ChanSpy"] = (null, RecordPlace.Feature),
        ["Dial"] = (null, RecordPlace.Parties),
        ["Queue"] = (null, RecordPlace.Queue),
        ["VoiceMail"] = (null, RecordPlace.Mailbox),
        ["ConfBridge"] = (null, RecordPlace.Room),
        ["MeetMe"] = (null, RecordPlace.Room),
        ["Park"] = (null, RecordPlace.Parking),
        ["Answer"] = (null, RecordPlace.Announcement),
        ["BackGround"] = (null, RecordPlace.Announcement),
        ["MusicOnHold"] = (null, RecordPlace.Announcement),
        ["Playback"] = (null, RecordPlace.Announcement),
        ["Read"] = (null, RecordPlace.Announcement),
        ["Stasis"] = (null, RecordPlace.Announcement),
        ["Wait"] = (null, RecordPlace.Announcement),
        ["WaitExten"] = (null, RecordPlace.Announcement),
    };

    private ChannelList? _list;

    private void OnResponse(Frame frame)
    {
        // What the list names is as of this moment.
        if (frame.Message.TryGet("Message"u8, out var text) && text.SequenceEqual("Channels will follow"u8))
        {
            if (!_isUp)
            {
                // Without class system nothing else says it.
                _isUp = true;
                frame.Events.Add(new LinkUp(frame.Seq, frame.At, _product, BootedAt: null));
            }

            // Clocks differ: what was told before is not later.
            _list = new ChannelList(_latest > frame.At ? _latest : frame.At, _closedAt is not null);
            _closedAt = null;
        }
    }

    private void OnCoreShowChannel(Frame frame)
    {
        var message = frame.Message;
        if (_list is not { } list || message.Get("Uniqueid"u8) is not { } id || message.Get("Channel"u8) is not { } name
            || (_channels.TryGetValue(id, out var known) && list.Born.Contains(known)))
        {
            return; // Born while the channels are listed: that is told behind the list.
        }

        var isAnother = known is not null && known.Name != name;
        if (isAnother)
        {
            Remove(known!);
            known = null;
        }

        var channel = known ?? new Channel(id, name, message.Get("Linkedid"u8) ?? id, list.At);
        channel.Bridge = message.Get("BridgeId"u8);
        channel.BridgedAt = message.Get("Exten"u8);
        channel.SentTo = null;
        list.Channels.Add(channel);
        if (known is null)
        {
            Add(channel);
        }

        if (!channel.IsDevice)
        {
            return;
        }

        var leg = Describe(frame, channel, list.At) with { IsAnother = isAnother };
        list.Legs.Add(leg);
        if (leg.Place == RecordPlace.Feature && FirstOf(message.Get("ApplicationData"u8)) is { Length: > 0 } listenedTo)
        {
            list.Listeners.Add((channel, listenedTo));
        }
    }

    private static SnapshotLeg Describe(Frame frame, Channel channel, DateTimeOffset at)
    {
        var message = frame.Message;
        var state = message.GetNumber("ChannelState"u8) switch
        {
            6 => SnapshotLegState.Up,
            5 => SnapshotLegState.Ringing,
            4 => SnapshotLegState.Calling,
            _ => SnapshotLegState.Down,
        };
        var (role, place) = Applications.GetValueOrDefault(message.Get("Application"u8) ?? string.Empty);
        return new SnapshotLeg(
            channel.Leg, Channel.EndpointOf(channel.Name), new LegId(message.Get("Linkedid"u8) ?? channel.Id),
            Birth(channel.Id, at, message.Get("Duration"u8)), state, channel.Bridge, message.Get("CallerIDNum"u8),
            message.GetText("CallerIDName"u8), message.Get("ConnectedLineNum"u8), Dialed(message.Get("Exten"u8)), message.Get("Context"u8))
        {
            Role = state == SnapshotLegState.Calling ? RecordRole.Calling : role,
            Place = place,
            PlaceName = place is RecordPlace.Queue or RecordPlace.Mailbox or RecordPlace.Room ? FirstOf(message.Get("ApplicationData"u8)) : null,
        };
    }

    private static string? FirstOf(string? arguments)
    {
        var comma = arguments?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        return comma >= 0 ? arguments![..comma] : arguments;
    }

    /// <summary>Its age is told in whole seconds, begun ones left out; the second of its birth often stands in its id. Where both agree the
    /// middle of what both allow is meant.</summary>
    private static DateTimeOffset Birth(string id, DateTimeOffset at, string? duration)
    {
        var age = TimeSpan.TryParse(duration, CultureInfo.InvariantCulture, out var told) && told >= TimeSpan.Zero ? told : TimeSpan.Zero;
        var (earliest, latest) = (at - age - TimeSpan.FromSeconds(1), at - age);
        if (SecondIn(id) is { } second && second > earliest - TimeSpan.FromSeconds(1) && second < latest + TimeSpan.FromSeconds(1))
        {
            var end = second.AddSeconds(1);
            (earliest, latest) = (second > earliest ? second : earliest, end < latest ? end : latest);
        }

        var middle = earliest + ((latest - earliest) / 2);
        return middle.AddTicks(-(middle.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static DateTimeOffset? SecondIn(string id)
    {
        var text = id.AsSpan(id.LastIndexOf('-') + 1);
        var dot = text.IndexOf('.');
        return dot is 9 or 10 && long.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private void OnCoreShowChannelsComplete(Frame frame)
    {
        _ = frame;
        if (_list is { } list)
        {
            list.IsComplete = true;
        }
    }

    private void Tell(ChannelList list, long seq, ICollection<PbxEvent> events)
    {
        var listed = new HashSet<Channel>(list.Channels);
        foreach (var channel in _channels.Values.ToArray())
        {
            if (listed.Contains(channel) || list.Born.Contains(channel))
            {
                channel.IsMissing = false;
            }
            else if (list.IsFirst || channel.IsMissing)
            {
                Remove(channel);
            }
            else
            {
                channel.IsMissing = true; // The word of its end may be on its way.
            }
        }

        list.Legs.Sort(static (a, b) => (a.StartedAt, NumberIn(a.Leg.Value)).CompareTo((b.StartedAt, NumberIn(b.Leg.Value))));
        events.Add(new Snapshot(seq, list.At, list.Legs));
        foreach (var (listener, target) in list.Listeners)
        {
            foreach (var channel in list.Channels)
            {
                if (channel.IsDevice && !ReferenceEquals(channel, listener) && channel.Name.StartsWith(target, StringComparison.Ordinal))
                {
                    events.Add(new SupervisionStarted(seq, list.At, listener.Leg, channel.Leg));
                    break;
                }
            }
        }

        foreach (var held in list.Held)
        {
            events.Add(held);
        }
    }

    private static long NumberIn(string id) =>
        long.TryParse(id.AsSpan(id.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A bridge that a conference made is its room.</summary>
    private void OnBridgeListItem(Frame frame)
    {
        var message = frame.Message;
        if (message.Get("BridgeCreator"u8) is not "ConfBridge" || message.Get("BridgeName"u8) is not { } room
            || message.Get("BridgeUniqueid"u8) is not { } bridge)
        {
            return;
        }

        foreach (var channel in _channels.Values)
        {
            if (channel.IsDevice && channel.Bridge == bridge)
            {
                frame.Events.Add(new RoomEntered(frame.Seq, frame.At, channel.Leg, room));
            }
        }
    }

    /// <summary>Somebody waits in a queue, since when is told in whole seconds.</summary>
    private void OnQueueEntry(Frame frame)
    {
        if (FindStanding(frame, "Uniqueid"u8) is { } channel && frame.Message.Get("Queue"u8) is { } queue)
        {
            var wait = frame.Message.GetNumber("Wait"u8) is { } seconds and >= 0 and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
            frame.Events.Add(new QueueJoined(frame.Seq, frame.At - wait, channel.Leg, queue));
        }
    }

    private sealed class ChannelList(DateTimeOffset at, bool isFirst)
    {
        /// <summary>Whether something may have passed unseen before it.</summary>
        public bool IsFirst { get; } = isFirst;

        public DateTimeOffset At { get; } = at;

        public List<Channel> Channels { get; } = [];

        /// <summary>Those born while the list was made.</summary>
        public HashSet<Channel> Born { get; } = [];

        public List<SnapshotLeg> Legs { get; } = [];

        /// <summary>Who listens in, and the beginning of the names of those whom he may listen to.</summary>
        public List<(Channel Listener, string Target)> Listeners { get; } = [];

        public List<PbxEvent> Held { get; } = [];

        public bool IsComplete { get; set; }

        /// <summary>A channel ended while they are listed. It was there when the list began, be it named or not: its end is told
        /// behind.</summary>
        public void Leave(Channel channel)
        {
            if (channel.IsDevice && !Born.Contains(channel) && !Channels.Contains(channel))
            {
                Channels.Add(channel);
                Legs.Add(new SnapshotLeg(
                    channel.Leg, Channel.EndpointOf(channel.Name), new LegId(channel.Family), channel.SeenAt, SnapshotLegState.Down, channel.Bridge,
                    null, null, null, null, null));
            }
        }
    }
}
