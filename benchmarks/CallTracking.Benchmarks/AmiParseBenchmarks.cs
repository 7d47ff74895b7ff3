using System.Buffers;
using BenchmarkDotNet.Attributes;
using CallTracking.LoadLab.Parsing;
using CallTracking.LoadLab.Streams;

namespace CallTracking.Benchmarks;

/// <summary>One pass over a stream of 100 calls; the span scan is the limit that the ratio column compares with.</summary>
[MemoryDiagnoser]
public class AmiParseBenchmarks
{
    private const int PieceLength = 16 * 1024;
    private readonly byte[] _bytes = CallStream.Make(seed: 1, calls: 100);
    private ReadOnlySequence<byte> _whole;
    private ReadOnlySequence<byte> _pieces;

    [GlobalSetup]
    public void SetUp()
    {
        _whole = new ReadOnlySequence<byte>(_bytes);
        _pieces = AmiPasses.InPieces(_bytes, PieceLength);
    }

    [Benchmark(Baseline = true, Description = "span scan")]
    public long Scan() => SpanScan.Run(_bytes).Checksum;

    [Benchmark(Description = "every header")]
    public long EveryHeader() => AmiPasses.ReadAll(_whole);

    [Benchmark(Description = "skipping")]
    public long Skipping() => AmiPasses.ReadWanted(_whole);

    [Benchmark(Description = "every header, 16 KiB pieces")]
    public long EveryHeaderInPieces() => AmiPasses.ReadAll(_pieces);

    [Benchmark(Description = "skipping, 16 KiB pieces")]
    public long SkippingInPieces() => AmiPasses.ReadWanted(_pieces);

    [Benchmark(Description = "ReadLine + Split + Dictionary")]
    public long LinesAndDictionary() => LineDictionary.Run(_bytes);
}
