using System.Buffers;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Bytes of an event socket in, events out: <see cref="EslReader"/> and <see cref="FreeSwitchMapping"/>.</summary>
internal sealed class EslDecoder : IPbxDecoder
{
    private static readonly TimeSpan WorthMinding = TimeSpan.FromSeconds(2);
    private static readonly EslSkip Wanted = new(FreeSwitchMapping.WantedEvents.Where(static name => name != "CUSTOM"), FreeSwitchMapping.WantedSubclasses);

    private readonly EslReader _reader;
    private readonly EslMessage _message;
    private readonly FreeSwitchMapping _mapping = new();
    private DateTimeOffset _last = DateTimeOffset.UnixEpoch;
    private TimeSpan _skew;

    public EslDecoder(Encoding? fallback = null)
    {
        _reader = new EslReader(Wanted, skipped: new EventNames(IsUnknown));
        _message = new EslMessage(new WireText(fallback));
    }

    /// <summary>The time of what came last.</summary>
    public DateTimeOffset LastTime => _last;

    /// <inheritdoc/>
    public long Frames => _reader.Frames;

    /// <summary>Frames dropped for their length.</summary>
    public long Oversize => _reader.Oversize;

    /// <summary>Channels that FreeSWITCH has, as far as was seen.</summary>
    public int Channels => _mapping.Channels;

    /// <summary>Events about channels that nobody knows: something passed unseen.</summary>
    public long Strays => _mapping.Strays;

    /// <summary>Counts the unknown events; a cheap look whether <see cref="UnknownEvents"/> has news.</summary>
    public EventNames Names => _reader.Skipped;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents => _reader.Skipped.ToDictionary();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _reader.Warnings;

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _reader.Reset();
        _reader.Skip = EslSkip.None;
        Remember(null, at);
        _mapping.Open(at);
    }

    /// <inheritdoc/>
    public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        var rest = buffer;
        while (_reader.TryRead(ref rest, _message))
        {
            Remember(_message.Kind == EslMessageKind.Event ? _message.Timestamp : null, at);
            _mapping.Apply(_message, _reader.Frames, _last, events);
            if (!ReferenceEquals(_reader.Skip, Wanted))
            {
                Begin();
            }
        }

        if (_reader.IsForeign)
        {
            throw new PbxLinkException(
                PbxLinkFailure.Protocol,
                "These bytes are no event socket: FreeSWITCH sends \"Content-Type: auth/request\" first. Check that host and port (8021) or "
                + "the trace belong to mod_event_socket.");
        }

        return rest.Start;
    }

    /// <inheritdoc/>
    public void Close(DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        Remember(null, at);
        _mapping.Close(_reader.Frames, _last, events);
        _reader.Reset();
    }

    /// <inheritdoc/>
    public void Advance(DateTimeOffset at, ICollection<PbxEvent> events)
    {
        Remember(null, at);
        _mapping.Advance(_reader.Frames, _last, events);
    }

    /// <summary>Any event says which FreeSWITCH this is, so until the first one none is skipped.</summary>
    private void Begin()
    {
        if (_message.Kind == EslMessageKind.Event && Names[_message.Subclass.IsEmpty ? _message.EventName : _message.Subclass] is { IsUnknown: true } name)
        {
            Names.Count(name);
        }

        if (_mapping.IsUp)
        {
            _reader.Skip = Wanted;
        }
    }

    private static bool IsUnknown(string name) => !FreeSwitchMapping.Knows(name) && !FreeSwitchMapping.KnowsSubclass(name);

    /// <summary>The PBX's own time counts. Where it gives none, our clock does, moved by what the two were last seen to differ, if that is
    /// much: else the end of a connection could lie before the calls it ends.</summary>
    private void Remember(DateTimeOffset? told, DateTimeOffset? arrival)
    {
        if (told is { } time)
        {
            _last = Truncate(time);
            if (arrival is { } arrived)
            {
                var difference = time - arrived;
                _skew = difference.Duration() > WorthMinding ? difference : TimeSpan.Zero;
            }
        }
        else if (arrival is { } arrived)
        {
            _last = Truncate(arrived + _skew);
        }
    }

    private static DateTimeOffset Truncate(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
