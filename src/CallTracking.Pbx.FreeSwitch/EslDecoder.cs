using System.Buffers;
using System.Text;
using CallTracking.Pbx.Links;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Bytes of an event socket in, events out: <see cref="EslReader"/> and <see cref="FreeSwitchMapping"/>.</summary>
internal sealed class EslDecoder : ILinkDecoder
{
    private static readonly EslSkip Wanted =
        new(FreeSwitchMapping.WantedEvents.Where(static name => name != "CUSTOM"), FreeSwitchMapping.WantedSubclasses);

    private readonly EventNames _skipped = new(IsUnknown);
    private readonly EslReader _reader;
    private readonly EslMessage _message;
    private readonly FreeSwitchMapping _mapping = new();
    private readonly LinkClock _clock = new();

    public EslDecoder(Encoding? fallback = null)
    {
        _reader = new EslReader(Wanted, skipped: _skipped);
        _message = new EslMessage(new WireText(fallback));
    }

    /// <inheritdoc/>
    public DateTimeOffset LastTime => _clock.Last;

    /// <inheritdoc/>
    public long Frames => _reader.Frames;

    /// <inheritdoc/>
    public long Oversize => _reader.Oversize;

    /// <inheritdoc/>
    public int OversizeLimit => EslReader.DefaultMaxFrameBytes;

    /// <summary>Times that something could not be read and was passed over.</summary>
    public long Malformed => _reader.Malformed;

    /// <inheritdoc/>
    public int Channels => _mapping.Channels;

    /// <inheritdoc/>
    public long Strays => _mapping.Strays;

    /// <inheritdoc/>
    public EventNames Names => _skipped;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents => _skipped.ToDictionary();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _reader.Warnings;

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _reader.Reset();
        _reader.Skip = EslSkip.None;
        _clock.Remember(null, at);
        _mapping.Open(at);
    }

    /// <inheritdoc/>
    public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        var rest = buffer;
        while (_reader.TryRead(ref rest, _message))
        {
            _clock.Remember(_message.Kind == EslMessageKind.Event ? _message.Timestamp : null, at);
            _mapping.Apply(_message, _reader.Frames, _clock.Last, events);
            if (!ReferenceEquals(_reader.Skip, Wanted))
            {
                Begin();
            }
        }

        if (_reader.IsForeign)
        {
            throw new PbxLinkException(
                PbxLinkFailure.Protocol,
                $"These bytes are no event socket: they begin with \"{WireBytes.Printable(_reader.Lead)}\" where FreeSWITCH sends "
                + "\"Content-Type: auth/request\". Check that host and port (8021) or the trace belong to FreeSWITCH's mod_event_socket.");
        }

        return rest.Start;
    }

    /// <inheritdoc/>
    public void Close(DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        _clock.Remember(null, at);
        _mapping.Close(_reader.Frames, _clock.Last, events);
        _reader.Reset();
    }

    /// <inheritdoc/>
    public void Advance(DateTimeOffset at, ICollection<PbxEvent> events)
    {
        _clock.Remember(null, at);
        _mapping.Advance(_reader.Frames, _clock.Last, events);
    }

    /// <summary>Any event says which FreeSWITCH this is, so until that is known none is skipped.</summary>
    private void Begin()
    {
        if (_message.Kind == EslMessageKind.Event
            && Names[_message.Subclass.IsEmpty ? _message.EventName : _message.Subclass] is { IsUnknown: true } name)
        {
            Names.Count(name);
        }

        if (_mapping.IsUp)
        {
            _reader.Skip = Wanted;
        }
    }

    private static bool IsUnknown(string name) =>
        !FreeSwitchMapping.Knows(name) && !FreeSwitchMapping.KnowsSubclass(name) && name != EslCommand.DigitsSubclass;
}
