using System.Globalization;
using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.LoadLab.Chaos;

/// <summary>
/// Compares a ledger with what the generator knows. Lost is a call that is not in the ledger although a witness has a row of it, or although
/// it does not lie inside a gap; doubled is one that is there twice, or that nobody made; open is one that has not ended.
/// </summary>
internal static class ChaosCheck
{
    /// <summary>Clocks of PBX, generator and host are read at different moments of one event.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    public static ChaosVerdict Judge(
        IReadOnlyList<GeneratedCall> made, IReadOnlySet<string> recorded, IReadOnlyList<Call> ledger, IReadOnlyList<CoverageGap> gaps,
        Func<Call, string?> keyOf)
    {
        var findings = new List<string>();
        var found = new Dictionary<string, List<Call>>(StringComparer.Ordinal);
        var nobodys = 0;
        foreach (var call in ledger)
        {
            if (keyOf(call) is not { } key)
            {
                nobodys++;
                findings.Add($"doubled: {Describe(call)} was made by nobody");
                continue;
            }

            if (!found.TryGetValue(key, out var calls))
            {
                found.Add(key, calls = []);
            }

            calls.Add(call);
        }

        var lost = 0;
        var hidden = 0;
        foreach (var call in made)
        {
            if (found.ContainsKey(call.Key))
            {
                continue;
            }

            var inGap = gaps.Any(gap => gap.From - Slack <= call.From && (gap.To is not { } to || (call.To ?? call.From) <= to + Slack));
            if (!recorded.Contains(call.Key) && (inGap || call.IsRefused))
            {
                hidden++;
                continue;
            }

            lost++;
            findings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"lost: {call.Key}, {call.From:HH:mm:ss.fff} to {call.To:HH:mm:ss.fff}, {(recorded.Contains(call.Key) ? "has a record" : "no record")}, {(inGap ? "inside a gap" : "outside every gap")}"));
        }

        var parts = made.GroupBy(static call => call.Key, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Max(static call => call.Parts), StringComparer.Ordinal);
        var doubled = nobodys;
        foreach (var (key, calls) in found)
        {
            // Parts of one call have no channel in common; what has is the same call twice.
            var families = calls.SelectMany(static call => call.Families).ToList();
            var areApart = families.Count == families.Distinct(StringComparer.Ordinal).Count();
            var allowed = parts.GetValueOrDefault(key) is var most && areApart ? most : Math.Min(most, 1);
            doubled += Math.Max(0, calls.Count - allowed);
            findings.AddRange(calls.Skip(allowed).Select(call => $"doubled: {Describe(call)}, key {key}"));
            if (calls.Count > allowed && allowed > 0)
            {
                findings.Add($"  the first of them: {Describe(calls[0])}");
            }
        }

        var open = ledger.Where(static call => call.State != CallState.Ended).ToList();
        findings.AddRange(open.Select(call => $"open: {Describe(call)}"));
        var negative = ledger.Where(static call => call.EndedAt < call.StartedAt || call.AnsweredAt < call.StartedAt
            || call.Wait < TimeSpan.Zero || call.Connected < TimeSpan.Zero || call.Talk < TimeSpan.Zero || call.Hold < TimeSpan.Zero).ToList();
        findings.AddRange(negative.Select(call => $"negative time: {Describe(call)}"));
        return new ChaosVerdict(made.Count, lost, doubled, open.Count, negative.Count, hidden, findings);
    }

    private static string Describe(Call call) => string.Create(
        CultureInfo.InvariantCulture,
        $"{call.Id} {string.Join('+', call.Families)} from {call.StartedAt:HH:mm:ss.fff} to {call.EndedAt:HH:mm:ss.fff} ({call.Outcome}, {call.Witnesses}, {string.Join(' ', call.Because.Where(static b => b.Verdict == "endedAt").Select(static b => b.Rule))})");
}

/// <summary>What the comparison found.</summary>
/// <param name="Calls">Calls that were made.</param>
/// <param name="Lost">Calls that are missing without an excuse.</param>
/// <param name="Doubled">Calls too many.</param>
/// <param name="Open">Calls that have not ended.</param>
/// <param name="Negative">Calls with a negative time.</param>
/// <param name="Hidden">Calls that no witness saw, inside a gap.</param>
/// <param name="Findings">Each trouble in a line.</param>
internal sealed record ChaosVerdict(
    int Calls, int Lost, int Doubled, int Open, int Negative, int Hidden, IReadOnlyList<string> Findings)
{
    public bool IsClean => Lost == 0 && Doubled == 0 && Open == 0 && Negative == 0;
}
