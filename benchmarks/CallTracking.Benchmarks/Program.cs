using BenchmarkDotNet.Running;
using CallTracking.Benchmarks;

// "--filter *" runs everything; "--job short" is enough for a look. In this process, because the default toolchain builds the whole
// repository once more per job and gives up after two minutes.
BenchmarkSwitcher.FromAssembly(typeof(AmiParseBenchmarks).Assembly).Run([.. args, "--inprocess"]);
