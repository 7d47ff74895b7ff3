using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What kind of frame a message is, by its <c>Content-Type</c>.</summary>
internal enum EslMessageKind
{
    /// <summary>Anything else, for instance a line of FreeSWITCH's log.</summary>
    Other,

    /// <summary><c>text/event-json</c>, <c>text/event-plain</c> or <c>text/event-xml</c>.</summary>
    Event,

    /// <summary><c>command/reply</c>.</summary>
    CommandReply,

    /// <summary><c>api/response</c>.</summary>
    ApiResponse,

    /// <summary><c>auth/request</c>, which greets a new connection.</summary>
    AuthRequest,

    /// <summary><c>text/disconnect-notice</c>.</summary>
    DisconnectNotice,

    /// <summary><c>text/rude-rejection</c>: an access list refuses this address.</summary>
    RudeRejection,
}

/// <summary>
/// One frame of an event socket as it lies in the receive buffer; reused for every frame, valid until the next is read. An event's values
/// read alike whether it came as JSON, as plain text or as XML.
/// </summary>
internal sealed class EslMessage
{
    private readonly HeaderBlock _outer = new();
    private readonly HeaderBlock _plain = new();
    private readonly JsonIndex _json = new();
    private readonly WireText _text;
    private byte[] _room = new byte[1024];
    private byte[] _bytes = [];
    private Content _content;
    private int _bodyStart;
    private int _bodyLength;

    public EslMessage(WireText? text = null)
    {
        _text = text ?? new WireText();
    }

    private enum Content
    {
        /// <summary>The frame's own headers, as they are.</summary>
        Headers,

        /// <summary>The frame's own headers, percent-encoded: the answer to <c>connect</c>.</summary>
        EncodedHeaders,
        Plain,
        Json,
    }

    public EslMessageKind Kind { get; private set; }

    /// <summary>The frame's <c>Content-Type</c>; empty when the message was not read from a frame.</summary>
    public ReadOnlySpan<byte> ContentType => _outer.TryGet("Content-Type"u8, out var value) ? value : default;

    /// <summary>The event's name; empty where the message is none.</summary>
    public ReadOnlySpan<byte> EventName => GetBytes("Event-Name"u8);

    /// <summary>The subclass of a <c>CUSTOM</c> event, decoded; empty where there is none.</summary>
    public ReadOnlySpan<byte> Subclass => GetBytes("Event-Subclass"u8);

    /// <summary>Whether the body was too long to be kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>How many fields the message has, repeated ones counted each.</summary>
    public int Count => _content switch
    {
        Content.Json => _json.Count,
        Content.Plain => _plain.Count,
        _ => _outer.Count,
    };

    /// <summary>What follows the headers, as received: of a reply the frame's body, of a plain event what stands behind its fields, of a
    /// JSON event what <c>_body</c> holds, escapes and all.</summary>
    public ReadOnlySpan<byte> BodyBytes => _content == Content.Json
        ? _json.TryGet("_body"u8, out var value, out _) ? value : default
        : _bytes.AsSpan(_bodyStart, _bodyLength);

    /// <summary>The body as text; null when there is none.</summary>
    public string? Body => _content == Content.Json ? Get("_body"u8) : BodyBytes.IsEmpty ? null : _text.Decode(BodyBytes);

    /// <summary>The header <c>Event-Date-Timestamp</c>, to the microsecond; null when it is absent or no time.</summary>
    public DateTimeOffset? Timestamp => GetTime("Event-Date-Timestamp"u8);

    /// <summary>Whether there is such a field, if only an empty one.</summary>
    /// <param name="name">Its name; ASCII letters match in either case.</param>
    public bool Has(ReadOnlySpan<byte> name) => TryGetRaw(name, out _, out _);

    /// <summary>Whether the field's value is this one, letter for letter; of a list the first element counts.</summary>
    public bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => TryGetBytes(name, out var found) && found.SequenceEqual(value);

    /// <summary>The value as text: of several fields of that name the first, of a list its first element. Null when it is absent or empty
    /// or says that the PBX does not know.</summary>
    public string? Get(ReadOnlySpan<byte> name)
    {
        return TryGetBytes(name, out var value) && !EslText.IsUnknown(value) ? _text.Decode(value) : null;
    }

    /// <summary>The value as a whole number; null when it is absent or something else.</summary>
    public long? GetNumber(ReadOnlySpan<byte> name) => TryGetBytes(name, out var value) ? EslText.ParseNumber(value) : null;

    /// <summary>The value as a time, which FreeSWITCH writes in microseconds since 1970; null when it is absent, zero or no time.</summary>
    public DateTimeOffset? GetTime(ReadOnlySpan<byte> name) => TryGetBytes(name, out var value) ? EslText.ParseTime(value) : null;

    /// <summary>All elements of a list; one where the value is none, none where it is absent or empty. A list that is written as plain
    /// text cannot be told from a text that looks like it.</summary>
    public IReadOnlyList<string> GetList(ReadOnlySpan<byte> name)
    {
        if (!TryGetRaw(name, out var raw, out var kind))
        {
            return [];
        }

        var result = new List<string>();
        if (kind == JsonKind.List)
        {
            while (JsonText.TryNextElement(ref raw, out var element, out var elementKind))
            {
                result.Add(_text.Decode(elementKind == JsonKind.Text ? Decode(element) : element));
            }
        }
        else
        {
            var rest = Decode(raw, kind);
            for (var isFirst = true; EslText.TryNextElement(ref rest, isFirst, out var element); isFirst = false)
            {
                if (!(isFirst && rest.IsEmpty && EslText.IsUnknown(element)))
                {
                    result.Add(_text.Decode(element));
                }
            }
        }

        return result;
    }

