using System.Globalization;

namespace CallTracking.Pbx.FreeSwitch;

/// <content>
/// What FreeSWITCH answers when it is asked who it is and what it has. Answers do not say what was asked, so they are known by their shape
/// and, for the list of channels, by the <see cref="ListBegins"/> and <see cref="ListEnds"/> that it is made to say around them.
/// </content>
internal sealed partial class FreeSwitchMapping
{
    /// <summary>What <c>api echo</c> is made to answer before the list of channels.</summary>
    public const string ListBegins = "calltracking channels";

    /// <summary>The same, behind the last dump of a channel.</summary>
    public const string ListEnds = "calltracking channels end";

    private readonly EslMessage _dump = new();
    private ChannelList? _list;
    private bool _isListening;
    private DateTimeOffset? _listeningAt;
    private bool _hasListed;
    private bool _isAnnounced;

    private void OnReply(Frame frame)
    {
        var message = frame.Message;
        if (message.Kind == EslMessageKind.CommandReply)
        {
            if (message.Get("Reply-Text"u8) is { } reply && reply.StartsWith("+OK event listener enabled", StringComparison.Ordinal))
            {
                OnListening(frame);
            }

            return;
        }

        if (message.Kind != EslMessageKind.ApiResponse)
        {
            return;
        }

        var body = message.BodyBytes;
        if (body.StartsWith("{\"row_count\""u8))
        {
            OnRows(frame);
        }
        else if (_list is not null && message.TryReadBody(_dump))
        {
            OnDump(new Frame(_dump, frame.Seq, frame.At, _list.Ahead));
        }
        else if (message.Body?.Trim() is { } text)
        {
            OnText(frame, text);
        }
    }

    private void OnListening(Frame frame)
    {
        _listeningAt ??= frame.At;
        if (_core is not null)
        {
            Raise(_core, frame.Seq, frame.At, frame.Events);
        }
        else
        {
            _isListening = !_isUp;
        }
    }

    private void OnText(Frame frame, string text)
    {
        if (text == ListBegins)
        {
            _isAnnounced = true;
        }
        else if (text == ListEnds)
        {
            if (_list is { } list)
            {
                list.IsComplete = true;
            }
        }
        else if (text.StartsWith("FreeSWITCH Version ", StringComparison.Ordinal))
        {
            var version = text.AsSpan("FreeSWITCH Version ".Length);
            var end = version.IndexOfAny('~', ' ', '-');
            _product = "FreeSWITCH " + (end > 0 ? version[..end] : version).ToString();
        }
        else if (!_isUp && Guid.TryParseExact(text, "D", out _))
        {
            _core = text;
        }
        else if (!_isUp && text.StartsWith("UP ", StringComparison.Ordinal) && UptimeIn(text) is { } uptime && frame.At > DateTimeOffset.UnixEpoch)
        {
            _bootedAt = frame.At - uptime;
        }
    }

