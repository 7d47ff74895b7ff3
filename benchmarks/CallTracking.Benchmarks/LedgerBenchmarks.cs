using BenchmarkDotNet.Attributes;
using CallTracking.LoadLab.Ledger;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;

namespace CallTracking.Benchmarks;

/// <summary>A batch of 100 calls, durable; SQLite's C API is the limit. The disk decides, so <c>loadlab pair</c>, which takes turns, is the
/// figure to trust.</summary>
[MemoryDiagnoser]
public class LedgerBenchmarks
{
    private const int Batch = 100;
    private LedgerSuite? _suite;
    private Candidate[] _candidates = [];

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _suite = await LedgerSuite.CreateAsync(LoadStream.Generate(seed: 1, calls: 300), Path.GetTempPath(), batches: 1);
        _candidates = [.. _suite.Suite.Candidates];
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _suite!.DisposeAsync();

    [Benchmark(Baseline = true, Description = "SQLite C API", OperationsPerInvoke = Batch)]
    public Task<long> CApi() => RunAsync(_candidates[0]);

    [Benchmark(Description = "Microsoft.Data.Sqlite prepared", OperationsPerInvoke = Batch)]
    public Task<long> Commands() => RunAsync(_candidates[1]);

    [Benchmark(Description = "CallTracking.Storage.Sqlite", OperationsPerInvoke = Batch)]
    public Task<long> Ours() => RunAsync(_candidates[2]);

    [Benchmark(Description = "portable EF Core writer", OperationsPerInvoke = Batch)]
    public Task<long> Portable() => RunAsync(_candidates[3]);

    private static async Task<long> RunAsync(Candidate candidate)
    {
        await candidate.Prepare();
        return await candidate.Run();
    }
}
