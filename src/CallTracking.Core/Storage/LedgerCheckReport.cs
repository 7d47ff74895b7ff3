namespace CallTracking.Storage;

/// <summary>What <see cref="LedgerCheck"/> found.</summary>
/// <param name="Calls">Calls looked at.</param>
/// <param name="OpenCalls">Those of them that have not ended.</param>
/// <param name="EventLogEntries">Entries of the event log looked at.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Gaps">Coverage gaps looked at.</param>
/// <param name="Quarantined">Events that were set aside because the rules failed on them: bugs to report, not damage.</param>
/// <param name="Findings">What is wrong, one entry per rule; empty when the store is sound.</param>
public sealed record LedgerCheckReport(
    long Calls, long OpenCalls, long EventLogEntries, long Events, long Gaps, long Quarantined, IReadOnlyList<LedgerFinding> Findings)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;

    /// <summary>Collects what is found. Not thread-safe.</summary>
    internal sealed class Builder(IProgress<long>? progress)
    {
        private const int Examples = 5;
        private const int TellEvery = 5_000;

        private readonly Dictionary<LedgerRule, (long Count, List<string> Examples)> _found = [];
        private readonly List<LedgerFinding> _ofStore = [];
        private long _rows;

        public long Calls { get; set; }

        public long OpenCalls { get; set; }

        public long EventLogEntries { get; set; }

        public long Events { get; set; }

        public long Gaps { get; set; }

        public long Quarantined { get; set; }

        /// <summary>Whether the tables can be read at all.</summary>
        public bool IsReadable => !_ofStore.Exists(finding => finding.Rule is "schema");

        public void Add(LedgerFinding finding) => _ofStore.Add(finding);

        public void Add(LedgerRule rule, string example)
        {
            if (!_found.TryGetValue(rule, out var found))
            {
                _found[rule] = found = (0, []);
            }

            if (found.Examples.Count < Examples)
            {
                found.Examples.Add(example);
            }

            _found[rule] = (found.Count + 1, found.Examples);
        }

        public void Add(LedgerRule rule, IEnumerable<Guid> calls)
        {
            foreach (var call in calls)
            {
                Add(rule, $"call {call}");
            }
        }

        public void Looked(int rows)
        {
            if ((_rows += rows) / TellEvery != (_rows - rows) / TellEvery)
            {
                progress?.Report(_rows);
            }
        }

        public LedgerCheckReport Build() => new(
            Calls, OpenCalls, EventLogEntries, Events, Gaps, Quarantined,
            [.. _ofStore, .. _found.OrderBy(pair => pair.Key).Select(pair =>
                new LedgerFinding(NameOf(pair.Key), TextOf(pair.Key), pair.Value.Count, pair.Value.Examples))]);

        private static string NameOf(LedgerRule rule) => string.Concat(char.ToLowerInvariant(rule.ToString()[0]).ToString(), rule.ToString().AsSpan(1));

        private static string TextOf(LedgerRule rule) => rule switch
        {
            LedgerRule.CallUnreadable => "calls cannot be read: a column holds what no call can have",
            LedgerRule.NegativeTime => "calls have a negative time",
            LedgerRule.EndBeforeStart => "calls end before they begin",
            LedgerRule.AnswerOutside => "calls were answered before they began or after they ended",
            LedgerRule.StateContradicts => "calls have ended without end and outcome, or have them and are open",
            LedgerRule.ParticipantWithoutCall => "participants belong to no call",
            LedgerRule.FamilyWithoutCall => "families of legs belong to no call",
            LedgerRule.RecordWithoutCall => "finished records belong to calls that are not there",
            LedgerRule.EventsUnreadable =>
                "entries of the event log cannot be read: calls that were open then are closed at the next start, and say so",
            LedgerRule.EventsOutOfOrder => "entries of the event log are out of order",
            LedgerRule.PositionBehind => "links have events after the position that says how far they are stored",
            LedgerRule.OpenWithoutEvents => "open calls have no events: the next start closes them, with the time last known",
            LedgerRule.GapContradicts => "coverage gaps end before they begin, overlap, or last although a later one began",
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
        };
    }
}

/// <summary>Something that is wrong with a store.</summary>
/// <param name="Rule">Stable code of what was looked at.</param>
/// <param name="Text">One line for people.</param>
/// <param name="Count">How often it was found.</param>
/// <param name="Examples">Where, for the first few: ids and names of links, never numbers or names of people.</param>
public sealed record LedgerFinding(string Rule, string Text, long Count, IReadOnlyList<string> Examples);

/// <summary>What must hold in every ledger; the names are the codes, in the order in which they are told.</summary>
internal enum LedgerRule
{
    CallUnreadable,
    NegativeTime,
    EndBeforeStart,
    AnswerOutside,
    StateContradicts,
    ParticipantWithoutCall,
    FamilyWithoutCall,
    RecordWithoutCall,
    EventsUnreadable,
    EventsOutOfOrder,
    PositionBehind,
    OpenWithoutEvents,
    GapContradicts,
}
