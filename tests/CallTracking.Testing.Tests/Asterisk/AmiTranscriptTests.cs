using CallTracking.Testing.Traces;

namespace CallTracking.Testing.Asterisk;

public sealed class AmiTranscriptTests
{
    public static IEnumerable<TheoryDataRow<string>> Scenarios() => AmiPbxStateTests.Scenarios();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Instance_SharesNoIdWithAnotherOneAndHasAsMany(string name)
    {
        var original = Load(name);

        var first = Ids(original.Instance(1));
        var second = Ids(original.Instance(2));

        first.Should().HaveSameCount(Ids(original));
        first.Should().NotIntersectWith(second).And.NotIntersectWith(Ids(original));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Reordered_KeepsEveryMessageAndTheOrderOfEveryChannel(string name)
    {
        var original = Load(name);
        var reordered = original.Reordered(seed: 7, TimeSpan.FromMilliseconds(500));

        foreach (var (before, after) in original.Connections.Zip(reordered.Connections))
        {
            Texts(after).Should().BeEquivalentTo(Texts(before));
            after.Messages.Select(message => message.At).Should().BeInAscendingOrder();
            foreach (var id in Ids(original))
            {
                Of(after, id).Should().Equal(Of(before, id));
            }
        }
    }

    [Fact]
    public void Duplicated_SameSeed_IsTheSameAndLonger()
    {
        var original = Load("asterisk-22/in_answered_caller_hangup");

        var twice = Texts(original.Duplicated(3).Connections[0]);

        twice.Should().Equal(Texts(original.Duplicated(3).Connections[0]));
        twice.Should().NotEqual(Texts(original.Duplicated(4).Connections[0]));
        twice.Distinct().Should().Equal(Texts(original.Connections[0]).Distinct());
        twice.Count.Should().BeGreaterThan(Texts(original.Connections[0]).Count);
    }

    [Fact]
    public void Delayed_KeepsTheOrderAndIsNeverEarly()
    {
        var original = Load("asterisk-22/in_answered_caller_hangup").Connections[0];

        var late = Load("asterisk-22/in_answered_caller_hangup").Delayed(3, TimeSpan.FromSeconds(2)).Connections[0];

        Texts(late).Should().Equal(Texts(original));
        late.Messages.Select(message => message.At).Should().BeInAscendingOrder();
        late.Messages.Zip(original.Messages).Should().OnlyContain(pair => pair.First.At >= pair.Second.At);
    }

    [Theory]
    [InlineData("Event: X\n\n", "line '@ SECONDS'")]
    [InlineData("@ soon\nEvent: X\n\n", "1795408016.7")]
    public void Parse_NoTranscript_SaysWhereAndWhat(string text, string expected)
    {
        var parse = () => AmiTranscript.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"transcript:1:*{expected}*");
    }

    private static AmiTranscript Load(string name) => AmiTranscript.Load(Path.Combine(AppContext.BaseDirectory, "Scenarios", name, "ami.txt"));

    private static List<string> Texts(TranscriptConnection<AmiFrame> connection) => [.. connection.Messages.Select(message => message.Frame.ToString())];

    private static List<string> Of(TranscriptConnection<AmiFrame> connection, string id) =>
        [.. connection.Messages.Where(message => Ids(message.Frame).Contains(id)).Select(message => message.Frame.ToString())];

    private static List<string> Ids(AmiTranscript transcript) =>
        [.. transcript.Connections.SelectMany(connection => connection.Messages).SelectMany(message => Ids(message.Frame)).Distinct()];

    private static IEnumerable<string> Ids(AmiFrame frame) => frame.Headers
        .Where(header => header.Key.EndsWith("niqueid", StringComparison.OrdinalIgnoreCase) && header.Value.Length > 0 && header.Value[0] != '<')
        .Select(header => header.Value);
}
