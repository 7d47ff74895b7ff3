using System.Buffers;
using System.Globalization;
using System.Text;

namespace CallTracking.LoadLab.Streams;

/// <summary>
/// Streams of calls as FreeSWITCH sends them: answered two-leg calls that begin 25 ms apart and overlap, from the events of one such call
/// with all its headers. No two calls share an id.
/// </summary>
/// <remarks>
/// The text of the call has an event per block: <c>+MICROSECONDS BASE</c>, then its headers, as changes to the event that stands BASE blocks
/// before: <c>=3</c> takes three headers over, <c>-2</c> leaves two out, anything else is a header. In values <c>{a}</c> and <c>{b}</c> are the
/// legs, <c>{n}</c> the caller's number (<c>{m}</c> without its plus), <c>{q}</c> the event's number, <c>{now}</c> its time in
/// microseconds, <c>{t5}</c> five microseconds and <c>{s5}</c> five seconds after the call's beginning.
/// </remarks>
internal sealed class EslCallStream
{
    private const long FirstCall = 1_767_600_000_000_000;
    private const long BetweenCalls = 25_000;

    private readonly List<(long Offset, List<Piece> Pieces)> _events = [];
    private readonly bool _isJson;

    private EslCallStream(bool isJson, Func<string, bool>? wants)
    {
        _isJson = isJson;
        foreach (var (offset, headers) in Load())
        {
            if (wants?.Invoke(headers.First(static header => header.Name == "Event-Name").Value) != false)
            {
                _events.Add((offset, Cut(isJson ? Json(headers) : Plain(headers))));
            }
        }
    }

    /// <summary>How many events a call has.</summary>
    public static int EventsPerCall(Func<string, bool>? wants = null) => new EslCallStream(isJson: true, wants)._events.Count;

    /// <summary>A whole stream at once, greeting included.</summary>
    /// <param name="calls">How many calls.</param>
    /// <param name="isJson">JSON, else plain.</param>
    /// <param name="wants">Which events are subscribed to, by name; null for all.</param>
    public static byte[] Make(int calls, bool isJson, Func<string, bool>? wants = null)
    {
        var stream = new EslCallStream(isJson, wants);
        var output = new ArrayBufferWriter<byte>(calls * 64 * 1024);
        output.Write("Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n"u8);
        output.Write(isJson
            ? "Content-Type: command/reply\nReply-Text: +OK event listener enabled json\n\n"u8
            : "Content-Type: command/reply\nReply-Text: +OK event listener enabled plain\n\n"u8);
        var order = from call in Enumerable.Range(0, calls)
                    from index in Enumerable.Range(0, stream._events.Count)
                    orderby (call * BetweenCalls) + stream._events[index].Offset, call, index
                    select (call, index);
        var sequence = 0L;
        var body = new ArrayBufferWriter<byte>(32 * 1024);
        foreach (var (call, index) in order)
        {
            body.ResetWrittenCount();
            stream.Write(body, call, stream._events[index], ++sequence);
            Write(output, $"Content-Length: {body.WrittenCount}\nContent-Type: text/event-{(isJson ? "json" : "plain")}\n\n");
            output.Write(body.WrittenSpan);
        }

        return output.WrittenSpan.ToArray();
    }

    private void Write(ArrayBufferWriter<byte> output, int call, (long Offset, List<Piece> Pieces) template, long sequence)
    {
        var start = FirstCall + (call * BetweenCalls);
        foreach (var piece in template.Pieces)
        {
            output.Write(piece.Text);
            Write(output, piece.Slot switch
            {
                'a' => Leg(call, 1),
                'b' => Leg(call, 2),
                'n' => $"{(_isJson ? "+" : "%2B")}1202{5_550_000 + (call % 10_000)}",
                'm' => $"1202{5_550_000 + (call % 10_000)}",
                'q' => sequence.ToString(CultureInfo.InvariantCulture),
                'w' => (start + template.Offset).ToString(CultureInfo.InvariantCulture),
                't' => (start + piece.Offset).ToString(CultureInfo.InvariantCulture),
                's' => ((start / 1_000_000) + piece.Offset).ToString(CultureInfo.InvariantCulture),
                _ => string.Empty,
            });
        }
    }

    private static string Leg(int call, int leg) =>
        string.Create(CultureInfo.InvariantCulture, $"{call:x8}-264c-40d7-{leg:x4}-80044a15d0b3");

    private static List<(long Offset, List<(string Name, string Value)> Headers)> Load()
    {
        using var stream = typeof(EslCallStream).Assembly.GetManifestResourceStream("AnsweredEslCall.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var done = new List<(long Offset, List<(string Name, string Value)> Headers)>();
        List<(string Name, string Value)> before = [];
        var at = 0;
        while (reader.ReadLine() is { } line)
        {
            switch (line[0])
            {
                case '+':
                    var words = line[1..].Split(' ').Select(static word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
                    before = words[1] == 0 ? [] : done[^(int)words[1]].Headers;
                    at = 0;
                    done.Add((words[0], []));
                    break;
                case '=':
                    var count = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
                    done[^1].Headers.AddRange(before.GetRange(at, count));
                    at += count;
                    break;
                case '-':
                    at += int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
                    break;
                default:
                    var colon = line.IndexOf(':', StringComparison.Ordinal);
                    var value = line.Length > colon + 1 ? line[(colon + 2)..] : string.Empty;
                    done[^1].Headers.Add((line[..colon], value.Replace("\\n", "\n", StringComparison.Ordinal)
                        .Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)));
                    break;
            }
        }

        return done;
    }

    private static string Json(List<(string Name, string Value)> headers) =>
        "{" + string.Join(',', headers.Select(static header => $"\"{header.Name}\":{JsonValue(header.Value)}")) + "}";

    private static string JsonValue(string value) => value.StartsWith("ARRAY::", StringComparison.Ordinal)
        ? "[" + string.Join(',', value[7..].Split("|:").Select(JsonValue)) + "]"
        : "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "\"";

    private static string Plain(List<(string Name, string Value)> headers) =>
        string.Concat(headers.Select(static header => $"{header.Name}: {Percent(header.Value)}\n")) + "\n";

    private static string Percent(string value)
    {
        var text = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(value))
        {
            // What FreeSWITCH leaves as it is, and the braces of our own.
            text = char.IsAsciiLetterOrDigit((char)one) || "-_.!~*'()/{}".Contains((char)one, StringComparison.Ordinal)
                ? text.Append((char)one)
                : text.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static List<Piece> Cut(string text)
    {
        var pieces = new List<Piece>();
        var from = 0;
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            var hole = close > 0 ? text[(open + 1)..close] : string.Empty;
            var slot = hole is "a" or "b" or "n" or "m" or "q" ? hole[0] : hole == "now" ? 'w' : '\0';
            var offset = 0L;
            if (slot == '\0' && hole.Length > 1 && hole[0] is 't' or 's' && long.TryParse(hole[1..], CultureInfo.InvariantCulture, out offset))
            {
                slot = hole[0];
            }

            if (slot != '\0')
            {
                pieces.Add(new Piece(Encoding.UTF8.GetBytes(text[from..open]), slot, offset));
                from = close + 1;
            }
        }

        pieces.Add(new Piece(Encoding.UTF8.GetBytes(text[from..]), '\0', 0));
        return pieces;
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>Fixed text, and what follows it.</summary>
    private readonly record struct Piece(byte[] Text, char Slot, long Offset);
}
