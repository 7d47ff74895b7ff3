using System.Buffers.Text;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

internal enum AmiMessageKind
{
    /// <summary>The line that greets a new connection.</summary>
    Banner,

    /// <summary>Begins with <c>Event:</c>.</summary>
    Event,

    /// <summary>Begins with <c>Response:</c>.</summary>
    Response,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>One AMI message as it lies in the receive buffer; reused for every message, valid until the next is read.</summary>
internal sealed class AmiMessage
{
    private readonly HeaderBlock _headers = new();
    private readonly WireText _text;
    private bool _isCommandText;

    public AmiMessage(WireText? text = null)
    {
        _text = text ?? new WireText();
    }

    public AmiMessageKind Kind { get; private set; } = AmiMessageKind.Other;

    /// <summary>Value of the first header: the event's name, the response word, or the banner's line.</summary>
    public ReadOnlySpan<byte> Name => _headers.Count == 0 ? default : _headers.Value(0);

    /// <summary>Name of the first header; empty for a line that is none.</summary>
    public ReadOnlySpan<byte> FirstHeader => _headers.Count == 0 ? default : _headers.Name(0);

    /// <summary>Number of headers, repeated ones counted each.</summary>
    public int Count => _headers.Count;

    /// <summary>The header <c>Timestamp</c> (seconds since 1970 with a fraction) to the microsecond; null when it is absent or no
    /// time.</summary>
    public DateTimeOffset? Timestamp => TryGet("Timestamp"u8, out var value) ? AmiValue.ParseTimestamp(value) : null;

    /// <summary>Finds a header; the first of several.</summary>
    /// <param name="header">Its name; ASCII letters match in either case.</param>
    /// <param name="value">The value's bytes as received, escapes included.</param>
    public bool TryGet(ReadOnlySpan<byte> header, out ReadOnlySpan<byte> value) => _headers.TryGet(header, out value);

    /// <summary>The value as text; null when the header is absent or empty or says that the PBX does not know.</summary>
    public string? Get(ReadOnlySpan<byte> header) => _headers.TryGet(header, out var value) ? Decode(value) : null;

    /// <summary>Like <see cref="Get"/>, for names that people gave: C escapes and what remains of SIP's quoted pairs are undone.</summary>
    public string? GetText(ReadOnlySpan<byte> header) => Get(header) is { } text ? AmiValue.Unescape(text) : null;

    /// <summary>The value as a whole number; null when it is absent or something else.</summary>
    public long? GetNumber(ReadOnlySpan<byte> header)
    {
        return _headers.TryGet(header, out var value) && Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length
            ? number
            : null;
    }

    /// <summary>Decodes a value that <see cref="TryGet"/> or the enumeration gave, as <see cref="Get"/> does.</summary>
    public string? Decode(ReadOnlySpan<byte> value)
    {
        if (value is [.., (byte)'\n'])
        {
            // Some modules end a message's text with a line end of their own ("No Contacts found").
            value = value.TrimEnd("\r\n"u8);
        }

        return AmiValue.IsUnknown(value) ? null : _text.Decode(value);
    }

    /// <summary>All headers in order, repeated ones each.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>One line that is no header.</summary>
    internal void SetLine(AmiMessageKind kind, byte[] bytes, int start, int length)
    {
        Kind = kind;
        _isCommandText = false;
        _headers.Parse(bytes, start, 0, LineEnd.Lf);
        _headers.AppendText(start, length);
    }

    internal bool TrySet(AmiMessageKind kind, byte[] bytes, int start, int length, LineEnd lineEnd, out int consumed)
    {
        Kind = kind;
        _isCommandText = false;
        return _headers.TryParse(bytes, start, length, lineEnd, out consumed);
    }

    /// <summary>The reply to a command as Asterisk sent it before version 14: headers, then the output as it is, then an end
    /// mark.</summary>
    internal void SetCommandText(byte[] bytes, int start, int headers, int length)
    {
        Kind = AmiMessageKind.Response;
        _isCommandText = true;
        _headers.Parse(bytes, start, headers, LineEnd.Lf);
        _headers.AppendText(start + headers, length - headers);
    }

    internal ref struct Enumerator(AmiMessage message)
    {
        private int _index = -1;

        public readonly AmiHeader Current
        {
            get
            {
                var name = message._headers.Name(_index);
                return new AmiHeader(name.IsEmpty && message._isCommandText ? "Output"u8 : name, message._headers.Value(_index));
            }
        }

        public bool MoveNext() => ++_index < message._headers.Count;
    }
}

/// <summary>One header of a message.</summary>
internal readonly ref struct AmiHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    /// <summary>The name as received; empty for a line without a colon.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>The value as received.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Whether the name is this one; ASCII letters match in either case.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);
}
