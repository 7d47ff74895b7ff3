using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.LoadLab.Streams;

namespace CallTracking.LoadLab.Pair;

/// <summary>A run of <c>pair</c> for people and for programs.</summary>
internal sealed record PairReport(Machine Machine, string Stream, StreamShape Shape, IReadOnlyList<SuiteResult> Suites)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public bool GatesKept => Suites.SelectMany(static suite => suite.Gates).All(static gate => gate.IsKept);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Readable as it is and as Markdown.</summary>
    public string ToText()
    {
        var text = new StringBuilder("# LoadLab: pair\n\n");
        foreach (var line in Machine.Lines())
        {
            text.Append("- ").Append(line).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"- Stream ({Stream}): {Shape}\n");
        text.Append("\nThe first row of a table is the fixed baseline, run before every run of the others. A ratio is the median over the rounds of "
            + "(rate of this row) ÷ (rate of the baseline right before it); in brackets the middle half of the rounds.\n");
        foreach (var suite in Suites)
        {
            Append(text, suite);
        }

        text.Append(GatesKept ? "\nAll gates kept.\n" : "\nGATES BROKEN: see FAILED above.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, SuiteResult suite)
    {
        var per = suite.Measure == Measure.Cpu ? "per CPU second" : "per second";
        text.Append(CultureInfo.InvariantCulture, $"\n## {suite.Title} (`{suite.Name}`, {suite.Rounds} rounds)\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| {suite.Unit}s | {per} | ratio | wall µs | CPU µs | bytes per {suite.Unit} |\n|---|--:|--:|--:|--:|--:|\n");
        foreach (var one in suite.Candidates)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {one.Name} | {one.PerSecond:N0} | {one.Ratio:F2} ({one.RatioLow:F2}–{one.RatioHigh:F2}) | {one.WallMicroseconds:F3} | "
                + $"{one.CpuMicroseconds:F3} | {one.AllocatedBytes:N1} |\n");
        }

        text.Append('\n');
        foreach (var note in suite.Notes)
        {
            text.Append("- ").Append(note).Append('\n');
        }

        foreach (var gate in suite.Gates)
        {
            var verdict = gate switch
            {
                { IsReached: true } => "ok",
                { IsKept: true } => "MISSED, within tolerance",
                _ => "FAILED",
            };
            var best = gate.OfBest is { } ratio ? string.Create(CultureInfo.InvariantCulture, $" (of the best runs {ratio:F2})") : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"- Gate: {gate.Candidate}, {gate.What}: {gate.Measured:F2}{best}, target {gate.Target:0.##}, fails beyond {gate.Limit:0.##}: {verdict}\n");
        }
    }
}
