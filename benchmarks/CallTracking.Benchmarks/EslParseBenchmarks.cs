using System.Buffers;
using BenchmarkDotNet.Attributes;
using CallTracking.LoadLab.Parsing;
using CallTracking.LoadLab.Streams;

namespace CallTracking.Benchmarks;

/// <summary>One pass over an event socket's stream of 40 calls; the span scan is the limit that the ratio column compares with.</summary>
[MemoryDiagnoser]
public class EslParseBenchmarks
{
    private byte[] _bytes = [];
    private ReadOnlySequence<byte> _whole;

    /// <summary>JSON, else plain text.</summary>
    [Params(true, false)]
    public bool IsJson { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _bytes = EslCallStream.Make(calls: 40, IsJson);
        _whole = new ReadOnlySequence<byte>(_bytes);
    }

    [Benchmark(Baseline = true, Description = "span scan")]
    public long Scan() => EslSpanScan.Run(_bytes).Checksum;

    [Benchmark(Description = "every header")]
    public long EveryHeader() => EslPasses.ReadAll(_whole);

    [Benchmark(Description = "skipping")]
    public long Skipping() => EslPasses.ReadWanted(_whole);

    [Benchmark(Description = "a string and a Dictionary per frame")]
    public long Dictionaries() => EslPasses.ReadDictionaries(_bytes);
}
