using System.Text;
using CsCheck;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslReaderProperties
{
    private const int Limit = 4096;

    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
        EslStream.Mixed + EslStream.Json("CHANNEL_CREATE", $"\"v\":\"{new string('v', 6000)}\"") + EslStream.Plain($"Event-Name: API\nv: {new string('w', 3000)}\n\n")
            + EslStream.Frame("api/response", new string('r', 5000)),
        3)));

    private static readonly string[] Words =
    [
        "\n", "\r", "\n\n", ":", ": ", "\"", "\\", "{", "}", "[", ",", "Content-Length: ", "Content-Length: 20\nContent-Type: text/event-json\n\n",
        "Content-Length: 30\nContent-Type: text/event-plain\n\n", "Content-Length: 3\nContent-Type: api/response\n\n", "Content-Type: command/reply\n",
        "Content-Type: auth/request\n\n", "Content-Length: x\n", "Content-Length: 99999\n", "Event-Name: ", "Event-Name: CUSTOM\n", "{\"Event-Name\":\"CUSTOM\"",
        "{\"Event-Name\":\"DTMF\"}", "\"Event-Name\":\"", "Event-Subclass: a%3A%3Ab\n", "Cont", "7", "\0", new string('a', 700),
    ];

    /// <summary>Bytes that look like an event socket often enough to reach every branch.</summary>
    private static readonly Gen<byte[]> Garbage = Gen.OneOf(
            Gen.Byte.Select(static b => new[] { b }),
            Gen.Int[0, Words.Length - 1].Select(static i => Encoding.Latin1.GetBytes(Words[i])))
        .Array[0, 120].Select(static parts => parts.SelectMany(static part => part).ToArray());

    [Fact]
    public void AnySplit_OfAStream_GivesTheSameMessages()
    {
        var whole = Read(Stream, [], asPipe: true);
        Gen.Select(Gen.Int[1, Stream.Length - 1].Array[0, 40], Gen.Bool).Sample(
            (cuts, asPipe) => Read(Stream, cuts, asPipe).Should().Be(whole), iter: 200, threads: 1);
    }

    [Fact]
    public void AnyBytes_NeverThrowAndAnySplitGivesTheSame()
    {
        Gen.Select(Garbage, Gen.Int[1, 2000].Array[0, 10], Gen.Bool).Sample(
            (bytes, cuts, asPipe) => Read(bytes, cuts, asPipe).Should().Be(Read(bytes, [], asPipe: true)), iter: 4_000, threads: 1);
    }

    [Fact]
    public void AnyDamageInAStream_LosesNoMoreThanItTouches()
    {
        var damaged = Encoding.UTF8.GetBytes(EslStream.Mixed);

        // A length that lies may have a digit more, and is believed as long as it can be true.
        const int LongestLie = 9_999;
        var more = EslStream.Greeting + EslStream.Mixed;
        var behind = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(more, 2 + (LongestLie / more.Length))));
        Gen.Select(Gen.Int[0, damaged.Length - 1], Gen.Byte).Sample(
            (at, with) =>
            {
                var bytes = (byte[])damaged.Clone();
                bytes[at] = with;
                var reader = new EslReader(EslSkip.None);

                EslStream.ReadAll(reader, [.. bytes, .. behind]).Should()
                    .HaveCountGreaterThanOrEqualTo(14, "the last part is whole, and no length that lies reaches so far");
            },
            iter: 2_000, threads: 1);
    }

    [Fact]
    public void AnyBytes_LeaveLessThanAFrameBehind()
    {
        Garbage.Sample(
            bytes =>
            {
                var reader = new EslReader(EslSkip.None, Limit);
                var sequence = EslStream.Sequence(bytes);
                var message = new EslMessage();
                while (reader.TryRead(ref sequence, message))
                {
                }

                return sequence.Length < 2 * 1024 * 1024;
            },
            iter: 2_000,
            threads: 1);
    }

    private static string Read(byte[] bytes, int[] cuts, bool asPipe)
    {
        var pieces = new List<byte[]>();
        var from = 0;
        foreach (var cut in cuts.Where(cut => cut < bytes.Length).Distinct().Order())
        {
            pieces.Add(bytes[from..cut]);
            from = cut;
        }

        pieces.Add(bytes[from..]);
        var reader = new EslReader(new EslSkip(["DTMF", "CHANNEL_CREATE", "BACKGROUND_JOB"], ["callcenter::info"]), Limit);
        var messages = asPipe ? EslStream.PumpPieces(reader, [.. pieces]) : EslStream.ReadAll(reader, [.. pieces]);
        return string.Join('\n', messages) + $"\n{reader.Frames} {reader.Oversize} {reader.Malformed} "
            + string.Join(',', reader.Skipped.ToDictionary().OrderBy(static one => one.Key, StringComparer.Ordinal));
    }
}
