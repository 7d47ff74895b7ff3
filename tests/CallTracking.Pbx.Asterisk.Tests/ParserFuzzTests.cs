using System.Buffers;
using System.Text;
using CallTracking.Calls;
using CallTracking.Fuzzing;
using CallTracking.Numbering;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

public sealed class ParserFuzzTests
{
    [Fact]
    public void AmiDecoder_OnAnything_RefusesOrReadsWhatTheTrackerCanTake()
    {
        Fuzz.Run(
            "ami",
            static bytes =>
            {
                var decoder = new AmiDecoder();
                var events = Decode(decoder, bytes);
                var tracker = new CallTracker("default", "fuzz", new SiteOptions());
                var changes = new List<CallChange>();
                foreach (var pbxEvent in events)
                {
                    tracker.Apply(1, pbxEvent, changes);
                }
            },
            [typeof(PbxLinkException)], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }

    [Fact]
    public void CdrDecoder_OnAnything_RefusesOrReads()
    {
        Fuzz.Run(
            "cdr",
            static bytes =>
            {
                var decoder = new CdrDecoderFactory().Create();
                Decode(decoder, bytes).Should().OnlyContain(e => e is RecordReceived);
                decoder.Frames.Should().BeLessThanOrEqualTo(bytes.Length);
            },
            [typeof(PbxLinkException)], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }

    [Fact]
    public void AmiValue_OnAnything_Reads()
    {
        Fuzz.Run(
            "value",
            static bytes =>
            {
                AmiValue.IsUnknown(bytes);
                AmiValue.ParseTimestamp(bytes);
                WireBytes.Printable(bytes).Should().NotContain("\r").And.NotContain("\n");
                var text = Encoding.Latin1.GetString(bytes);
                AmiValue.Unescape(text).Length.Should().BeLessThanOrEqualTo(text.Length);
                AmiSyntax.IsBanner(bytes);
                AmiSyntax.IsHeader(bytes);
                (LocalTimes.TryParse(bytes, out var time) ? time.Year : 1).Should().BePositive();
                (CdrId.TryGetBirth(bytes, out var birth) ? birth.Year : 2001).Should().BePositive();
                DialTarget.Of(text);
            },
            [], runs: 5_000);
    }

    private static List<PbxEvent> Decode(IPbxDecoder decoder, byte[] bytes)
    {
        var events = new List<PbxEvent>();
        var at = DateTimeOffset.UnixEpoch;
        decoder.Open(at);
        var rest = new ReadOnlySequence<byte>(bytes);
        rest = rest.Slice(decoder.Decode(rest, at, events));
        rest.Length.Should().BeLessThanOrEqualTo(bytes.Length);
        decoder.Close(at, events);
        return events;
    }
}
