namespace CallTracking.LoadLab.Pair;

/// <summary>Candidates that do the same work, each measured against the first one, the baseline.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What it measures.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Measure">What the ratio is of.</param>
/// <param name="Candidates">The baseline, then the others.</param>
/// <param name="Gates">What may fail the run.</param>
internal sealed record PairSuite(
    string Name, string Title, string Unit, Measure Measure, IReadOnlyList<Candidate> Candidates, IReadOnlyList<Gate> Gates)
{
    /// <summary>All candidates must count the same units: what reads faster because it reads something else is no candidate.</summary>
    public bool CountsAlike { get; init; }

    /// <summary>Sentences for the result, computed from it.</summary>
    public Func<SuiteResult, IEnumerable<string>> Notes { get; init; } = static _ => [];
}

/// <summary>What rates are made of.</summary>
internal enum Measure
{
    /// <summary>CPU time of the process, which a busy neighbour hardly disturbs: for work that never waits.</summary>
    Cpu,

    /// <summary>Time that passed: for work that waits for a disk.</summary>
    Wall,
}

/// <summary>One way to do the work.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Does it once; returns how many units it was.</param>
internal sealed record Candidate(string Name, Func<ValueTask<long>> Run)
{
    /// <summary>Makes ready what the next run needs; not measured.</summary>
    public Func<ValueTask> Prepare { get; init; } = static () => ValueTask.CompletedTask;

    /// <summary>One run does so much that it is not repeated to be measurable.</summary>
    public bool RunsOnce { get; init; }

    public static Candidate Of(string name, Func<long> run) => new(name, () => ValueTask.FromResult(run()));
}

/// <summary>
/// A limit. Ratios may fall short of it by a fifth, since machines differ and are shared, and it breaks only when both the median of the
/// pairs and the best run of either fall shorter: a neighbour slows runs down and never makes one fast. Allocations may not exceed it.
/// </summary>
/// <param name="Candidate">Whose.</param>
/// <param name="LeastRatio">Least ratio to the baseline; null when not limited.</param>
/// <param name="MostBytes">Most bytes allocated per unit; null when not limited.</param>
internal sealed record Gate(string Candidate, double? LeastRatio = null, double? MostBytes = null)
{
    public const double Tolerance = 0.2;
}
