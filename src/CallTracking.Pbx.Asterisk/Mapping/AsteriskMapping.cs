using System.Collections.Frozen;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Folds AMI messages into events: (link state, message) to (link state, events), a table by event name. It decides what is a real
/// device, hides helper channels (halves of Local channels, announcers), and says which legs are kin. No I/O and no clock.
/// </summary>
internal sealed partial class AsteriskMapping
{
    private const string CdrEvent = "Cdr";

    private static readonly FrozenDictionary<string, Step> Steps = new Dictionary<string, Step>
    {
        ["FullyBooted"] = static (m, x) => m.OnFullyBooted(x),
        ["Shutdown"] = static (m, _) => m._stopped = true,
        ["Newchannel"] = static (m, x) => m.OnNewchannel(x),
        ["Newstate"] = static (m, x) => m.OnNewstate(x),
        ["NewCallerid"] = static (m, x) => m.OnNewCallerid(x),
        ["Rename"] = static (m, x) => m.OnRename(x),
        ["DialBegin"] = static (m, x) => m.OnDialBegin(x),
        ["DialState"] = static (m, x) => m.OnDialState(x),
        ["DialEnd"] = static (m, x) => m.OnDialEnd(x),
        ["HangupRequest"] = static (m, x) => m.OnHangupRequest(x),
        ["SoftHangupRequest"] = static (m, x) => m.OnSoftHangupRequest(x),
        ["Hangup"] = static (m, x) => m.OnHangup(x),
        ["BridgeEnter"] = static (m, x) => m.OnBridgeEnter(x),
        ["BridgeLeave"] = static (m, x) => m.OnBridgeLeave(x),
        ["LocalBridge"] = static (m, x) => m.OnLocalBridge(x),
        ["Hold"] = static (m, x) => m.OnHold(x),
        ["Unhold"] = static (m, x) => m.OnUnhold(x),
        ["BlindTransfer"] = static (m, x) => m.OnBlindTransfer(x),
        ["AttendedTransfer"] = static (m, x) => m.OnAttendedTransfer(x),
        ["ParkedCall"] = static (m, x) => m.OnParkedCall(x),
        ["UnParkedCall"] = static (m, x) => m.OnUnparked(x, byRetriever: true),
        ["ParkedCallTimeOut"] = static (m, x) => m.OnUnparked(x, byRetriever: false),
        ["ParkedCallGiveUp"] = static (m, x) => m.OnUnparked(x, byRetriever: false),
        ["Pickup"] = static (m, x) => m.OnPickup(x),
        ["QueueCallerJoin"] = static (m, x) => m.OnQueueJoin(x),
        ["QueueCallerLeave"] = static (m, x) => m.OnQueueLeave(x, QueueLeaveReason.Unknown),
        ["QueueCallerAbandon"] = static (m, x) => m.OnQueueLeave(x, QueueLeaveReason.NotServed),
        ["AgentConnect"] = static (m, x) => m.OnQueueLeave(x, QueueLeaveReason.Connected),
        ["ConfbridgeJoin"] = static (m, x) => m.OnRoom(x, "Conference"u8, entered: true),
        ["ConfbridgeLeave"] = static (m, x) => m.OnRoom(x, "Conference"u8, entered: false),
        ["MeetmeJoin"] = static (m, x) => m.OnRoom(x, "Meetme"u8, entered: true),
        ["MeetmeLeave"] = static (m, x) => m.OnRoom(x, "Meetme"u8, entered: false),
        ["MessageWaiting"] = static (m, x) => m.OnMessageWaiting(x),
        ["CEL"] = static (m, x) => m.OnApplication(x),
        ["Newexten"] = static (m, x) => m.OnApplication(x),
        ["DTMFEnd"] = static (m, x) => m.OnDtmfEnd(x),
        ["MixMonitorStart"] = static (m, x) => m.OnRecording(x, started: true),
        ["MixMonitorStop"] = static (m, x) => m.OnRecording(x, started: false),
        ["MonitorStart"] = static (m, x) => m.OnRecording(x, started: true),
        ["MonitorStop"] = static (m, x) => m.OnRecording(x, started: false),
        ["ChanSpyStart"] = static (m, x) => m.OnChanSpyStart(x),
        ["OriginateResponse"] = static (m, x) => m.OnOriginateResponse(x),
        ["PeerStatus"] = static (_, x) => OnPeerStatus(x),
        ["CoreShowChannel"] = static (m, x) => m.OnCoreShowChannel(x),
        ["CoreShowChannelsComplete"] = static (m, x) => m.OnCoreShowChannelsComplete(x),
        [CdrEvent] = static (m, x) => m.OnCdr(x),
        ["BridgeListItem"] = static (m, x) => m.OnBridgeListItem(x),
        ["QueueEntry"] = static (m, x) => m.OnQueueEntry(x),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Channel> _localHalves = new(StringComparer.Ordinal);
    private readonly CdrMapping _records = new();
    private string? _product;
    private bool _isUp;
    private bool _isHeard;
    private bool _stopped;
    private DateTimeOffset? _closedAt;
    private DateTimeOffset _latest;

    private delegate void Step(AsteriskMapping mapping, Frame frame);

    public int Channels => _channels.Count;

    public long Strays { get; private set; }

    /// <summary>Events that mean something to a call.</summary>
    public static IReadOnlyList<string> WantedEvents { get; } = [.. Steps.Keys.Where(static name => name != CdrEvent)];

    /// <summary>The same, and call detail records.</summary>
    public static IReadOnlyList<string> WantedEventsAndRecords { get; } = [.. Steps.Keys];

    /// <summary>Wanted events that matter only where they hold a text: the frequent ones that show an application of the dial plan.</summary>
    public static IReadOnlyDictionary<string, string> WantedOnlyWith { get; } = new Dictionary<string, string>
    {
        ["CEL"] = MailboxApplication,
        ["Newexten"] = MailboxApplication,
    };

    /// <summary>Whether an event's name is one of Asterisk's that this mapping was made for, be it used or passed over.</summary>
    public static bool Knows(string eventName) => Steps.ContainsKey(eventName) || KnownEvents.PassedOver.Contains(eventName);

    public void Open(DateTimeOffset? at)
    {
        _ = at;
        _isUp = false;
        _stopped = false;
        _isHeard = false;
        _list = null;
    }

    public void Apply(AmiMessage message, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        // What happens while the channels are listed comes behind the list, which tells how it was before.
        _isHeard = true;
        _latest = at > _latest ? at : _latest;
        var frame = new Frame(message, seq, at, _list is { } list ? list.Held : events);
        switch (message.Kind)
        {
            case AmiMessageKind.Event:
                Span<char> name = stackalloc char[64];
                if (message.Name.Length <= name.Length
                    && Steps.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..Widen(message.Name, name)], out var step))
                {
                    step(this, frame);
                }

                break;
            case AmiMessageKind.Response:
                OnResponse(frame);
                break;
            case AmiMessageKind.Banner:
                _product = message.Decode(message.Name);
                break;
            default:
                break;
        }