    /// <summary><c>UP 0 years, 0 days, 0 hours, 15 minutes, 26 seconds, …</c></summary>
    private static TimeSpan? UptimeIn(string text)
    {
        var line = text.AsSpan(3);
        var end = line.IndexOf('\n');
        line = end >= 0 ? line[..end] : line;
        var sum = TimeSpan.Zero;
        foreach (var range in line.Split(','))
        {
            var part = line[range].Trim();
            var space = part.IndexOf(' ');
            if (space <= 0 || !int.TryParse(part[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return null;
            }

            sum += part[(space + 1)..] switch
            {
                "years" or "year" => TimeSpan.FromDays(365.0 * count),
                "days" or "day" => TimeSpan.FromDays((double)count),
                "hours" or "hour" => TimeSpan.FromHours((double)count),
                "minutes" or "minute" => TimeSpan.FromMinutes((double)count),
                "seconds" or "second" => TimeSpan.FromSeconds((double)count),
                "milliseconds" or "millisecond" => TimeSpan.FromMilliseconds((double)count),
                _ => TimeSpan.Zero,
            };
        }

        return sum;
    }

    /// <summary>A list of channels: one that was announced, or the first answer of a connection. Other answers have this shape too (calls,
    /// registrations), and an empty one cannot be told from another.</summary>
    private void OnRows(Frame frame)
    {
        var isAnnounced = _isAnnounced;
        _isAnnounced = false;
        if (_list is not null || (!isAnnounced && (_isUp || _hasListed)) || ChannelRow.Parse(frame.Message.BodyBytes) is not { } rows)
        {
            return;
        }

        var at = _latest > frame.At ? _latest : frame.At;
        _list = new ChannelList(at, rows, isFirst: !_hasListed && _wasOpen) { IsComplete = !isAnnounced || rows.Count == 0 };
        _hasListed = true;
    }

    /// <summary>All that there is to know of one channel. What happened to it unseen is told with its own times, before the list.</summary>
    private void OnDump(Frame frame)
    {
        if (_list is not { } list || frame.Message.Get("Unique-ID"u8) is not { } id || !list.Rows.TryGetValue(id, out var row)
            || !list.Dumped.Add(id) || (Find(id) is { } known && (list.Born.Contains(known) || !known.IsLive)))
        {
            return;
        }

        var channel = Find(id);
        if (channel is null)
        {
            channel = Make(frame, id, row);
            Announce(frame, channel);
        }

        Note(frame, channel);
        CatchUp(frame, channel);
        row.Bond = frame.Message.Get("variable_signal_bond"u8);
        row.BridgedAt = frame.Time("Caller-Channel-Bridged-Time"u8);
    }

    private void Tell(ChannelList list, long seq, ICollection<PbxEvent> events)
    {
        var listed = new HashSet<Channel>();
        foreach (var row in list.Rows.Values)
        {
            if (Find(row.Id) is { } channel)
            {
                listed.Add(channel);
            }
        }

        foreach (var channel in listed.OrderBy(static channel => channel.Order))
        {
            // Bridges that were made unseen are told at their own times, with whatever transfer or pickup they came of.
            if (list.Rows[channel.Id] is { Bond: { } bond, BridgedAt: { } at } && Find(bond) is { AnsweredAt: not null } partner
                && listed.Contains(partner) && !ReferenceEquals(channel.Partner, partner) && channel.AnsweredAt is not null)
            {
                at = list.Rows[bond].BridgedAt is { } later && later > at ? later : at;
                Join(new Frame(_dump, seq, at, list.Ahead), channel, partner);
            }
        }

        foreach (var told in list.Ahead)
        {
            events.Add(told);
        }

        Forget(list, listed);
        events.Add(new Snapshot(seq, list.At, Describe(list, listed)));
        foreach (var held in list.Held)
        {
            events.Add(held);
        }
    }

    /// <summary>Channels that are not there any more.</summary>
    private void Forget(ChannelList list, HashSet<Channel> listed)
    {
        foreach (var channel in _channels.Values.ToArray())
        {
            if (!channel.IsLive || listed.Contains(channel) || list.Born.Contains(channel))
            {
                channel.IsMissing = false;
            }
            else if (list.IsFirst || channel.IsMissing)
            {
                channel.EndedAt = list.At;
                Channels--;
                Leave(new Frame(_dump, 0, list.At, []), channel, list.At);
                if (channel.Group.IsOver)
                {
                    channel.Group.EndedAt = list.At;
                    _over.Enqueue(channel.Group);
                }
            }
            else
            {
                channel.IsMissing = true; // The word of its end may be on its way.
            }
        }
    }

    private List<SnapshotLeg> Describe(ChannelList list, HashSet<Channel> listed)
    {
        var legs = new List<SnapshotLeg>();
        foreach (var row in list.Rows.Values.OrderBy(static row => row.CreatedAt))
        {
            if (Find(row.Id) is { } channel)
            {
                if (channel.IsDevice && !list.Born.Contains(channel))
                {
                    legs.Add(Describe(channel, row, listed));
                }
            }
            else if (new Channel(row.Id, row.Name, row.CreatedAt, 0)
            {
                Endpoint = row.Endpoint,
                IsInbound = row.IsInbound,
                Group = new CallGroup(row.Call ?? row.Id, 0),
                Interface = Channel.InterfaceOf(row.Name),
                Number = row.Number,
                CallerNumber = NumberOf(row.CallerNumber),
                CallerName = row.CallerName,
                Context = row.Context,
                Originator = row.IsInbound || row.Call == row.Id ? null : row.Call,
            } is { IsDevice: true } unseen)
            {
                // Listed, and gone before it could be described.
                legs.Add(Describe(unseen, row, listed));
            }
        }

        foreach (var ended in list.Ended)
        {
            if (!list.Rows.ContainsKey(ended.Id))
            {
                legs.Add(Describe(ended, ChannelRow.Of(ended), listed));
            }
        }

        return legs;
    }

    private static SnapshotLeg Describe(Channel channel, ChannelRow row, HashSet<Channel> listed)
    {
        var bridge = channel.Bridge
            ?? (row is { Bond: { } bond, BridgedAt: not null } && listed.Any(other => other.Id == bond) ? BridgeOf(channel.Id, bond) : null);
        return new SnapshotLeg(
            channel.Leg, channel.Endpoint, new LegId(channel.Group.Name), channel.CreatedAt, row.State, bridge,
            channel.IsInbound ? channel.CallerNumber : channel.Number, channel.IsInbound ? channel.CallerName : null, row.ConnectedNumber,
            channel.IsInbound ? channel.Number : null, channel.Context)
        {
            Role = channel.IsInbound ? RecordRole.Calling : channel.IsPlaced ? RecordRole.Placed : RecordRole.Called,
            Place = row.Place,
            PlaceName = row.PlaceName,
            Gateway = channel.Gateway,
            Interface = channel.Interface,
        };
    }

    /// <summary>A list of channels that is being answered.</summary>
    private sealed class ChannelList(DateTimeOffset at, IReadOnlyList<ChannelRow> rows, bool isFirst)
    {
        /// <summary>Events held back at most while the answers come.</summary>
        private const int HeldMost = 20_000;

        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

        public DateTimeOffset At { get; } = at;

        /// <summary>Whether something may have passed unseen before it.</summary>
        public bool IsFirst { get; } = isFirst;

        public Dictionary<string, ChannelRow> Rows { get; } = rows.DistinctBy(static row => row.Id).ToDictionary(static row => row.Id);

        public HashSet<string> Dumped { get; } = new(StringComparer.Ordinal);

        /// <summary>Those born while the list is answered.</summary>
        public HashSet<Channel> Born { get; } = [];

        /// <summary>Those that ended while it is answered; their end is told behind.</summary>
        public List<Channel> Ended { get; } = [];

        /// <summary>What the dumps tell of the time before the list.</summary>
        public List<PbxEvent> Ahead { get; } = [];

        public List<PbxEvent> Held { get; } = [];

        public bool IsComplete { get; set; }

        public bool IsOverdue(DateTimeOffset now) => Held.Count > HeldMost || now - At > Patience;

        public void Leave(Channel channel)
        {
            if (channel.IsDevice && !Born.Contains(channel))
            {
                Ended.Add(channel);
            }
        }
    }
}
