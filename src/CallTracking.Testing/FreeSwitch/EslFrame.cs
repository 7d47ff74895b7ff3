using System.Globalization;
using System.Text;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>One message of FreeSWITCH's event socket from the server: an event, a reply, the result of an API command or a notice.</summary>
/// <remarks>
/// <para>Immutable. An event is kept as what it says, and written as JSON, plain or XML, byte by byte as FreeSWITCH does.</para>
/// <para>A value that is a list is kept as FreeSWITCH's plain form spells it, <c>ARRAY::a|:b</c>. Names may come several times; reading one
/// gives the first.</para>
/// </remarks>
public sealed class EslFrame
{
    internal const string ContentLength = "Content-Length";

    internal EslFrame(bool isEvent, IReadOnlyList<KeyValuePair<string, string>> headers, string? body)
    {
        (IsEvent, Headers, Body) = (isEvent, headers, body);
    }

    /// <summary>Whether this is an event.</summary>
    public bool IsEvent { get; }

    /// <summary>An event's headers, or the lines of the message, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>What follows the headers; null for nothing.</summary>
    public string? Body { get; }

    /// <summary>The event's name, else the message's <c>Content-Type</c>.</summary>
    public string Name => this[IsEvent ? "Event-Name" : "Content-Type"] ?? string.Empty;

    /// <summary>The leg that an event is about; null for none.</summary>
    public string? Leg => IsEvent ? this["Unique-ID"] : null;

    /// <summary>When FreeSWITCH made the event, if it says.</summary>
    public DateTimeOffset? Timestamp => IsEvent && long.TryParse(this["Event-Date-Timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var us)
        && us < 253_402_300_800_000_000 ? DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond) : null;

    /// <summary>The first value of a header, or null.</summary>
    /// <param name="header">Its name, in any case.</param>
    public string? this[string header]
    {
        get
        {
            foreach (var (name, value) in Headers)
            {
                if (name.Equals(header, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>Makes an event.</summary>
    /// <param name="name">Its name, for instance <c>CHANNEL_ANSWER</c>.</param>
    /// <param name="headers">What else it says.</param>
    /// <param name="body">Its body; null for none.</param>
    public static EslFrame Event(string name, IEnumerable<(string Name, string Value)> headers, string? body = null)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return new(true, [new("Event-Name", name), .. headers.Select(static one => KeyValuePair.Create(one.Name, one.Value))], body);
    }

    /// <summary>Makes a reply to a command.</summary>
    /// <param name="text">Its <c>Reply-Text</c>, for instance <c>+OK accepted</c>.</param>
    /// <param name="headers">What else it says.</param>
    public static EslFrame Reply(string text, params IEnumerable<(string Name, string Value)> headers) =>
        Message("command/reply", [("Reply-Text", text), .. headers]);

    /// <summary>Makes the result of an API command.</summary>
    /// <param name="body">What the command said.</param>
    public static EslFrame Response(string body) => Message("api/response", [], body);

    /// <summary>Makes a message that is no event.</summary>
    /// <param name="contentType">What it is, for instance <c>auth/request</c>.</param>
    /// <param name="headers">What else it says.</param>
    /// <param name="body">Its body; null for none, and then without a length.</param>
    public static EslFrame Message(string contentType, IEnumerable<(string Name, string Value)> headers, string? body = null)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return new(false, [new("Content-Type", contentType), .. headers.Select(static one => KeyValuePair.Create(one.Name, one.Value))], body);
    }

    /// <summary>The same message with other headers.</summary>
    /// <param name="change">Gives a header's new value; null drops it.</param>
    public EslFrame With(Func<string, string, string?> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var headers = new List<KeyValuePair<string, string>>(Headers.Count);
        foreach (var (name, value) in Headers)
        {
            if (change(name, value) is { } changed)
            {
                headers.Add(new(name, changed));
            }
        }

        return new EslFrame(IsEvent, headers, Body);
    }

    /// <summary>The bytes as FreeSWITCH sends them.</summary>
    /// <param name="format">How the client asked for events; other messages have one form only.</param>
    public byte[] ToBytes(EslFormat format = EslFormat.Json)
    {
        if (IsEvent)
        {
            var content = format switch
            {
                EslFormat.Json => EslText.ToJson(this),
                EslFormat.Plain => EslText.ToPlain(this),
                _ => EslText.ToXml(this),
            };
            var kind = format switch { EslFormat.Json => "json", EslFormat.Plain => "plain", _ => "xml" };
            return [.. Encoding.ASCII.GetBytes($"{ContentLength}: {content.Length}\nContent-Type: text/event-{kind}\n\n"), .. content];
        }

        var text = new StringBuilder();
        foreach (var (name, value) in Headers)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        var body = Encoding.UTF8.GetBytes(Body ?? string.Empty);
        if (Body is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ContentLength}: {body.Length}\n");
        }

        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. body];
    }

    /// <summary>The message as plain text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToBytes(EslFormat.Plain));
}
