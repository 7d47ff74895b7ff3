using System.Collections.Frozen;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// FreeSWITCH's events in, the shared vocabulary out: a pure fold over one link, connection after connection. It keeps who made whom and
/// latches what later events change (numbers, destinations, call ids).
/// </summary>
/// <remarks>
/// A channel is made by its <c>CHANNEL_CREATE</c>, by a list of channels, or, where those passed unseen, by its
/// <c>CHANNEL_HANGUP_COMPLETE</c>, which repeats nearly all of its life. Nothing else makes one: any client may forge events.
/// </remarks>
internal sealed partial class FreeSwitchMapping
{
    /// <summary>How long channels of a conversation that is over are remembered: results of jobs and marks of transfers come late.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(30);

    /// <summary>So long a FreeSWITCH takes from its start until its event socket answers.</summary>
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(2);

    /// <summary>Conversations that are over and remembered, at most.</summary>
    private const int OverMost = 5_000;

    /// <summary>A channel of which nothing was heard for so long has ended unseen.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(2);

    private static readonly FrozenDictionary<string, Step> Steps = new Dictionary<string, Step>(StringComparer.Ordinal)
    {
        ["CHANNEL_CREATE"] = static (m, x) => m.OnCreate(x),
        ["CHANNEL_PROGRESS"] = static (m, x) => m.OnProgress(x),
        ["CHANNEL_PROGRESS_MEDIA"] = static (m, x) => m.Note(x),
        ["CHANNEL_ANSWER"] = static (m, x) => m.OnAnswer(x),
        ["CHANNEL_BRIDGE"] = static (m, x) => m.OnBridge(x),
        ["CHANNEL_UNBRIDGE"] = static (m, x) => m.OnUnbridge(x),
        ["CHANNEL_HOLD"] = static (m, x) => m.OnHold(x),
        ["CHANNEL_UNHOLD"] = static (m, x) => m.OnUnhold(x),
        ["CHANNEL_HANGUP_COMPLETE"] = static (m, x) => m.OnHangupComplete(x),
        ["DTMF"] = static (m, x) => m.OnDtmf(x),
        ["RECORD_START"] = static (m, x) => m.OnRecording(x, started: true),
        ["RECORD_STOP"] = static (m, x) => m.OnRecording(x, started: false),
        ["BACKGROUND_JOB"] = static (m, x) => m.OnJob(x),
        ["HEARTBEAT"] = static (_, x) => OnHeartbeat(x),
        ["SHUTDOWN"] = static (m, _) => m._stopped = true,
        ["CUSTOM"] = static (m, x) => m.OnCustom(x),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Step> CustomSteps = new Dictionary<string, Step>(StringComparer.Ordinal)
    {
        ["callcenter::info"] = static (m, x) => m.OnCallCenter(x),
        ["conference::maintenance"] = static (m, x) => m.OnConference(x),
        ["fifo::info"] = static (m, x) => m.OnFifo(x),
        ["valet_parking::info"] = static (m, x) => m.OnValetParking(x),
        ["vm::maintenance"] = static (m, x) => m.OnVoicemail(x),
        ["sofia::register"] = static (_, x) => OnRegistration(x, reachable: true),
        ["sofia::unregister"] = static (_, x) => OnRegistration(x, reachable: false),
        ["sofia::expire"] = static (_, x) => OnRegistration(x, reachable: false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CallGroup> _groups = new(StringComparer.Ordinal);
    private readonly Queue<CallGroup> _over = new();
    private long _order;
    private bool _isUp;
    private bool _isHeard;
    private bool _stopped;
    private bool _wasOpen;
    private string? _core;
    private string? _instance;
    private DateTimeOffset? _bootedAt;
    private string? _product;
    private DateTimeOffset _latest;

    private delegate void Step(FreeSwitchMapping mapping, Frame frame);

    /// <summary>Whether it is known which FreeSWITCH this is: any event says it.</summary>
    public bool IsUp => _isUp;

    /// <summary>Event names that mean something to a call.</summary>
    public static IReadOnlyList<string> WantedEvents { get; } = [.. Steps.Keys];

    /// <summary>Subclasses of <c>CUSTOM</c> that do.</summary>
    public static IReadOnlyList<string> WantedSubclasses { get; } = [.. CustomSteps.Keys];

    /// <summary>Channels that FreeSWITCH has, as far as was seen.</summary>
    public int Channels { get; private set; }

    /// <summary>Events about channels that nobody knows: something passed unseen.</summary>
    public long Strays { get; private set; }

    /// <summary>Whether an event's name is one of FreeSWITCH's that this mapping was made for, be it used or passed over.</summary>
    public static bool Knows(string eventName) => Steps.ContainsKey(eventName) || KnownEvents.PassedOver.Contains(eventName);

    /// <summary>As <see cref="Knows"/>, for the subclass of a <c>CUSTOM</c> event.</summary>
    public static bool KnowsSubclass(string subclass) =>
        CustomSteps.ContainsKey(subclass) || KnownEvents.PassedOverSubclasses.Contains(subclass);

    public void Open(DateTimeOffset? at)
    {
        _ = at;
        _isUp = false;
        _isHeard = false;
        _stopped = false;
        _core = null;
        _bootedAt = null;
        _list = null;
        _hasListed = false;
        _isListening = false;
        _listeningAt = null;
    }

    public void Apply(EslMessage message, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        _isHeard = true;
        _latest = at > _latest ? at : _latest;
        if (message.Kind == EslMessageKind.Event)
        {
            Raise(message.Get("Core-UUID"u8), seq, at, events);
            var frame = new Frame(message, seq, at, _list is { } list ? list.Held : events);
            if (TryFind(Steps, message.EventName, out var step))
            {
                step(this, frame);
            }

            Expire(at);
        }
        else
        {
            OnReply(new Frame(message, seq, at, events));
        }

        // Which FreeSWITCH it is that answered the first event may have to tell.
        if (_isUp && _list is { } waiting && (waiting.IsComplete || waiting.IsOverdue(at)))
        {
            _list = null;
            Tell(waiting, seq, events);
        }
    }

    public void Advance(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        // Whether it is still the process whose channels are known, only an event can say that has not been asked; the next one is at most a
        // heartbeat away.
        if (_isListening && _instance is null)
        {
            Raise(null, seq, at, events);
        }

        if (_isUp)
        {
            if (_list is { } waiting && (waiting.IsComplete || waiting.IsOverdue(at)))
            {
                _list = null;
                Tell(waiting, seq, events);
            }

            events.Add(new Tick(seq, at));
        }

        Expire(at);
    }

    public void Close(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_isListening)
        {
            Raise(null, seq, at, events);
        }

        if (_list is { } unfinished)
        {
            _list = null;
            if (unfinished.IsComplete && _isUp)
            {
                Tell(unfinished, seq, events);
            }
            else
            {
                foreach (var held in unfinished.Held)
                {
                    events.Add(held);
                }
            }
        }

        if (_isHeard)
        {
            events.Add(new LinkDown(seq, at, _stopped));
        }

        _wasOpen |= _isUp;
        _isUp = false;
        _isHeard = false;
        if (_stopped)
        {
            Forget();
        }
    }

    /// <summary>The link is up with the first event, or when the subscription is granted and FreeSWITCH has said which one it is.</summary>
    private void Raise(string? core, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_isUp)
        {
            return;
        }

        _isUp = true;
        _isListening = false;
        _core = core ?? _core;
        if (_core is not null && _instance is not null && _core != _instance)
        {
            Forget(); // Another process, with other channels.
            _bootedAt ??= _listeningAt - BackWithin;
        }

        _instance = _core ?? _instance;
        events.Add(new LinkUp(seq, at, _product, _bootedAt) { Instance = _core });
    }

    private static void OnHeartbeat(Frame frame) => frame.Events.Add(new Tick(frame.Seq, frame.At));

    private void OnCustom(Frame frame)
    {
        if (TryFind(CustomSteps, frame.Message.Subclass, out var step))
        {
            step(this, frame);
        }
    }

    private static bool TryFind(FrozenDictionary<string, Step> steps, ReadOnlySpan<byte> name, out Step step)
    {
        Span<char> text = stackalloc char[64];
        if (name.Length <= text.Length)
        {
            for (var i = 0; i < name.Length; i++)
            {
                text[i] = (char)name[i];
            }

            return steps.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..name.Length], out step!);
        }

