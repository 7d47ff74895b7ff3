using System.Globalization;
using System.Text;

namespace CallTracking.LoadLab.Streams;

/// <summary>What differs from call to call, or from event to event, in the text of the template.</summary>
internal enum Slot
{
    /// <summary>Time of the event, seconds since 1970 with six decimals.</summary>
    Time,

    /// <summary>The same as a date and a time of day.</summary>
    Now,

    /// <summary>Number of the caller's channel, eight hexadecimal digits.</summary>
    A,

    /// <summary>Number of the other channel.</summary>
    B,

    /// <summary>Unique id of the caller's channel.</summary>
    U,

    /// <summary>Unique id of the other channel.</summary>
    V,

    /// <summary>The caller's number.</summary>
    Num,

    /// <summary>The call's number.</summary>
    N,

    /// <summary>The bridge.</summary>
    Bridge,

    /// <summary>A SIP Call-ID.</summary>
    Sip1,

    /// <summary>Asterisk's call id, eight hexadecimal digits.</summary>
    Call,

    /// <summary>Number of the finished record.</summary>
    Seq,

    /// <summary>A port.</summary>
    Port1,

    /// <summary>Another port.</summary>
    Port2,

    /// <summary>Start of the call as a date and a time of day.</summary>
    Start,
}

/// <summary>
/// The events of one answered call as a real Asterisk 22 sends them to a user with all permissions, with holes for what differs. The text
/// names blocks of headers that repeat once and refers to them with <c>@name|argument|…</c>; <c>+microseconds Name privilege</c> begins an
/// event, and a question mark behind the time says that only four calls of five have it.
/// </summary>
internal sealed class CallTemplate
{
    private CallTemplate(IReadOnlyList<TemplateEvent> events)
    {
        Events = events;
    }

    public IReadOnlyList<TemplateEvent> Events { get; }

    public static CallTemplate Load()
    {
        using var stream = typeof(CallTemplate).Assembly.GetManifestResourceStream("AnsweredCall.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return Parse(reader.ReadToEnd().Split('\n'));
    }

    private static CallTemplate Parse(string[] lines)
    {
        var blocks = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var events = new List<TemplateEvent>();
        var at = 0;
        while (at < lines.Length)
        {
            var head = lines[at++];
            var body = lines.Skip(at).TakeWhile(static line => line.Length > 0).ToList();
            at += body.Count + 1;
            if (head.StartsWith("define ", StringComparison.Ordinal))
            {
                blocks[head[7..]] = body;
            }
            else if (head.StartsWith('+'))
            {
                events.Add(Event(head, body, blocks));
            }
        }

        return new CallTemplate(events);
    }

    private static TemplateEvent Event(string head, List<string> body, Dictionary<string, List<string>> blocks)
    {
        var words = head[1..].Split(' ');
        var isOptional = words[0].EndsWith('?');
        var text = new StringBuilder()
            .Append("Event: ").Append(words[1]).Append("\r\nPrivilege: ").Append(words[2]).Append("\r\nTimestamp: {time}\r\n");
        foreach (var line in body)
        {
            foreach (var header in Expand(line, blocks))
            {
                text.Append(header).Append(header.EndsWith(':') ? " \r\n" : "\r\n");
            }
        }

        var offset = long.Parse(words[0].TrimEnd('?'), CultureInfo.InvariantCulture);
        return new TemplateEvent(offset, isOptional, Cut(text.Append("\r\n").ToString()));
    }

    private static IEnumerable<string> Expand(string line, Dictionary<string, List<string>> blocks)
    {
        if (!line.StartsWith('@'))
        {
            return [line];
        }

        var words = line[1..].Split('|');
        return blocks[words[0]].Select(header =>
        {
            for (var i = 1; i < words.Length; i++)
            {
                header = header.Replace($"{{{i}}}", words[i], StringComparison.Ordinal).TrimEnd();
            }

            return header;
        });
    }

    private static List<TemplatePiece> Cut(string text)
    {
        var pieces = new List<TemplatePiece>();
        var from = 0;
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            if (close > 0 && Enum.TryParse<Slot>(text.AsSpan(open + 1, close - open - 1), ignoreCase: true, out var slot))
            {
                pieces.Add(new TemplatePiece(Encoding.ASCII.GetBytes(text[from..open]), slot));
                from = close + 1;
            }
        }

        pieces.Add(new TemplatePiece(Encoding.ASCII.GetBytes(text[from..]), null));
        return pieces;
    }
}

/// <summary>One event.</summary>
/// <param name="Offset">Microseconds after the call's first.</param>
/// <param name="IsOptional">Whether one call of five lacks it.</param>
/// <param name="Pieces">Its text.</param>
internal sealed record TemplateEvent(long Offset, bool IsOptional, IReadOnlyList<TemplatePiece> Pieces);

/// <summary>Fixed text, and what follows it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Then">The hole behind it; null at the end.</param>
internal sealed record TemplatePiece(byte[] Text, Slot? Then);
