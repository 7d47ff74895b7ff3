using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>One message of Asterisk's manager interface, from either side: a banner, an action, a response or an event.</summary>
/// <remarks>Immutable. Names and values are read as ISO 8859-1, one character per byte, so that whatever the PBX sent goes through
/// unchanged.</remarks>
public sealed class AmiFrame
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>Reads a whole message.</summary>
    /// <param name="bytes">Its bytes, the empty line at its end included; they are kept, not copied.</param>
    public AmiFrame(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        foreach (var line in Encoding.Latin1.GetString(bytes.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? line : line[(colon + 1)..];
            _headers.Add(new(colon < 0 ? string.Empty : line[..colon], value.StartsWith(' ') ? value[1..] : value));
        }
    }

    /// <summary>Makes a message.</summary>
    /// <param name="headers">Its lines: name and value.</param>
    /// <exception cref="ArgumentException">A name or value holds a line break: it would become another line.</exception>
    public static AmiFrame Of(params IEnumerable<(string Name, string Value)> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var text = new StringBuilder();
        foreach (var (name, value) in headers)
        {
            if (name.AsSpan().ContainsAny('\r', '\n') || value.AsSpan().ContainsAny('\r', '\n'))
            {
                throw new ArgumentException($"The header {name} holds a line break; AMI cannot carry one.", nameof(headers));
            }

            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return new(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()));
    }

    /// <summary>The bytes as they came or will go.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>All lines in their order; a line without a colon has no name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>The name of the first line: <c>Event</c>, <c>Response</c>, <c>Action</c>; empty for a banner.</summary>
    public string Kind => _headers.Count == 0 ? string.Empty : _headers[0].Key;

    /// <summary>The value of the first line: the event's or action's name, the response's word, the banner.</summary>
    public string Name => _headers.Count == 0 ? string.Empty : _headers[0].Value;

    /// <summary>Whether this is an event.</summary>
    public bool IsEvent => Kind.Equals("Event", StringComparison.OrdinalIgnoreCase);

    /// <summary>The PBX's own time stamp, if it sends them.</summary>
    public DateTimeOffset? Timestamp
    {
        get
        {
            return decimal.TryParse(this["Timestamp"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds < 253_402_300_800m
                ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
                : null;
        }
    }

    /// <summary>The first value of a header, or null.</summary>
    /// <param name="header">Its name, in any case.</param>
    public string? this[string header]
    {
        get
        {
            foreach (var (name, value) in _headers)
            {
                if (name.Equals(header, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>A reply that grants this action: with its <c>ActionID</c>, and the headers given.</summary>
    /// <param name="headers">What else it says.</param>
    public AmiFrame Success(params IEnumerable<(string Name, string Value)> headers) => Reply("Success", headers);

    /// <summary>A reply that refuses this action, with its <c>ActionID</c>.</summary>
    /// <param name="message">Why.</param>
    public AmiFrame Error(string message) => Reply("Error", [("Message", message)]);

    /// <summary>The message as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    internal static AmiFrame Banner(string amiVersion) => new(Encoding.Latin1.GetBytes($"Asterisk Call Manager/{amiVersion}\r\n"));

    internal AmiFrame Reply(string word, IEnumerable<(string Name, string Value)> headers) =>
        Of([("Response", word), .. this["ActionID"] is { } id ? [("ActionID", id)] : Array.Empty<(string, string)>(), .. headers]);
}