    /// <summary>The name of a field, in the order received.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> Name(int index) => _content switch
    {
        Content.Json => _json.Name(index),
        Content.Plain => _plain.Name(index),
        _ => _outer.Name(index),
    };

    /// <summary>The value of a field, decoded; valid until the next question.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> Value(int index)
    {
        switch (_content)
        {
            case Content.Json:
                var value = _json.Value(index, out var kind);
                return First(value, kind);
            case Content.Plain:
                return First(_plain.Value(index), JsonKind.Text);
            default:
                return First(_outer.Value(index), JsonKind.Text);
        }
    }

    /// <summary>Reads the body as an event of its own: an answer such as that to <c>uuid_dump</c> is one, in JSON or plain.</summary>
    /// <param name="into">Takes the event; valid as long as this message.</param>
    /// <returns>False when the body is no event.</returns>
    public bool TryReadBody(EslMessage into)
    {
        if (_content == Content.Json || _bodyLength == 0)
        {
            return false;
        }

        var body = _bytes.AsSpan(_bodyStart, _bodyLength);
        var isJson = body[0] == (byte)'{';
        return (isJson || body.StartsWith("Event-"u8))
            && into.TrySetEvent(_bytes, _bodyStart, _bodyLength, isJson ? EslFormat.Json : EslFormat.Plain) && into.Has("Event-Name"u8);
    }

    /// <summary>Indexes the headers of a frame.</summary>
    internal HeaderBlock SetHeaders(byte[] bytes, int start, int length)
    {
        _outer.Parse(bytes, start, length, LineEnd.Lf);
        _bytes = bytes;
        return _outer;
    }

    /// <summary>Makes the frame whose headers are set a message that is no event.</summary>
    internal void SetReply(EslMessageKind kind, int bodyStart, int bodyLength, bool isCut = false)
    {
        IsCut = isCut;
        Kind = kind;
        _content = Content.Headers;
        if (_outer.Count > 0 && _outer.Name(0).StartsWith("Event-"u8))
        {
            _content = Content.EncodedHeaders;
        }

        _bodyStart = bodyStart;
        _bodyLength = bodyLength;
    }

    /// <summary>Makes the frame whose headers are set an event.</summary>
    /// <returns>False when its body cannot be read.</returns>
    internal bool TrySetEvent(int bodyStart, int bodyLength, EslFormat format)
    {
        Kind = EslMessageKind.Event;
        IsCut = false;
        _bodyStart = 0;
        _bodyLength = 0;
        if (format == EslFormat.Json)
        {
            _content = Content.Json;
            return _json.TryParse(_bytes, bodyStart, bodyLength);
        }

        _content = Content.Plain;
        if (format == EslFormat.Xml)
        {
            _bytes = EslXml.ToPlain(_bytes.AsSpan(bodyStart, bodyLength)) ?? [];
            (bodyStart, bodyLength) = (0, _bytes.Length);
        }

        if (!_plain.TryParse(_bytes, bodyStart, bodyLength, LineEnd.Lf, out var consumed))
        {
            // Nothing but fields, without an empty line at the end.
            _plain.Parse(_bytes, bodyStart, bodyLength, LineEnd.Lf);
            consumed = bodyLength;
        }

        _bodyStart = bodyStart + consumed;
        _bodyLength = bodyLength - consumed;
        return _plain.Count > 0 && !_plain.Name(0).IsEmpty;
    }

    private bool TrySetEvent(byte[] bytes, int start, int length, EslFormat format)
    {
        _outer.Clear();
        _bytes = bytes;
        return TrySetEvent(start, length, format);
    }

    private bool TryGetRaw(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out JsonKind kind)
    {
        kind = JsonKind.Text;
        return _content switch
        {
            Content.Json => _json.TryGet(name, out value, out kind),
            Content.Plain => _plain.TryGet(name, out value),
            _ => _outer.TryGet(name, out value),
        };
    }

    private bool TryGetBytes(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (TryGetRaw(name, out value, out var kind))
        {
            value = First(value, kind);
            return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> GetBytes(ReadOnlySpan<byte> name)
    {
        return _content != Content.Headers && TryGetBytes(name, out var value) ? value : default;
    }

    /// <summary>The value, decoded; of a list the first element.</summary>
    private ReadOnlySpan<byte> First(ReadOnlySpan<byte> raw, JsonKind kind)
    {
        if (kind == JsonKind.List)
        {
            return !JsonText.TryNextElement(ref raw, out var element, out var elementKind) ? default
                : elementKind == JsonKind.Text ? Decode(element) : element;
        }

        var value = Decode(raw, kind);
        if (_content is Content.Plain or Content.EncodedHeaders)
        {
            EslText.TryNextElement(ref value, isFirst: true, out var element);
            return element;
        }

        return value;
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw, JsonKind kind)
    {
        return kind switch
        {
            JsonKind.Text => Decode(raw),
            JsonKind.Nothing => default,
            _ => raw,
        };
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw)
    {
        if (_content == Content.Headers)
        {
            return raw;
        }

        if (_room.Length < raw.Length)
        {
            // A channel variable may be as long as a frame.
            _room = new byte[Math.Max(raw.Length, 2 * _room.Length)];
        }

        return _content == Content.Json ? EslText.Unescape(raw, _room) : EslText.Unpercent(raw, _room);
    }
}
