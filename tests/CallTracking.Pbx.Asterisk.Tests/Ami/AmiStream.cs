using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Recorded AMI fragments and ways to read them.</summary>
internal static class AmiStream
{
    public const string Login =
        "Asterisk Call Manager/11.0.0\r\n"
        + "Response: Success\r\nActionID: ct-1\r\nMessage: Authentication accepted\r\n\r\n"
        + FullyBooted;

    public const string FullyBooted =
        "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 397\r\nLastReload: 397\r\nStatus: Fully Booted\r\n\r\n";

    public const string Hangup =
        "Event: Hangup\r\nPrivilege: call,all\r\nTimestamp: 1795408123.165431\r\nChannel: PJSIP/trunk-0000008e\r\n"
        + "Uniqueid: 1795408120.281\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n";

    public const string HangupText =
        "Event Hangup|Privilege=call,all|Timestamp=1795408123.165431|Channel=PJSIP/trunk-0000008e|Uniqueid=1795408120.281|Cause=16"
        + "|Cause-txt=Normal Clearing";

    public const string Newchannel =
        "Event: Newchannel\r\nPrivilege: call,all\r\nTimestamp: 1795407643.795868\r\nChannel: PJSIP/trunk-00000004\r\nChannelState: 4\r\n"
        + "ChannelStateDesc: Ring\r\nCallerIDNum: 12025550111\r\nCallerIDName: <unknown>\r\nConnectedLineNum: <unknown>\r\n"
        + "ConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\nContext: from-trunk\r\nExten: 5550100\r\nPriority: 1\r\n"
        + "Uniqueid: 1795407643.34\r\nLinkedid: 1795407643.34\r\n\r\n";

    /// <summary>One of everything that makes framing hard.</summary>
    public const string Mixed =
        Login + Newchannel
        + "Event: TestEvent\r\nAppLine: 522\r\n\r\n\r\n"
        + "Response: Error\r\nActionID: ct-1594b1fd\r\nMessage: No Contacts found\n\r\n\r\n"
        + "Event: UserEvent\nNote: lines end with LF\n\n"
        + "Response: Follows\r\nPrivilege: Command\r\nfirst\n\nsecond: x\n--END COMMAND--\r\n\r\n"
        + "Response: Success\r\nOutput: a: b\r\nOutput: \r\nOutput:  c\r\n\r\n"
        + "Event: VarSet\r\nValue: \u00D0\u009A\u00D0\u00BE\u00D1\u0082 \u00E9\r\n\r\n"
        + Login + Hangup;

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

    /// <summary>Reads as from a pipe: pieces of a size arrive one after the other, what is consumed is gone.</summary>
    public static List<string> Pump(AmiReader reader, byte[] bytes, int size) => PumpPieces(reader, [.. bytes.Chunk(size)]);

    public static List<string> PumpPieces(AmiReader reader, params byte[][] pieces)
    {
        var message = new AmiMessage();
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