        step = null!;
        return false;
    }

    private Channel? Find(string? id) => id is not null && _channels.TryGetValue(id, out var channel) ? channel : null;

    /// <summary>The channel that an event is about; one that nobody knows is a stray.</summary>
    private Channel? Find(Frame frame)
    {
        if (frame.Message.Get("Unique-ID"u8) is not { } id)
        {
            return null;
        }

        if (_channels.TryGetValue(id, out var channel))
        {
            return channel;
        }

        Strays++;
        return null;
    }

    private Channel? FindDevice(Frame frame) => Find(frame) is { IsDevice: true } channel ? channel : null;

    /// <summary>The real device that a channel stands for: the one behind a loopback half, null for a program.</summary>
    private Channel? Stands(string? id)
    {
        const int HopsMost = 16; // Loopback channels may be chained; a ring of them must not hang the link.
        for (var hops = 0; id is not null && hops < HopsMost; hops++)
        {
            if (Find(id) is not { } channel)
            {
                return null;
            }

            if (channel.IsDevice)
            {
                return channel;
            }

            id = channel.Originator ?? Find(channel.Half)?.Originator;
        }

        return null;
    }

    private void Expire(DateTimeOffset now)
    {
        while (_over.TryPeek(out var group) && (_over.Count > OverMost || group.EndedAt is not { } ended || now - ended > RememberedFor))
        {
            _over.Dequeue();
            if (group.EndedAt is not null)
            {
                Forget(group);
            }
        }
    }

    private void Forget(CallGroup group)
    {
        foreach (var channel in group.Channels)
        {
            if (_channels.TryGetValue(channel.Id, out var known) && ReferenceEquals(known, channel))
            {
                _channels.Remove(channel.Id);
                Channels -= channel.IsLive ? 1 : 0;
            }
        }

        if (_groups.TryGetValue(group.Name, out var same) && ReferenceEquals(same, group))
        {
            _groups.Remove(group.Name);
        }
    }

    private void Forget()
    {
        _channels.Clear();
        _groups.Clear();
        _over.Clear();
        Channels = 0;
    }

    /// <summary>One message with what is known about its arrival.</summary>
    private readonly ref struct Frame(EslMessage message, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        public EslMessage Message { get; } = message;

        public long Seq { get; } = seq;

        public DateTimeOffset At { get; } = at;

        public ICollection<PbxEvent> Events { get; } = events;

        /// <summary>A time in microseconds since 1970; null when it is 0 (not yet) or absurd.</summary>
        public DateTimeOffset? Time(ReadOnlySpan<byte> header) => InstantOf(Message.GetNumber(header));
    }
}
