using System.Buffers;
using System.Text;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Run_FramesSplitOverChunks_DecoderSeesThemWhole()
    {
        var decoder = new LineDecoder();

        var result = CallReplay.Run(decoder, [[Chunk("alp"), Chunk("ha\nbe"), Chunk("ta\ngamma\nde"), Chunk("lta\n")]], new SiteOptions());

        decoder.Lines.Should().Equal("alpha", "beta", "gamma", "delta");
        result.Frames.Should().Be(4);
    }

    [Fact]
    public void Run_SplitAtEveryByteInReusedMemory_LosesNothing()
    {
        var text = string.Concat(Enumerable.Range(0, 2_000).Select(n => $"line {n} {new string('x', n % 97)}\n"));
        var decoder = new LineDecoder();

        CallReplay.Run(decoder, [OneByteChunks(text)], new SiteOptions());

        string.Concat(decoder.Lines.Select(line => line + "\n")).Should().Be(text);
    }

    [Fact]
    public void Run_SentChunks_AreNotDecoded()
    {
        var decoder = new LineDecoder();
        var sent = new TraceChunk(Start, TraceDirection.Sent, "Action: Login\n"u8.ToArray(), false);

        CallReplay.Run(decoder, [[sent, Chunk("answer\n")]], new SiteOptions());

        decoder.Lines.Should().Equal("answer");
    }

    [Fact]
    public void Run_TwoConnections_OpensAndClosesEachAndDropsTheHalfReadFrame()
    {
        var decoder = new LineDecoder();
        var died = Start.AddSeconds(9);
        var end = new TraceChunk(died, TraceDirection.Received, ReadOnlyMemory<byte>.Empty, true);

        CallReplay.Run(decoder, [[Chunk("one\nhal"), end], [Chunk("two\n")]], new SiteOptions());

        decoder.Lines.Should().Equal("one", "two");
        decoder.Steps.Should().Equal(
            $"open {Start:HH:mm:ss}", $"tick {died:HH:mm:ss}", $"close {died:HH:mm:ss}", $"open {Start:HH:mm:ss}", "close ?");
    }

    [Fact]
    public void Run_SilenceOnTheWire_LetsTheTimeReachTheDecoder()
    {
        var decoder = new LineDecoder();

        CallReplay.Run(decoder, [[Chunk("one\n"), Chunk("two\n", 4), Chunk("three\n", 60)]], new SiteOptions());

        decoder.Steps.Should().ContainSingle(step => step.StartsWith("tick")).Which.Should().Be($"tick {Start.AddSeconds(60):HH:mm:ss}");
    }

    [Fact]
    public void Run_UnknownWireEvents_AreReported()
    {
        var decoder = new LineDecoder();

        var result = CallReplay.Run(decoder, [[Chunk("?Foo\n?Foo\n?Bar\n")]], new SiteOptions());

        result.UnknownEvents.Should().BeEquivalentTo(new Dictionary<string, long> { ["Foo"] = 2, ["Bar"] = 1 });
    }

    private static TraceChunk Chunk(string text, int afterSeconds = 0) =>
        new(Start.AddSeconds(afterSeconds), TraceDirection.Received, Encoding.UTF8.GetBytes(text), false);

    // A reader lends its memory only until the next chunk: the same single byte is overwritten again and again.
    private static IEnumerable<TraceChunk> OneByteChunks(string text)
    {
        var memory = new byte[1];
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            memory[0] = value;
            yield return new TraceChunk(Start, TraceDirection.Received, memory, false);
        }
    }

    private sealed class LineDecoder : IPbxDecoder
    {
        private readonly Dictionary<string, long> _unknown = [];

        public List<string> Lines { get; } = [];

        public List<string> Steps { get; } = [];

        public long Frames => Lines.Count;

        public IReadOnlyDictionary<string, long> UnknownEvents => _unknown;

        public void Open(DateTimeOffset? at) => Steps.Add($"open {at:HH:mm:ss}");

        public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
        {
            var rest = buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(rest.Slice(0, end));
                Lines.Add(line);
                if (line.StartsWith('?'))
                {
                    _unknown[line[1..]] = _unknown.GetValueOrDefault(line[1..]) + 1;
                }

                rest = rest.Slice(rest.GetPosition(1, end));
            }

            return rest.Start;
        }

        public void Close(DateTimeOffset? at, ICollection<PbxEvent> events) =>
            Steps.Add(at is { } known ? $"close {known:HH:mm:ss}" : "close ?");

        public void Advance(DateTimeOffset at, ICollection<PbxEvent> events) => Steps.Add($"tick {at:HH:mm:ss}");
    }
}
