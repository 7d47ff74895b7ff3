using System.Buffers;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;

namespace CallTracking.LoadLab.Parsing;

/// <summary>Parsing an event socket against the span scan.</summary>
internal static class EslParseSuite
{
    private const int PieceLength = 16 * 1024;

    /// <summary>JSON, then plain text.</summary>
    public static IEnumerable<PairSuite> Create(int calls) =>
        [Create(calls, isJson: true, "esl-json", "ESL parse, JSON"), Create(calls, isJson: false, "esl-plain", "ESL parse, plain text")];

    private static PairSuite Create(int calls, bool isJson, string name, string title)
    {
        var bytes = EslCallStream.Make(calls, isJson);
        var whole = new ReadOnlySequence<byte>(bytes);
        var pieces = AmiPasses.InPieces(bytes, PieceLength);
        return new PairSuite(
            name, title, "event", Measure.Cpu,
            [
                Candidate.Of("span scan", () => EslSpanScan.Run(bytes).Frames),
                Candidate.Of("every header", () => EslPasses.ReadAll(whole)),
                Candidate.Of("skipping", () => EslPasses.ReadWanted(whole)),
                Candidate.Of("every header, 16 KiB pieces", () => EslPasses.ReadAll(pieces)),
                Candidate.Of("skipping, 16 KiB pieces", () => EslPasses.ReadWanted(pieces)),
                Candidate.Of("a string and a Dictionary per frame", () => EslPasses.ReadDictionaries(bytes)),
            ],
            [
                new Gate("every header", LeastRatio: 0.45, MostBytes: 64),
                new Gate("skipping", LeastRatio: 1, MostBytes: 64),
            ])
        {
            CountsAlike = true,
            Notes = result =>
            [
                $"{calls:N0} answered calls with all events: {EslCallStream.EventsPerCall()} events and {bytes.Length / calls:N0} bytes per call. The span "
                + $"scan reads {result["span scan"].PerSecond * bytes.Length / Math.Max(1, calls * EslCallStream.EventsPerCall()) / 1e6:N0} MB/s.",
            ],
        };
    }
}
