using System.Buffers;
using CallTracking.Calls;
using CallTracking.Fuzzing;
using CallTracking.Numbering;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class ParserFuzzTests
{
    [Fact]
    public void EslDecoder_OnAnything_RefusesOrReadsWhatTheTrackerCanTake()
    {
        Fuzz.Run(
            "esl",
            static bytes =>
            {
                var decoder = new EslDecoder();
                var events = Decode(decoder, bytes);
                var tracker = new CallTracker("default", "fuzz", new SiteOptions());
                var changes = new List<CallChange>();
                foreach (var pbxEvent in events)
                {
                    tracker.Apply(1, pbxEvent, changes);
                }

                decoder.Frames.Should().BeLessThanOrEqualTo(bytes.Length);
                decoder.Warnings.Count.Should().BeLessThanOrEqualTo(100);
            },
            [typeof(PbxLinkException)], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }

    [Fact]
    public void EslCorrelator_OnAnything_RefusesOrGoesOn()
    {
        Fuzz.Run(
            "esl",
            static bytes =>
            {
                var correlator = new EslCorrelator("FreeSWITCH");
                var job = correlator.ExpectJob(Guid.Parse("7f3db78a-0000-4000-8000-000000000001"));
                var answers = Enumerable.Range(0, 4).Select(_ => correlator.Expect().Source.Task).ToList();
                foreach (var piece in bytes.Chunk(97))
                {
                    correlator.Receive(piece);
                }

                correlator.End(new PbxLinkException(PbxLinkFailure.Lost, "over"));
                correlator.HasPending.Should().BeFalse();
                answers.Append<Task>(job).Should().OnlyContain(static task => task.IsCompleted);
            },
            [typeof(PbxLinkException)], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }

    [Fact]
    public void ListOfChannels_OnAnything_IsReadOrNone()
    {
        Fuzz.Run(
            "list",
            static bytes =>
            {
                EslSnapshot.LegsIn(bytes).Should().OnlyContain(static leg => EslArgument.IsLeg(leg));
                (ChannelRow.Parse(bytes)?.Count ?? 0).Should().BeLessThanOrEqualTo(bytes.Length);
            },
            [], bytesPerByte: 1_000, bytesAtMost: 1_000_000, runs: 5_000);
    }

    [Fact]
    public void ListOfChannels_NameThatIsNoUtf8_IsStillAList()
    {
        var list = "{\"row_count\":1,\"rows\":[{\"uuid\":\"leg-1\",\"name\":\"sofia/x/y\",\"state\":\"CS_EXECUTE\",\"cid_name\":\"Zo\u00EB\"}]}";

        var bytes = System.Text.Encoding.Latin1.GetBytes(list);

        EslSnapshot.LegsIn(bytes).Should().Equal("leg-1");
        ChannelRow.Parse(bytes).Should().ContainSingle().Which.CallerName.Should().Be("Zo\uFFFD");
    }

    private static List<PbxEvent> Decode(EslDecoder decoder, byte[] bytes)
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
