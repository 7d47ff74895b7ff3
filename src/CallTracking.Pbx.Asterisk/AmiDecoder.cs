using System.Buffers;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Bytes of an AMI link in, events out: <see cref="AmiReader"/> and <see cref="AsteriskMapping"/>.</summary>
internal sealed class AmiDecoder : IPbxDecoder
{
    private static readonly TimeSpan WorthMinding = TimeSpan.FromSeconds(2);
    private const int ForeignMessagesThatProveAnotherProtocol = 2;
    private static readonly AmiSkip Wanted = new(AsteriskMapping.WantedEvents, AsteriskMapping.WantedOnlyWith);
    private static readonly AmiSkip WantedWithRecords = new(AsteriskMapping.WantedEventsAndRecords, AsteriskMapping.WantedOnlyWith);

    private readonly EventNames _skipped = new(IsUnknown);
    private readonly AmiReader _reader;
    private readonly AmiMessage _message;
    private readonly AsteriskMapping _mapping = new();
    private DateTimeOffset _last = DateTimeOffset.UnixEpoch;
    private TimeSpan _skew;
    private int _foreign;
    private bool _speaksAmi;

    public AmiDecoder(Encoding? fallback = null, bool readsRecords = false)
    {
        _reader = new AmiReader(readsRecords ? WantedWithRecords : Wanted, skipped: _skipped);
        _message = new AmiMessage(new WireText(fallback));
    }

    /// <summary>The time of what came last.</summary>
    public DateTimeOffset LastTime => _last;

    /// <inheritdoc/>
    public long Frames => _reader.Frames;

    /// <summary>Messages dropped for their length.</summary>
    public long Oversize => _reader.Oversize;

    /// <summary>Channels that the PBX has, as far as was seen.</summary>
    public int Channels => _mapping.Channels;

    /// <summary>Events about channels that nobody knows: something passed unseen.</summary>
    public long Strays => _mapping.Strays;

    /// <summary>Counts the unknown events; a cheap look whether <see cref="UnknownEvents"/> has news.</summary>
    public EventNames Names => _skipped;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents => _skipped.ToDictionary();

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _reader.Reset();
        _foreign = 0;
        _speaksAmi = false;
        Remember(null, at);
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

            Remember(_message.Timestamp, at);
            _mapping.Apply(_message, _reader.Frames, _last, events);
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

    /// <summary>
    /// The PBX's own time counts. Where it gives none, our clock does, moved by what the two were last seen to differ, if that is much:
    /// else the end of a connection could lie before the calls it ends. The time on the wire (far less than a second) stays as it is.
    /// </summary>
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
