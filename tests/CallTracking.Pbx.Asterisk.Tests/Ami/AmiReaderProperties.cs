using System.Text;
using CsCheck;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiReaderProperties
{
    private const int Limit = 4096;

    private static readonly byte[] Stream = Encoding.Latin1.GetBytes(
        string.Concat(Enumerable.Repeat(AmiStream.Mixed + "Event: VarSet\r\nValue: " + new string('v', 6000) + "\r\n\r\n", 3)));

    private static readonly string[] Words =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", ":", ": ", "Event: ", "Event:", "Response: ", "Response: Follows\r\n", "--END COMMAND--",
        "Asterisk Call Manager/1", "Privilege: x\r\n", "Hangup", "\0", new string('a', 700),
    ];

    /// <summary>Bytes that look like AMI often enough to reach every branch.</summary>
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
    public void AnyBytes_LeaveLessThanAMessageBehind()
    {
        Garbage.Sample(
            bytes =>
            {
                var reader = new AmiReader(AmiSkip.None, Limit);
                var sequence = AmiStream.Sequence(bytes);
                var message = new AmiMessage();
                while (reader.TryRead(ref sequence, message))
                {
                }

                return sequence.Length < Limit;
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
        var reader = new AmiReader(new AmiSkip(["Hangup", "Newchannel", "VarSet"]), Limit);
        var messages = asPipe ? AmiStream.PumpPieces(reader, [.. pieces]) : AmiStream.ReadAll(reader, [.. pieces]);
        return string.Join('\n', messages) + $"\n{reader.Frames} {reader.Oversize} "
            + string.Join(',', reader.Skipped.ToDictionary().OrderBy(static one => one.Key, StringComparer.Ordinal));
    }
}
