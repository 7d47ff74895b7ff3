using System.Text;
using CallTracking.Pbx.Traces;

namespace CallTracking.Testing.Traces;

public sealed class TraceToolsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static TraceChunk[] TwoConnections =>
    [
        Chunk(0, "banner"), Chunk(0, "login", TraceDirection.Sent), Chunk(1, "one"), Chunk(2, "two"), End(3),
        Chunk(5, "banner"), Chunk(6, "three"), Chunk(9, "four"),
    ];

    [Fact]
    public void Inspect_TwoConnections_CountsEach()
    {
        var summary = TraceTools.Inspect(TwoConnections);

        summary.Connections.Should().Equal(
            new TraceConnectionSummary(Start, Start.AddSeconds(3), 4, 12, 5, IsEnded: true),
            new TraceConnectionSummary(Start.AddSeconds(5), Start.AddSeconds(9), 3, 15, 0, IsEnded: false));
        (summary.From, summary.To, summary.Received, summary.Sent).Should().Be((Start, Start.AddSeconds(9), 27, 5));
    }

    [Theory]
    [InlineData(0, 10, true, "banner login one two | banner three four")]
    [InlineData(2, 6, true, "banner two | banner")]
    [InlineData(2, 7, false, "two | banner three")]
    [InlineData(6, 9, true, "banner banner three")]
    [InlineData(4, 5, false, "")]
    public void Cut_Period_KeepsWhatLiesInItAndTheGreetings(int from, int to, bool keepGreeting, string expected)
    {
        Text(TraceTools.Cut(TwoConnections, Start.AddSeconds(from), Start.AddSeconds(to), keepGreeting)).Should().Be(expected);
    }

    [Fact]
    public void Cut_WithoutTimes_IsRefused()
    {
        var cut = () => TraceTools.Cut([Chunk(0, "x") with { At = null }], Start, Start.AddHours(1)).ToList();

        cut.Should().Throw<InvalidDataException>().WithMessage("*without times*");
    }

    [Fact]
    public void Split_ThenJoin_IsTheSameAndEveryConnectionEnds()
    {
        var parts = TraceTools.Split(TwoConnections).Select(part => part.ToArray()).ToList();

        parts.Select(part => Text(part)).Should().Equal("banner login one two |", "banner three four");
        Text(TraceTools.Join(parts)).Should().Be("banner login one two | banner three four |");
    }

    [Fact]
    public void Merge_BothDirections_IsInOrderOfTime()
    {
        TraceChunk[] received = [Chunk(0, "banner"), Chunk(2, "answer")];
        TraceChunk[] sent = [Chunk(1, "ask", TraceDirection.Sent), Chunk(2, "bye", TraceDirection.Sent)];

        Text(TraceTools.Merge(received, sent)).Should().Be("banner ask answer bye");
    }

    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("trace-").FullName, "a.cttrace");

        TraceTools.Write(path, new TraceHeader("some-wire", Start, null), TwoConnections);

        Text(TraceReader.Open(path).ReadChunks()).Should().Be("banner login one two | banner three four");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static TraceChunk Chunk(int second, string text, TraceDirection direction = TraceDirection.Received) =>
        new(Start.AddSeconds(second), direction, Encoding.ASCII.GetBytes(text), EndOfConnection: false);

    private static TraceChunk End(int second) => new(Start.AddSeconds(second), TraceDirection.Received, default, EndOfConnection: true);

    private static string Text(IEnumerable<TraceChunk> chunks) =>
        string.Join(' ', chunks.Select(chunk => chunk.EndOfConnection ? "|" : Encoding.ASCII.GetString(chunk.Bytes.Span)));
}
