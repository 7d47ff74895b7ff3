using BenchmarkDotNet.Attributes;
using CallTracking.LoadLab.Numbers;
using CallTracking.LoadLab.Tracking;
using CallTracking.Numbering;
using PhoneNumbers;

namespace CallTracking.Benchmarks;

/// <summary>Reading one number; libphonenumber alone is the limit of a number never seen.</summary>
[MemoryDiagnoser]
public class NumberBenchmarks
{
    private readonly NumberPlan _plan = new(LoadSite.Options);
    private readonly PhoneNumberUtil _util = PhoneNumberUtil.GetInstance();
    private readonly string[] _many = NumberSuite.Many();
    private readonly string _one = NumberSuite.Few()[0];
    private int _next;

    [Benchmark(Baseline = true, Description = "libphonenumber parse + format")]
    public string Library() => _util.Format(_util.Parse(Next(), "US"), PhoneNumberFormat.E164);

    [Benchmark(Description = "NumberPlan.Read, never seen")]
    public object NeverSeen() => _plan.Read(Next());

    [Benchmark(Description = "NumberPlan.Read, seen lately")]
    public object SeenLately() => _plan.Read(_one);

    private string Next() => _many[_next = (_next + 1) % _many.Length];
}