        if (_list is { IsComplete: true } done)
        {
            _list = null;
            Tell(done, seq, events);
        }
    }

    public void Advance(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_isUp)
        {
            events.Add(new Tick(seq, at));
        }
    }

    public void Close(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_list is { } unfinished)
        {
            _list = null;
            foreach (var held in unfinished.Held)
            {
                events.Add(held);
            }
        }

        if (_isHeard)
        {
            events.Add(new LinkDown(seq, at, _stopped));
        }

        _isUp = false;
        _isHeard = false;
        _closedAt = at;
        if (_stopped)
        {
            Forget();
        }
    }

    private static int Widen(ReadOnlySpan<byte> ascii, Span<char> text)
    {
        for (var i = 0; i < ascii.Length; i++)
        {
            text[i] = (char)ascii[i];
        }

        return ascii.Length;
    }

    private void OnFullyBooted(Frame frame)
    {
        if (_isUp)
        {
            return;
        }

        _isUp = true;

        // Uptime counts from the process's start. Sent at login without a time stamp it is worth what the arrival is.
        var isTimeKnown = frame.At > DateTimeOffset.UnixEpoch;
        DateTimeOffset? booted = isTimeKnown && frame.Message.GetNumber("Uptime"u8) is { } seconds and >= 0 and < int.MaxValue
            ? frame.At.AddSeconds(-seconds) : null;
        if (booted - TimeSpan.FromSeconds(1) > _closedAt)
        {
            // Another process, which may use the names of the one before for other channels.
            Forget();
        }

        frame.Events.Add(new LinkUp(frame.Seq, frame.At, _product, booted));
    }

    private void OnCdr(Frame frame)
    {
        if (_records.MapEvent(CdrValues.Of(frame.Message), frame.At) is { } record)
        {
            frame.Events.Add(new RecordReceived(frame.Seq, frame.At, record));
        }
    }

    private void Forget()
    {
        _channels.Clear();
        _localHalves.Clear();
        _originated.Clear();
    }

    /// <summary>One message with what is known about its arrival.</summary>
    private readonly ref struct Frame(AmiMessage message, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        public AmiMessage Message { get; } = message;

        public long Seq { get; } = seq;

        public DateTimeOffset At { get; } = at;

        public ICollection<PbxEvent> Events { get; } = events;
    }
}
