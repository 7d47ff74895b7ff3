namespace CallTracking.LoadLab.Pair;

/// <summary>What was measured.</summary>
internal sealed record SuiteResult(
    string Name, string Title, string Unit, Measure Measure, int Rounds, IReadOnlyList<CandidateResult> Candidates,
    IReadOnlyList<GateResult> Gates, IReadOnlyList<string> Notes)
{
    public CandidateResult this[string candidate] => Candidates.First(one => one.Name == candidate);
}

/// <summary>One candidate, medians over the rounds.</summary>
/// <param name="Name">Which.</param>
/// <param name="PerSecond">Units a second, of the suite's measure.</param>
/// <param name="Ratio">Median of the ratios to the baseline right before it.</param>
/// <param name="RatioLow">The ratio that a quarter of the rounds fell short of.</param>
/// <param name="RatioHigh">The ratio that a quarter of the rounds exceeded.</param>
/// <param name="RatioOfBest">Best rate of all rounds to the best of the baseline.</param>
/// <param name="WallMicroseconds">Time a unit took.</param>
/// <param name="CpuMicroseconds">CPU time a unit took, all threads.</param>
/// <param name="AllocatedBytes">Bytes a unit allocated, all threads.</param>
internal sealed record CandidateResult(
    string Name, double PerSecond, double Ratio, double RatioLow, double RatioHigh, double RatioOfBest, double WallMicroseconds,
    double CpuMicroseconds, double AllocatedBytes);

/// <summary>Whether a limit was kept.</summary>
internal sealed record GateResult(string Candidate, string What, double Target, double Limit, double Measured, bool IsKept)
{
    /// <summary>The ratio of the best runs; null for allocations.</summary>
    public double? OfBest { get; init; }

    /// <summary>Whether the target itself was reached, without the tolerance.</summary>
    public bool IsReached { get; init; }
}
