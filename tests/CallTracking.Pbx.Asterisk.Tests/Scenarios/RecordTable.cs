using System.Globalization;
using System.Text;
using CallTracking.Calls;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Per field, how often records alone were right, could not tell, or were wrong.</summary>
internal sealed class RecordTable
{
    private static readonly string[] Fields =
        ["calls", "direction", "externalNumber", "outcome", "startedAt", "endedAt", "answeredBy", "queue", "dialedNumber"];

    private readonly Dictionary<(string Field, Verdict Verdict), int> _counts = [];

    private enum Verdict
    {
        Right,
        Unknown,
        Wrong,
    }

    public List<string> Wrong { get; } = [];

    public int Right(string field) => _counts.GetValueOrDefault((field, Verdict.Right));

    public int Unknown(string field) => _counts.GetValueOrDefault((field, Verdict.Unknown));

    public void Add(Scenario scenario, IReadOnlyList<Call> calls)
    {
        // Of a PBX that was killed, and of what never became a channel, there is no record at all.
        var truths = scenario.Records.Count == 0 ? [] : scenario.Truth.Where(call => call.IsVisible).ToList();
        Count("calls", calls.Count == truths.Count ? Verdict.Right : Verdict.Wrong, $"{scenario}: calls {calls.Count}, true {truths.Count}");
        var left = LedgerDocument.From(calls, 0).Calls.ToList();
        foreach (var truth in truths)
        {
            var best = left.MinBy(call => truth.Compare(call).Count(one => one.Got != one.True));
            if (best is not null)
            {
                left.Remove(best);
                foreach (var (field, got, expected) in truth.Compare(best))
                {
                    var verdict = got == expected ? Verdict.Right : got is null or "unknown" ? Verdict.Unknown : Verdict.Wrong;
                    Count(field, verdict, $"{scenario}: {field} {got}, true {expected}");
                }
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder("field           right  unknown  wrong\n");
        foreach (var field in Fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"{field,-15}{Right(field),6}{Unknown(field),9}{_counts.GetValueOrDefault((field, Verdict.Wrong)),7}\n");
        }

        return text.ToString();
    }

    private void Count(string field, Verdict verdict, string complaint)
    {
        _counts[(field, verdict)] = _counts.GetValueOrDefault((field, verdict)) + 1;
        if (verdict == Verdict.Wrong)
        {
            Wrong.Add(complaint);
        }
    }
}
