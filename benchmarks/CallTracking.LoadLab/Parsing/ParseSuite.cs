using System.Buffers;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;

namespace CallTracking.LoadLab.Parsing;

/// <summary>AMI parsing against the span scan.</summary>
internal static class ParseSuite
{
    private const int PieceLength = 16 * 1024;

    public static PairSuite Create(LoadStream stream)
    {
        var bytes = stream.Bytes;
        var whole = new ReadOnlySequence<byte>(bytes);
        var pieces = AmiPasses.InPieces(bytes, PieceLength);
        return new PairSuite(
            "parse", "AMI parse", "event", Measure.Cpu,
            [
                Candidate.Of("span scan", () => SpanScan.Run(bytes).Messages),
                Candidate.Of("every header", () => AmiPasses.ReadAll(whole)),
                Candidate.Of("skipping", () => AmiPasses.ReadWanted(whole)),
                Candidate.Of("every header, 16 KiB pieces", () => AmiPasses.ReadAll(pieces)),
                Candidate.Of("skipping, 16 KiB pieces", () => AmiPasses.ReadWanted(pieces)),
                Candidate.Of("ReadLine + Split + Dictionary", () => LineDictionary.Run(bytes)),
            ],
            [
                new Gate("every header", LeastRatio: 0.6, MostBytes: 64),
                new Gate("skipping", LeastRatio: 1, MostBytes: 64),
            ])
        {
            CountsAlike = true,
            Notes = result =>
            [
                $"The span scan reads {result["span scan"].PerSecond * stream.Shape.Bytes / Math.Max(1, stream.Shape.Events) / 1e6:N0} MB/s.",
            ],
        };
    }
}
