using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslMessageTests
{
    private static readonly string[] Formats =
    [
        EslStream.Frame(
            "text/event-json",
            """
            {"Event-Subclass":"callcenter::info","Event-Name":"CUSTOM","Event-Date-Timestamp":"1795407341369395","Hangup-Cause":"USER_BUSY",
            "Hangup-Cause":"LATER","Name":"Zo\u00eb, \"100%\"","list":["a;b","c"],"one":"x","empty":"","undef":"_undef_","zero":"0","_body":"+OK\n"}
            """),
        EslStream.Plain(
            "Event-Subclass: callcenter%3A%3Ainfo\nEvent-Name: CUSTOM\nEvent-Date-Timestamp: 1795407341369395\nHangup-Cause: USER_BUSY\n"
            + "Hangup-Cause: LATER\nName: Zo%C3%AB,%20%22100%%22\nlist: ARRAY%3A%3Aa%3Bb%7C%3Ac\none: x\nempty: \nundef: _undef_\nzero: 0\n"
            + "Content-Length: 4\n\n+OK\n"),
        EslStream.Frame(
            "text/event-xml",
            """
            <event>
              <headers>
                <Event-Subclass>callcenter%3A%3Ainfo</Event-Subclass><Event-Name>CUSTOM</Event-Name>
                <Event-Date-Timestamp>1795407341369395</Event-Date-Timestamp><Hangup-Cause>USER_BUSY</Hangup-Cause>
                <Hangup-Cause>LATER</Hangup-Cause><Name>Zo%C3%AB,%20%22100%%22</Name><list>ARRAY%3A%3Aa%3Bb%7C%3Ac</list><one>x</one>
                <empty></empty><undef>_undef_</undef><zero>0</zero>
              </headers>
              <Content-Length>4</Content-Length>
              <body>+OK&#10;</body>
            </event>
            """),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Get_AnyFormat_GivesTheSame(int format)
    {
        var message = EslStream.ReadOne(Formats[format]);

        message.Kind.Should().Be(EslMessageKind.Event);
        message.EventName.SequenceEqual("CUSTOM"u8).Should().BeTrue();
        message.Subclass.SequenceEqual("callcenter::info"u8).Should().BeTrue();
        message.Timestamp.Should().Be(DateTimeOffset.UnixEpoch.AddMicroseconds(1_795_407_341_369_395));
        message.Get("hangup-cause"u8).Should().Be("USER_BUSY");
        message.Get("Name"u8).Should().Be("Zoë, \"100%\"");
        message.Is("Name"u8, "Zoë, \"100%\""u8).Should().BeTrue();
        message.Get("list"u8).Should().Be("a;b");
        message.GetList("list"u8).Should().Equal("a;b", "c");
        message.GetList("one"u8).Should().Equal("x");
        message.GetList("empty"u8).Should().BeEmpty();
        message.GetList("absent"u8).Should().BeEmpty();
        message.Get("empty"u8).Should().BeNull();
        message.Get("undef"u8).Should().BeNull();
        message.Has("empty"u8).Should().BeTrue();
        message.Has("absent"u8).Should().BeFalse();
        message.GetNumber("zero"u8).Should().Be(0);
        message.GetNumber("Name"u8).Should().BeNull();
        message.GetTime("zero"u8).Should().BeNull();
        message.Body.Should().Be("+OK\n");
    }

    [Fact]
    public void Get_ReplyText_IsNotPercentDecoded()
    {
        var message = EslStream.ReadOne("Content-Type: command/reply\nReply-Text: +OK 100%41 ARRAY::a|:b\n\n");

        message.Get("Reply-Text"u8).Should().Be("+OK 100%41 ARRAY::a|:b");
        message.EventName.IsEmpty.Should().BeTrue();
        message.Body.Should().BeNull();
    }

    [Fact]
    public void Get_BytesThatAreNoUtf8_ReadAsTheFallback()
    {
        var reader = new EslReader(EslSkip.None);
        var bytes = Encoding.Latin1.GetBytes(EslStream.Frame("text/event-json", "{\"Event-Name\":\"X\",\"n\":\"Zo#\"}").Replace('#', '\u00EB'));
        var sequence = EslStream.Sequence(bytes);
        var message = new EslMessage(new WireText(Encoding.Latin1));

        reader.TryRead(ref sequence, message).Should().BeTrue();

        message.Get("n"u8).Should().Be("Zoë");
    }

    [Theory]
    [InlineData("{\"Event-Name\":\"CHANNEL_DATA\",\"Unique-ID\":\"7f0c\"}")]
    [InlineData("Event-Name: CHANNEL_DATA\nUnique-ID: 7f0c\n\n")]
    public void TryReadBody_Dump_IsReadAsAnEvent(string body)
    {
        var message = EslStream.ReadOne(EslStream.Frame("api/response", body));
        var dump = new EslMessage();

        message.TryReadBody(dump).Should().BeTrue();

        dump.Get("Unique-ID"u8).Should().Be("7f0c");
        dump.ContentType.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("-ERR No such channel!\n")]
    [InlineData("{\"row_count\": 0}\n")]
    [InlineData("{\"Event-Name\":")]
    public void TryReadBody_AnythingElse_IsRefused(string body)
    {
        EslStream.ReadOne(EslStream.Frame("api/response", body)).TryReadBody(new EslMessage()).Should().BeFalse();
    }
}
