using System.Text;
using System.Text.Json.Nodes;
using CallTracking.Calls;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>A trace with pseudonyms in place of numbers replays to the same ledger, with pseudonyms in place of numbers.</summary>
public sealed class PseudonymTests : IDisposable
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("the key of these tests");

    private readonly NumberPseudonyms _numbers = new(Key);

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithPseudonyms_IsTheSameLedgerButForTheNumbers(string name)
    {
        var scenario = Scenario.Load(name);
        var shown = scenario.Connections.Select(connection => Shown(connection.Chunks()).ToList()).ToList();

        var original = Ledger(Scenario.Replay(scenario.Connections));
        var replayed = Ledger(CallReplay.Run(new AmiDecoder(), shown, Scenario.Site));

        Replace(original);
        replayed.ToJsonString().Should().Be(original.ToJsonString());
        Length(shown).Should().Be(Length(scenario.Connections.Select(connection => connection.Chunks())), "framing is not touched");
        Text(shown).Should().NotContain("2025550");
    }

    public void Dispose() => _numbers.Dispose();

    private static JsonNode Ledger(ReplayResult result) => JsonNode.Parse(LedgerDocument.From(result).ToJson(indented: false))!;

    private static long Length(IEnumerable<IEnumerable<TraceChunk>> connections) =>
        connections.Sum(connection => connection.Sum(chunk => chunk.Bytes.Length));

    private static string Text(IEnumerable<IEnumerable<TraceChunk>> connections) =>
        string.Concat(connections.SelectMany(connection => connection.Select(chunk => Encoding.UTF8.GetString(chunk.Bytes.Span))));

    private IEnumerable<TraceChunk> Shown(IEnumerable<TraceChunk> chunks)
    {
        var stream = new PseudonymStream(_numbers);
        foreach (var chunk in chunks)
        {
            yield return chunk with { Bytes = chunk.EndOfConnection ? stream.Finish().ToArray() : stream.Take(chunk.Bytes.Span).ToArray() };
        }
    }

    private void Replace(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    array[i] = Replaced(array[i]);
                }

                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    // Ids are derived from times and channels and stay the same.
                    members[name] = name is "id" or "callId" ? value?.DeepClone() : Replaced(value);
                }

                break;
        }
    }

    private JsonNode? Replaced(JsonNode? node)
    {
        if (node is JsonValue value && value.TryGetValue<string>(out var text))
        {
            return JsonValue.Create(_numbers.Apply(text));
        }

        var copy = node?.DeepClone();
        Replace(copy);
        return copy;
    }
}
