using System.Buffers;
using System.Text;
using CallTracking.Pbx.Links;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Bytes of an AMI link in, events out: <see cref="AmiReader"/> and <see cref="AsteriskMapping"/>.</summary>
internal sealed class AmiDecoder : ILinkDecoder
{
    private const int ForeignMessagesThatProveAnotherProtocol = 2;
    private static readonly AmiSkip Wanted = new(AsteriskMapping.WantedEvents, AsteriskMapping.WantedOnlyWith);
    private static readonly AmiSkip WantedWithRecords = new(AsteriskMapping.WantedEventsAndRecords, AsteriskMapping.WantedOnlyWith);

    private readonly EventNames _skipped = new(IsUnknown);
    private readonly AmiReader _reader;
    private readonly AmiMessage _message;
    private readonly AsteriskMapping _mapping = new();
    private readonly LinkClock _clock = new();
    private int _foreign;
    private bool _speaksAmi;

    public AmiDecoder(Encoding? fallback = null, bool readsRecords = false)
    {
        _reader = new AmiReader(readsRecords ? WantedWithRecords : Wanted, skipped: _skipped);
        _message = new AmiMessage(new WireText(fallback));
    }

    /// <inheritdoc/>
    public DateTimeOffset LastTime => _clock.Last;

    /// <inheritdoc/>
    public long Frames => _reader.Frames;

    /// <inheritdoc/>
    public long Oversize => _reader.Oversize;

    /// <inheritdoc/>
    public int OversizeLimit => AmiReader.DefaultMaxMessageBytes;

    /// <inheritdoc/>
    public int Channels => _mapping.Channels;

    /// <inheritdoc/>
    public long Strays => _mapping.Strays;

    /// <inheritdoc/>
    public EventNames Names => _skipped;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents => _skipped.ToDictionary();

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _reader.Reset();
        _foreign = 0;
        _speaksAmi = false;
        _clock.Remember(null, at);
        _mapping.Open(at);
    }

    /// <inheritdoc/>
    public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        var rest = buffer;
        while (_reader.TryRead(ref rest, _message))
        {
            if (!_speaksAmi)
            {
                CheckProtocol();
            }

            _clock.Remember(_message.Timestamp, at);
            _mapping.Apply(_message, _reader.Frames, _clock.Last, events);
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

    private static bool IsUnknown(string name) => !AsteriskMapping.Knows(name);

    /// <summary>A trace may begin in the middle of a message, so one foreign message proves nothing unless it is no header line at
    /// all.</summary>
    private void CheckProtocol()
    {
        if (_message.Kind != AmiMessageKind.Other)
        {
            _speaksAmi = true;
            return;
        }

        var header = _message.FirstHeader;
        if (header.IsEmpty || header.SequenceEqual("Content-Type"u8) || ++_foreign == ForeignMessagesThatProveAnotherProtocol)
        {
            throw new PbxLinkException(
                PbxLinkFailure.Protocol,
                $"These bytes are no AMI: they begin with \"{WireBytes.Printable(header.IsEmpty ? _message.Name : header)}\" where "
                + "Asterisk sends "
                + "\"Asterisk Call Manager/...\". Check that host and port (5038, with TLS 5039) or the trace belong to Asterisk's "
                + "manager interface.");
        }
    }
}
