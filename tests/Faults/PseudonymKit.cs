using System.Text;
using System.Text.Json.Nodes;
using CallTracking.Calls;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Faults;

/// <summary>A trace with pseudonyms in place of numbers replays to the same ledger, with pseudonyms in place of numbers.</summary>
/// <typeparam name="TPbx">The PBX.</typeparam>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class PseudonymKit<TPbx, TFrame> : IDisposable
    where TPbx : FaultPbx<TFrame>, new()
    where TFrame : class
{
    private static readonly TPbx Pbx = new();

    private static readonly byte[] Key = Encoding.ASCII.GetBytes("the key of these tests");

    private readonly NumberPseudonyms _numbers = new(Key);

    public static TheoryData<string> Scenarios => [.. Pbx.Names];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithPseudonyms_IsTheSameLedgerButForTheNumbers(string name)
    {
        var recorded = Pbx.Load(name);
        var shown = recorded.Select(connection => Shown(Pbx.Chunks(connection)).ToList()).ToList();

        var original = Ledger(Pbx.Replay(recorded));
        var replayed = Ledger(CallReplay.Run(Pbx.Decoder(), shown, Pbx.Site));

        Replace(original);
        replayed.ToJsonString().Should().Be(original.ToJsonString());
        Length(shown).Should().Be(Length(recorded.Select(Pbx.Chunks)), "framing is not touched");
        LedgerText.Utf8(shown).Should().NotContain("2025550");
    }

    public void Dispose()
    {
        _numbers.Dispose();
        GC.SuppressFinalize(this);
    }

    private static JsonNode Ledger(ReplayResult result) => JsonNode.Parse(LedgerDocument.From(result).ToJson(indented: false))!;

    private static long Length(IEnumerable<IEnumerable<TraceChunk>> connections) =>
        connections.Sum(connection => connection.Sum(chunk => chunk.Bytes.Length));

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
