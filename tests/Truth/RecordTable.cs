using System.Globalization;
using System.Text;
using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Truth;

/// <summary>Per field, how often records alone were right, could not tell, or were wrong.</summary>
internal sealed class RecordTable
{
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(3);

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

    /// <summary>Compares what a scenario's records tell.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="records">Its records: of a PBX that was killed, and of what never became a channel, there is none.</param>
    /// <param name="known">Its calls.</param>
    /// <param name="calls">What the ledger makes of the records.</param>
    public void Add(string scenario, IReadOnlyList<RecordReceived> records, IEnumerable<TrueCall> known, IReadOnlyList<Call> calls)
    {
        var truths = known.Where(call => call.IsVisible
            && records.Any(one => (one.Record.StartedAt - (call.StartedAt ?? one.Record.StartedAt)).Duration() < BeginsWithin)).ToList();
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
