using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiDecoderTests
{
    private static readonly DateTimeOffset Arrival = new(2026, 11, 23, 4, 27, 7, TimeSpan.Zero);

    private readonly AmiDecoder _decoder = new();
    private readonly List<PbxEvent> _events = [];

    [Fact]
    public void Decode_EventWithoutTimestamp_TakesTheArrival()
    {
        Decode(AmiStream.Login, Arrival);

        _events.OfType<LinkUp>().Should().ContainSingle().Which.At.Should().Be(Arrival);
    }

    [Fact]
    public void Decode_EventWithTimestamp_TakesThePbxsTime()
    {
        Decode(AmiStream.Login + AmiStream.Newchannel, Arrival);

        _events.OfType<LegStarted>().Should().ContainSingle().Which.At.Should()
            .Be(DateTimeOffset.UnixEpoch.AddSeconds(1795407643).AddMicroseconds(795868));
    }

    [Fact]
    public void Decode_NoTimeAtAll_TakesTheLastKnownElseTheEpoch()
    {
        Decode(AmiStream.Login, at: null);
        _events.OfType<LinkUp>().Single().At.Should().Be(DateTimeOffset.UnixEpoch);

        Decode(AmiStream.Newchannel, at: null);
        _decoder.Close(at: null, _events);

        _events.OfType<LinkDown>().Single().At.Should().Be(_events.OfType<LegStarted>().Single().At);
    }

    [Fact]
    public void Close_PbxsClockIsAnHourBehind_EndsByThePbxsClock()
    {
        var pbxTime = DateTimeOffset.UnixEpoch.AddSeconds(1795407643).AddMicroseconds(795868);
        Decode(AmiStream.Login + AmiStream.Newchannel, pbxTime.AddHours(1));

        _decoder.Close(pbxTime.AddHours(1).AddSeconds(30), _events);

        _events.OfType<LinkDown>().Single().At.Should().Be(pbxTime.AddSeconds(30));
    }

    [Fact]
    public void Close_ClocksDifferByTheWire_EndsByArrival()
    {
        var pbxTime = DateTimeOffset.UnixEpoch.AddSeconds(1795407643).AddMicroseconds(795868);
        Decode(AmiStream.Login + AmiStream.Newchannel, pbxTime.AddMilliseconds(3));

        _decoder.Close(pbxTime.AddSeconds(30), _events);

        _events.OfType<LinkDown>().Single().At.Should().Be(pbxTime.AddSeconds(30));
    }

    [Fact]
    public void Decode_SubMicrosecondArrival_IsTruncated()
    {
        Decode(AmiStream.Login, Arrival.AddTicks(7));

        _events.OfType<LinkUp>().Single().At.Should().Be(Arrival);
    }

    [Fact]
    public void Decode_UnknownEvents_AreCountedByName()
    {
        const string Future = "Event: FromTheFuture\r\nx: y\r\n\r\n";
        Decode(AmiStream.Login + Future + "Event: VarSet\r\nVariable: a\r\n\r\n" + Future, Arrival);

        _decoder.UnknownEvents.Should().Equal(new Dictionary<string, long> { ["FromTheFuture"] = 2 });
        _decoder.Frames.Should().Be(5);
    }

    [Theory]
    [InlineData("\"\",\"12025550111\",\"5550100\",\"2026-11-23 04:27:06\"\n", "12025550111")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0")]
    [InlineData("Content-Type: auth/request\n\n", "Content-Type")]
    [InlineData("Action: Login\r\nUsername: ct\r\n\r\nAction: Ping\r\n\r\n", "Action")]
    public void Decode_BytesOfSomethingElse_AreRefusedWithWhatWasSeen(string stream, string seen)
    {
        var decode = () => Decode(stream, Arrival);

        var failure = decode.Should().Throw<PbxLinkException>().Which;
        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain(seen);
    }

    [Fact]
    public void Decode_TraceThatBeginsInsideAMessage_IsRead()
    {
        Decode("Priority: 1\r\nUniqueid: 1.2\r\n\r\n" + AmiStream.Newchannel, Arrival);

        _events.OfType<LegStarted>().Should().ContainSingle();
    }

    [Fact]
    public void Open_AfterAHalfMessage_BeginsAfresh()
    {
        Decode(AmiStream.Login + "Event: Newchannel\r\nChannel: PJ", Arrival);
        _decoder.Close(Arrival, _events);

        Decode(AmiStream.Login + AmiStream.Newchannel, Arrival.AddMinutes(1));

        _events.OfType<LegStarted>().Should().ContainSingle();
        _decoder.Frames.Should().Be(5);
    }

    [Fact]
    public void FallbackEncoding_Windows1251_ReadsCyrillicNames()
    {
        var decoder = new AmiDecoder(EncodingNameAttribute.Find("windows-1251"));
        var name = EncodingNameAttribute.Find("windows-1251")!.GetBytes("Кот");
        var start = AmiStream.Login + "Event: Newchannel\r\nChannel: PJSIP/trunk-1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
            + "CallerIDNum: 12025550111\r\nCallerIDName: ";
        byte[] bytes = [.. Encoding.ASCII.GetBytes(start), .. name, .. "\r\n\r\n"u8];
        decoder.Open(Arrival);

        decoder.Decode(new ReadOnlySequence<byte>(bytes), Arrival, _events);

        _events.OfType<LegStarted>().Single().CallerName.Should().Be("Кот");
    }

    private void Decode(string stream, DateTimeOffset? at)
    {
        if (_decoder.Frames == 0 || stream.StartsWith("Asterisk", StringComparison.Ordinal))
        {
            _decoder.Open(at);
        }

        _decoder.Decode(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(stream)), at, _events);
    }
}
