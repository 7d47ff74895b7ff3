using System.Diagnostics;

namespace CallTracking.LoadLab.Pair;

/// <summary>
/// Measures each candidate right after the baseline, A B A C A D and again, so that whatever else happens on the machine happens to both
/// of a pair; what counts is the median of the pairs' ratios.
/// </summary>
internal sealed class PairRunner(int rounds, TimeSpan least)
{
    private const int MostRepeats = 10_000;
    private const int Tiers = 3;
    private static readonly TimeSpan TierDelay = TimeSpan.FromMilliseconds(200);

    public async Task<SuiteResult> RunAsync(PairSuite suite)
    {
        await CompareAsync(suite).ConfigureAwait(false);
        var repeats = new List<int>();
        foreach (var candidate in suite.Candidates)
        {
            repeats.Add(await WarmUpAsync(candidate).ConfigureAwait(false));
        }

        var baselines = suite.Candidates.Select(static _ => new List<Sample>()).ToList();
        var samples = suite.Candidates.Select(static _ => new List<Sample>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 1; i < suite.Candidates.Count; i++)
            {
                baselines[i].Add(await MeasureAsync(suite.Candidates[0], repeats[0]).ConfigureAwait(false));
                samples[i].Add(await MeasureAsync(suite.Candidates[i], repeats[i]).ConfigureAwait(false));
            }
        }

        // The baseline itself is shown as it was beside the first candidate.
        samples[0] = baselines[0] = baselines[1];
        var results = suite.Candidates
            .Select((candidate, i) => Summarise(candidate, samples[i], suite.Measure, Rates(baselines[i], suite.Measure))).ToList();
        var result = new SuiteResult(suite.Name, suite.Title, suite.Unit, suite.Measure, rounds, results, [], []);
        return result with
        {
            Gates = [.. suite.Gates.SelectMany(gate => Judge(gate, result))],
            Notes = [.. suite.Notes(result)],
        };
    }

    private static async Task CompareAsync(PairSuite suite)
    {
        var counts = new Dictionary<string, long>();
        foreach (var candidate in suite.Candidates)
        {
            await candidate.Prepare().ConfigureAwait(false);
            counts[candidate.Name] = await candidate.Run().ConfigureAwait(false);
        }

        if (suite.CountsAlike && counts.Values.Distinct().Count() > 1)
        {
            throw new InvalidOperationException(
                $"{suite.Title}: the candidates disagree: {string.Join(", ", counts.Select(static one => $"{one.Key} {one.Value}"))}.");
        }
    }

    /// <summary>Runs it until it has been compiled well, and finds how often it must run to be measured.</summary>
    private async Task<int> WarmUpAsync(Candidate candidate)
    {
        var last = TimeSpan.Zero;
        for (var tier = 0; tier < Tiers; tier++)
        {
            var watch = Stopwatch.StartNew();
            for (var runs = 0; runs < 2 || (watch.Elapsed < least * 2 && runs < MostRepeats && !candidate.RunsOnce); runs++)
            {
                await candidate.Prepare().ConfigureAwait(false);
                var before = watch.Elapsed;
                await candidate.Run().ConfigureAwait(false);
                last = watch.Elapsed - before;
            }

            // The run time compiles better code beside us, and only once it has seen no new code for a tenth of a second.
            await Task.Delay(TierDelay).ConfigureAwait(false);
        }

        return candidate.RunsOnce ? 1 : (int)Math.Clamp(Math.Ceiling(least / last), 1, MostRepeats);
    }

    private static async Task<Sample> MeasureAsync(Candidate candidate, int repeats)
    {
        await candidate.Prepare().ConfigureAwait(false);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var units = 0L;
        for (var i = 0; i < repeats; i++)
        {
            units += await candidate.Run().ConfigureAwait(false);
        }

        var wall = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Sample(units, wall, cpu, allocated);
    }

    private static CandidateResult Summarise(Candidate candidate, List<Sample> samples, Measure measure, List<double> baseline)
    {
        var rates = Rates(samples, measure);
        var ratios = rates.Zip(baseline, static (mine, first) => mine / first).ToList();
        return new CandidateResult(
            candidate.Name, Quantile(rates, 0.5), Quantile(ratios, 0.5), Quantile(ratios, 0.25), Quantile(ratios, 0.75),
            rates.Max() / baseline.Max(),
            Quantile(samples.Select(static one => one.Wall.TotalMicroseconds / one.Units), 0.5),
            Quantile(samples.Select(static one => one.Cpu.TotalMicroseconds / one.Units), 0.5),
            Quantile(samples.Select(static one => (double)one.Allocated / one.Units), 0.5));
    }

    private static IEnumerable<GateResult> Judge(Gate gate, SuiteResult result)
    {
        var candidate = result[gate.Candidate];
        if (gate.LeastRatio is { } ratio)
        {
            var limit = ratio * (1 - Gate.Tolerance);
            var better = Math.Max(candidate.Ratio, candidate.RatioOfBest);
            yield return new GateResult(
                gate.Candidate, $"ratio to {result.Candidates[0].Name}", ratio, limit, candidate.Ratio, better >= limit)
            {
                OfBest = candidate.RatioOfBest,
                IsReached = better >= ratio,
            };
        }

        if (gate.MostBytes is { } bytes)
        {
            var kept = candidate.AllocatedBytes <= bytes;
            yield return new GateResult(gate.Candidate, $"bytes allocated per {result.Unit}", bytes, bytes, candidate.AllocatedBytes, kept)
            {
                IsReached = kept,
            };
        }
    }

    private static List<double> Rates(List<Sample> samples, Measure measure) =>
        [.. samples.Select(one => one.Units / (measure == Measure.Cpu ? one.Cpu : one.Wall).TotalSeconds)];

    private static double Quantile(IEnumerable<double> values, double q)
    {
        var sorted = values.Order().ToList();
        var position = q * (sorted.Count - 1);
        var below = (int)position;
        return below + 1 < sorted.Count
            ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }

    private sealed record Sample(long Units, TimeSpan Wall, TimeSpan Cpu, long Allocated);
}
