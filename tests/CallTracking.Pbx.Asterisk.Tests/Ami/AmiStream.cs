using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Recorded AMI fragments and ways to read them.</summary>
internal static class AmiStream
{
    public const string Login =
        "Asterisk Call Manager/11.0.0\r\n"
        + "Response: Success\r\nActionID: ct-1\r\nMessage: Authentication accepted\r\n\r\n"
        + "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 397\r\nLastReload: 397\r\nStatus: Fully Booted\r\n\r\n";

    public static List<string> ReadAll(string stream) => ReadAll(new AmiReader(AmiSkip.None), Encoding.Latin1.GetBytes(stream));

    public static List<string> ReadAll(AmiReader reader, params byte[][] pieces)
    {
        var sequence = Sequence(pieces);
        var message = new AmiMessage();
        var result = new List<string>();
        while (reader.TryRead(ref sequence, message))
        {
            result.Add(Describe(message));
        }

        return result;
    }

    public static string Describe(AmiMessage message)
    {
        var text = new StringBuilder();
        foreach (var header in message)
        {
            if (text.Length == 0)
            {
                text.Append(message.Kind).Append(' ').Append(Encoding.Latin1.GetString(header.Value));
            }
            else
            {
                text.Append('|').Append(Encoding.Latin1.GetString(header.Name)).Append('=').Append(Encoding.Latin1.GetString(header.Value));
            }
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
