using System.Buffers;
using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Event socket fragments and ways to read them.</summary>
internal static class EslStream
{
    public const string Greeting = "Content-Type: auth/request\n\n";

    public const string Accepted = "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";

    public static readonly string Create = Json("CHANNEL_CREATE", """
        "Unique-ID":"7f0c","Caller-Caller-ID-Name":"A \"B\" \\ \u00e9","Caller-Caller-ID-Number":"+12025550111"
        """);

    public static readonly string Hangup = Json("CHANNEL_HANGUP_COMPLETE", """
        "Unique-ID":"7f0c","Hangup-Cause":"NORMAL_CLEARING","Hangup-Cause":"OTHER","variable_legs":["a;b","c"],"n":12,"o":{"p":["q"]},"x":null
        """);

    public static readonly string PlainCustom = Plain(
        "Event-Subclass: callcenter%3A%3Ainfo\nEvent-Name: CUSTOM\nCC-Queue: support%40pbx.test\nlegs: ARRAY%3A%3Aa%7C%3Ab\n\n");

    public static readonly string PlainJob = Plain(
        "Event-Name: BACKGROUND_JOB\nJob-UUID: 7f3db78a\nContent-Length: 25\n\n+OK 7f0c\n\nEvent-Name: X\n\n");

    /// <summary>One of everything that makes framing hard.</summary>
    public static readonly string Mixed =
        Greeting + Accepted + Create + PlainCustom
        + "Content-Type: api/response\nContent-Length: 17\n\n{\"row_count\": 0}\n"
        + PlainJob
        + "Content-Type: command/reply\nReply-Text: +OK Job-UUID: 7f3db78a\nJob-UUID: 7f3db78a\n\n"
        + Json("HEARTBEAT", "\"Up-Time\":\"0 years\"")
        + "Event-Name: CHANNEL_DATA\nContent-Type: command/reply\nChannel-Name: sofia/x/a%40b\n\n"
        + "Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n"
        + "Content-Length: 5\nContent-Type: log/data\n\na\n\nb\n" + Hangup
        + Plain("Event-Name: DTMF\nDTMF-Digit: 5\n\n")
        + "Content-Type: text/disconnect-notice\nContent-Length: 9\n\nDisconnec";

    public static string Json(string name, string fields = "")
    {
        var body = $"{{\"Event-Name\":\"{name}\"{(fields.Length > 0 ? "," : "")}{fields}}}";
        return Frame("text/event-json", body);
    }

    public static string Plain(string body) => Frame("text/event-plain", body);

    public static string Frame(string type, string body)
    {
        return string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\nContent-Type: {type}\n\n{body}");
    }

    public static List<string> ReadAll(string stream) => ReadAll(new EslReader(EslSkip.None), Encoding.UTF8.GetBytes(stream));

    public static List<string> ReadAll(EslReader reader, params byte[][] pieces)
    {
        var sequence = Sequence(pieces);
        var message = new EslMessage();
        var result = new List<string>();
        while (reader.TryRead(ref sequence, message))
        {
            result.Add(Describe(message));
        }

        return result;
    }

    /// <summary>Reads as from a pipe: pieces of a size arrive one after the other, what is consumed is gone.</summary>
    public static List<string> Pump(EslReader reader, byte[] bytes, int size) => PumpPieces(reader, [.. bytes.Chunk(size)]);

    public static List<string> PumpPieces(EslReader reader, params byte[][] pieces)
    {
        var message = new EslMessage();
        var result = new List<string>();
        byte[] rest = [];
        foreach (var piece in pieces)
        {
            var sequence = new ReadOnlySequence<byte>((byte[])[.. rest, .. piece]);
            while (reader.TryRead(ref sequence, message))
            {
                result.Add(Describe(message));
            }

            rest = sequence.ToArray();
        }

        return result;
    }

    /// <summary>Reads one message.</summary>
    public static EslMessage ReadOne(string stream)
    {
        var sequence = Sequence(Encoding.UTF8.GetBytes(stream));
        var message = new EslMessage();
        new EslReader(EslSkip.None).TryRead(ref sequence, message).Should().BeTrue();
        return message;
    }

    public static string Describe(EslMessage message)
    {
        var text = new StringBuilder().Append(message.Kind);
        for (var i = 0; i < message.Count; i++)
        {
            text.Append('|').Append(Encoding.Latin1.GetString(message.Name(i))).Append('=').Append(Encoding.UTF8.GetString(message.Value(i)));
        }

        if (!message.BodyBytes.IsEmpty)
        {
            text.Append("||").Append(Encoding.UTF8.GetString(message.BodyBytes));
        }

        return text.ToString();
    }

    public static ReadOnlySequence<byte> Sequence(params byte[][] pieces)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (var piece in pieces)
        {
            last = new Segment(piece, last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
