using System.Buffers;
using BenchmarkDotNet.Attributes;
using CallTracking.LoadLab.Parsing;
using CallTracking.LoadLab.Streams;
using CallTracking.LoadLab.Tracking;

namespace CallTracking.Benchmarks;

/// <summary>From bytes to events to calls, over a stream of 100 calls; parsing alone is the limit.</summary>
[MemoryDiagnoser]
public class TrackingBenchmarks
{
    private readonly byte[] _bytes = CallStream.Make(seed: 1, calls: 100);

    [Benchmark(Baseline = true, Description = "parse, skipping")]
    public long Parse() => AmiPasses.ReadWanted(new ReadOnlySequence<byte>(_bytes));

    [Benchmark(Description = "decode + map")]
    public long Decode() => TrackSuite.Decode(_bytes);

    [Benchmark(Description = "decode + map + track")]
    public long Track() => TrackSuite.Track(_bytes).Ended;
}
