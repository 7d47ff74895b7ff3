using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslDecoderTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 4, 20, 30, TimeSpan.Zero);

    [Fact]
    public void Decode_Event_HasThePbxsOwnTime()
    {
        var decoder = Open();

        var events = Decode(decoder, Heartbeat("1795407341369395"), At);

        events.Should().NotBeEmpty().And.OnlyContain(static e => e.At == DateTimeOffset.UnixEpoch.AddMicroseconds(1_795_407_341_369_395));
    }

    [Fact]
    public void Decode_EventWithoutATime_HasThatOfItsArrivalMovedByWhatTheClocksDiffer()
    {
        var decoder = Open();
        Decode(decoder, Heartbeat("1795407341369395"), DateTimeOffset.UnixEpoch.AddMicroseconds(1_795_407_341_369_395) - TimeSpan.FromMinutes(3));

        Decode(decoder, EslStream.Json("HEARTBEAT"), At);

        decoder.LastTime.Should().Be(At + TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6")]
    [InlineData("Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n", "Asterisk Call Manager/11.0.0")]
    public void Decode_AnotherProtocol_IsRefusedWithWhatWasSeen(string stream, string seen)
    {
        var decode = () => Decode(Open(), stream, At);

        var failure = decode.Should().Throw<PbxLinkException>().Which;
        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain(seen).And.Contain("mod_event_socket").And.NotContain("\n");
    }

    [Fact]
    public void Decode_UnknownAndPassedOverEvents_OnlyTheUnknownAreTold()
    {
        var decoder = Open();
        var known = EslStream.Json("CHANNEL_STATE") + EslStream.Json("CUSTOM", "\"Event-Subclass\":\"sofia::pre_register\"");
        var unknown = EslStream.Json("BRAND_NEW") + EslStream.Plain("Event-Subclass: brand%3A%3Anew\nEvent-Name: CUSTOM\n\n");

        Decode(decoder, known + unknown + Heartbeat("1795407341369395") + known + unknown, At);

        decoder.UnknownEvents.Should().BeEquivalentTo(new Dictionary<string, long> { ["BRAND_NEW"] = 2, ["brand::new"] = 2 });
        decoder.Frames.Should().Be(9);
    }

    [Fact]
    public void Decode_DamagedFrame_IsAWarningWithItsPlace()
    {
        var decoder = Open();

        Decode(decoder, EslStream.Frame("text/event-json", "{\"Event-Name\":") + Heartbeat("1795407341369395"), At);

        decoder.Warnings.Should().ContainSingle().Which.Should().StartWith("Byte 0 of a connection: ");
        decoder.Malformed.Should().Be(1);
    }

    [Fact]
    public void Factory_Kind_IsWhatAReplayNames()
    {
        var factory = new EslDecoderFactory();

        factory.Kind.Should().Be("freeswitch-esl");
        factory.Create().Frames.Should().Be(0);
    }

    private static string Heartbeat(string micros) =>
        EslStream.Json("HEARTBEAT", $"\"Core-UUID\":\"{EslServer.Core}\",\"Event-Date-Timestamp\":\"{micros}\"");

    private static EslDecoder Open()
    {
        var decoder = new EslDecoder();
        decoder.Open(At);
        return decoder;
    }

    private static List<PbxEvent> Decode(EslDecoder decoder, string text, DateTimeOffset at)
    {
        var events = new List<PbxEvent>();
        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        bytes.Slice(decoder.Decode(bytes, at, events)).IsEmpty.Should().BeTrue();
        return events;
    }
}
