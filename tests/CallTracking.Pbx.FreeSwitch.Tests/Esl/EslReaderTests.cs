using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslReaderTests
{
    [Fact]
    public void TryRead_FramesOfEveryKind_GivesEachInItsOwnFormat()
    {
        EslStream.ReadAll(EslStream.Mixed).Should().Equal(
            "AuthRequest|Content-Type=auth/request",
            "CommandReply|Content-Type=command/reply|Reply-Text=+OK accepted",
            "Event|Event-Name=CHANNEL_CREATE|Unique-ID=7f0c|Caller-Caller-ID-Name=A \"B\" \\ é|Caller-Caller-ID-Number=+12025550111",
            "Event|Event-Subclass=callcenter::info|Event-Name=CUSTOM|CC-Queue=support@pbx.test|legs=a",
            "ApiResponse|Content-Type=api/response|Content-Length=17||{\"row_count\": 0}\n",
            "Event|Event-Name=BACKGROUND_JOB|Job-UUID=7f3db78a|Content-Length=25||+OK 7f0c\n\nEvent-Name: X\n\n",
            "CommandReply|Content-Type=command/reply|Reply-Text=+OK Job-UUID: 7f3db78a|Job-UUID=7f3db78a",
            "Event|Event-Name=HEARTBEAT|Up-Time=0 years",
            "CommandReply|Event-Name=CHANNEL_DATA|Content-Type=command/reply|Channel-Name=sofia/x/a@b",
            "DisconnectNotice|Content-Type=text/disconnect-notice|Content-Disposition=linger|Content-Length=0",
            "Other|Content-Length=5|Content-Type=log/data||a\n\nb\n",
            "Event|Event-Name=CHANNEL_HANGUP_COMPLETE|Unique-ID=7f0c|Hangup-Cause=NORMAL_CLEARING|Hangup-Cause=OTHER|variable_legs=a;b|n=12"
            + "|o={\"p\":[\"q\"]}|x=",
            "Event|Event-Name=DTMF|DTMF-Digit=5",
            "DisconnectNotice|Content-Type=text/disconnect-notice|Content-Length=9||Disconnec");
    }

    [Fact]
    public void TryRead_SplitAtEveryByte_GivesTheSameMessages()
    {
        var bytes = Encoding.UTF8.GetBytes(EslStream.Mixed);
        var whole = EslStream.ReadAll(EslStream.Mixed);
        for (var at = 1; at < bytes.Length; at++)
        {
            EslStream.ReadAll(new EslReader(EslSkip.None), bytes[..at], bytes[at..]).Should().Equal(whole);
            EslStream.PumpPieces(new EslReader(EslSkip.None), bytes[..at], bytes[at..]).Should().Equal(whole);
        }

        EslStream.Pump(new EslReader(EslSkip.None), bytes, 1).Should().Equal(whole);
    }

    [Fact]
    public void TryRead_StreamJoinedAtAnyByte_GoesOnWithTheNextFrame()
    {
        var bytes = Encoding.UTF8.GetBytes(EslStream.Create + EslStream.PlainCustom + EslStream.PlainJob + EslStream.Hangup);
        var last = EslStream.ReadAll(EslStream.Hangup)[0];
        for (var at = 1; at < bytes.Length - EslStream.Hangup.Length; at++)
        {
            var reader = new EslReader(EslSkip.None);
            EslStream.ReadAll(reader, bytes[at..]).Should().EndWith(last);
            reader.Malformed.Should().BeLessThanOrEqualTo(2);
            reader.IsForeign.Should().BeFalse();
        }
    }

    [Fact]
    public void TryRead_SkippedEvents_CountAsFramesAndByName()
    {
        var reader = new EslReader(new EslSkip(["DTMF"], ["callcenter::info"]));
        var late = EslStream.Frame("text/event-json", """{"a":"b","Event-Name":"CUSTOM","c":"d","Event-Subclass":"sofia::register"}""");
        var bytes = Encoding.UTF8.GetBytes(
            EslStream.Mixed + EslStream.Plain("Event-Subclass: sofia%3A%3Aregister\nEvent-Name: CUSTOM\n\n") + late + EslStream.Json("CUSTOM"));

        var messages = EslStream.ReadAll(reader, bytes);

        messages.Where(static one => one.StartsWith("Event", StringComparison.Ordinal)).Should().Equal(
            "Event|Event-Subclass=callcenter::info|Event-Name=CUSTOM|CC-Queue=support@pbx.test|legs=a", "Event|Event-Name=DTMF|DTMF-Digit=5");
        reader.Frames.Should().Be(17);
        reader.Skipped.ToDictionary().Should().Equal(new Dictionary<string, long>
        {
            ["CHANNEL_CREATE"] = 1,
            ["BACKGROUND_JOB"] = 1,
            ["HEARTBEAT"] = 1,
            ["CHANNEL_HANGUP_COMPLETE"] = 1,
            ["sofia::register"] = 2,
            ["CUSTOM"] = 1,
        });
    }

    [Theory]
    [InlineData("Content-Length: 12\nContent-Type: text/event-json\n\n{\"Event-Name")]
    [InlineData("Content-Length: 4x\nContent-Type: text/event-json\n\n{\"Event-Name\":\"X\"}")]
    [InlineData("Content-Length: -4\nContent-Type: text/event-json\n\n{\"Event-Name\":\"X\"}")]
    [InlineData("Content-Length: 99999999999999999999\nContent-Type: api/response\n\n")]
    [InlineData("Content-Type: text/event-json\n\n{\"Event-Name\":\"X\"}")]
    [InlineData("Content-Length: 17\nContent-Type: text/event-json\n\n{\"Event-Name\":1,}")]
    [InlineData("Content-Length: 2\nContent-Type: text/event-plain\n\nxy")]
    [InlineData("Reply-Text: of a value\nwith lines\n\n")]
    [InlineData("Content-Length: 40\nContent-Type: text/event-json\n\n{\"Event-Name\":\"X\"}")]
    public void TryRead_DamagedFrame_IsCountedAndTheNextFrameIsRead(string damaged)
    {
        foreach (var size in new[] { 1, 7, 100_000 })
        {
            var reader = new EslReader(EslSkip.None);

            var messages = EslStream.Pump(reader, Encoding.UTF8.GetBytes(EslStream.Greeting + damaged + EslStream.Create + EslStream.Hangup), size);

            messages.Should().HaveCount(3);
            reader.Malformed.Should().Be(1);
            reader.Warnings.Should().ContainSingle().Which.Should().StartWith("Byte 28 of a connection: ");
        }
    }

    [Fact]
    public void TryRead_FrameOverTheLimit_IsPassedOverWithoutBeingKept()
    {
        var huge = EslStream.Json("CHANNEL_CREATE", $"\"x\":\"{new string('x', 9000)}\"");
        foreach (var size in new[] { 1, 100, 4096, 100_000 })
        {
            var reader = new EslReader(EslSkip.None, maxFrameBytes: 4096);

            EslStream.Pump(reader, Encoding.UTF8.GetBytes(EslStream.Greeting + huge + EslStream.Hangup), size).Should().HaveCount(2);

            reader.Oversize.Should().Be(1);
            reader.Frames.Should().Be(3);
        }

        var rest = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(huge[..5000]));
        new EslReader(EslSkip.None, maxFrameBytes: 4096).TryRead(ref rest, new EslMessage()).Should().BeFalse();
        rest.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void TryRead_FrameOfHundredsOfKilobytes_IsRead()
    {
        var huge = EslStream.Json("CHANNEL_CREATE", $"\"x\":\"{new string('x', 400_000)}\",\"Unique-ID\":\"7f0c\"");

        var messages = EslStream.Pump(new EslReader(EslSkip.None), Encoding.UTF8.GetBytes(huge + EslStream.Hangup), 4096);

        messages.Should().HaveCount(2);
        messages[0].EndsWith("x|Unique-ID=7f0c", StringComparison.Ordinal).Should().BeTrue();
        messages[0].Length.Should().BeGreaterThan(400_000);
    }

    [Fact]
    public void TryRead_XmlEvents_AreReadOrCountedAsDamaged()
    {
        var reader = new EslReader(new EslSkip(["DTMF"], []));
        var xml = EslStream.Frame("text/event-xml", "<event>\n  <headers>\n    <Event-Name>DTMF</Event-Name>\n    <a>%22b%22</a>\n  </headers>\n</event>");
        var other = EslStream.Frame("text/event-xml", "<event><headers><Event-Name>API</Event-Name></headers></event>");
        var damaged = EslStream.Frame("text/event-xml", "<event><headers><1/></headers></event>");

        EslStream.ReadAll(reader, Encoding.UTF8.GetBytes(xml + other + damaged + xml)).Should().Equal(
            "Event|Event-Name=DTMF|a=\"b\"", "Event|Event-Name=DTMF|a=\"b\"");

        reader.Skipped.ToDictionary().Should().Equal(new Dictionary<string, long> { ["API"] = 1 });
        reader.Malformed.Should().Be(1);
        reader.Frames.Should().Be(4);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n")]
    public void IsForeign_AnotherProtocol_IsToldFromItsFirstLine(string stream)
    {
        var reader = new EslReader(EslSkip.None);

        EslStream.Pump(reader, Encoding.UTF8.GetBytes(stream), 1).Should().BeEmpty();

        reader.IsForeign.Should().BeTrue();
        Encoding.UTF8.GetString(reader.Lead).Should().StartWith(stream[..8]);
    }

    [Fact]
    public void TryRead_MegabytesOfWhatAlmostIsAFrame_ArePassedOverInNoTime()
    {
        var almost = string.Concat(Enumerable.Repeat("Content-Type: Content-Length:", 150_000));
        var reader = new EslReader(EslSkip.None);

        EslStream.ReadAll(reader, Encoding.UTF8.GetBytes(EslStream.Greeting + almost + EslStream.Hangup)).Should().HaveCount(2);

        reader.Malformed.Should().Be(1);
    }

    [Fact]
    public void Reset_HalfFrame_IsDropped()
    {
        var reader = new EslReader(EslSkip.None);
        EslStream.ReadAll(reader, Encoding.UTF8.GetBytes(EslStream.Greeting + EslStream.Create[..^4]));

        reader.Reset();

        EslStream.ReadAll(reader, Encoding.UTF8.GetBytes(EslStream.Greeting + EslStream.Hangup)).Should().HaveCount(2);
        reader.Malformed.Should().Be(0);
    }
}
