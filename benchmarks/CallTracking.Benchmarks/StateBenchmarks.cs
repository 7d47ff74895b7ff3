using BenchmarkDotNet.Attributes;
using CallTracking.Calls;
using CallTracking.LoadLab.States;

namespace CallTracking.Benchmarks;

/// <summary>The transitions of ordinary calls; a switch by hand is the limit.</summary>
[MemoryDiagnoser]
public class StateBenchmarks
{
    private readonly CallStateMachine _machine = new();
    private readonly CallFacts _call = StateSuite.NewCall();

    [Benchmark(Baseline = true, Description = "switch by hand", OperationsPerInvoke = StateSuite.TransitionsPerRun)]
    public long ByHand() => StateSuite.RunSwitch(_call);

    [Benchmark(Description = "shared Stateless machine", OperationsPerInvoke = StateSuite.TransitionsPerRun)]
    public long Stateless() => StateSuite.Run(_machine, _call);
}
