using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.Stores;

namespace CallTracking.Simulation;

/// <summary>What must hold of a ledger whatever happened.</summary>
internal sealed class HistoryChecker(
    MemoryLedger ledger, IReadOnlyList<PlayedCalls> played, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> blind, Action<string> say)
{
    private const string Tenant = "default";

    // Instants of list answers are whole seconds, and a gap begins where something was last heard.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly List<string> _wrong = [];

    public IReadOnlyList<string> Check()
    {
        var calls = ledger.Calls(Tenant);
        var gaps = ledger.GetGapsAsync(Tenant, Host.Link, null, null, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var gap in gaps)
        {
            say($"gap {gap.From:HH:mm:ss.fff} to {gap.To:HH:mm:ss.fff} {gap.Cause}");
        }

        foreach (var call in calls)
        {
            say($"call {call.StartedAt:HH:mm:ss.fff} to {call.EndedAt:HH:mm:ss.fff} {call.Direction} {call.Outcome} families {string.Join(' ', call.Families)}");
            CheckTimes(call);
        }

        CheckGaps(gaps);
        CheckLog();
        CheckFamilies(calls);
        foreach (var one in played)
        {
            Check(one, calls, gaps);
        }

        var known = played.SelectMany(one => FamiliesOf(one.Calls.Transcript)).ToHashSet();
        foreach (var call in calls.Where(call => !call.Families.Any(known.Contains)))
        {
            _wrong.Add($"call {call.Id} of {call.StartedAt:HH:mm:ss.fff} was never made (families {string.Join(' ', call.Families)})");
        }

        return _wrong;
    }

    private static IEnumerable<string> FamiliesOf(AmiTranscript transcript) => transcript.Connections
        .SelectMany(static connection => connection.Messages)
        .SelectMany(static message => message.Frame.Headers)
        .Where(static header => header.Key.EndsWith("inkedid", StringComparison.OrdinalIgnoreCase))
        .Select(static header => header.Value);

    private static ReplayResult Replay(AmiTranscript transcript) => CallReplay.Run(
        new AmiDecoderFactory().Create(),
        transcript.Connections.Select(static connection => connection.Messages.Select(static message =>
            new TraceChunk(message.At, TraceDirection.Received, message.Frame.Bytes, EndOfConnection: false))),
        Host.Site, Host.Link);

    private void CheckTimes(Call call)
    {
        var end = call.EndedAt ?? DateTimeOffset.MaxValue;
        TimeSpan[] spans =
        [
            call.Wait, call.Connected, call.Talk, call.Hold,
            .. call.Participants.SelectMany(static one => new[] { one.Ring, one.Talk, one.Hold }),
        ];
        if (spans.Any(static span => span < TimeSpan.Zero) || end < call.StartedAt || call.AnsweredAt < call.StartedAt || call.AnsweredAt > end)
        {
            _wrong.Add($"negative time in call {call.Id}: {call.StartedAt:O} {call.AnsweredAt:O} {call.EndedAt:O} {string.Join(' ', spans)}");
        }

        if (call.State != CallState.Ended || call.EndedAt is null)
        {
            _wrong.Add($"call {call.Id} of {call.StartedAt:HH:mm:ss.fff} is still open ({call.State}, families {string.Join(' ', call.Families)})");
        }
    }

    private void CheckGaps(IReadOnlyList<CoverageGap> gaps)
    {
        CoverageGap? before = null;
        foreach (var gap in gaps)
        {
            if (gap.To is null && gap != gaps[^1])
            {
                _wrong.Add($"gap of {gap.From:O} has no end, although the link was heard afterwards");
            }

            if (gap.To < gap.From || (before is not null && gap.From < before.To))
            {
                _wrong.Add($"gap {gap.From:O} to {gap.To:O} ends before it begins, or lies over the one before");
            }

            before = gap;
        }
    }

    /// <summary>No event is applied twice: each place of the wire is in the log once.</summary>
    private void CheckLog()
    {
        var last = (Epoch: 0L, Seq: 0L);
        foreach (var entry in ledger.EventLog(Tenant, Host.Link))
        {
            if (entry.Epoch < last.Epoch || (entry.Epoch == last.Epoch && entry.FirstSeq < last.Seq))
            {
                _wrong.Add($"events {entry.Epoch}/{entry.FirstSeq} to {entry.LastSeq} were stored behind {last.Epoch}/{last.Seq}");
            }

            last = (entry.Epoch, entry.LastSeq);
        }
    }

    private void CheckFamilies(IReadOnlyList<Call> calls)
    {
        foreach (var family in calls.SelectMany(static call => call.Families.Distinct()).GroupBy(static family => family).Where(static group => group.Count() > 1))
        {
            _wrong.Add($"family {family.Key} is in {family.Count()} calls");
        }
    }

    private void Check(PlayedCalls one, IReadOnlyList<Call> calls, IReadOnlyList<CoverageGap> gaps)
    {
        var families = FamiliesOf(one.Calls.Transcript).ToHashSet();
        var stored = calls.Where(call => call.Families.Any(families.Contains)).ToList();
        var expected = Replay(one.Calls.Transcript).Calls;
        var shift = one.BegunAt - one.Calls.Transcript.Connections[0].Messages[0].At;

        // A gap begins with the last byte heard, which may be a little before the trouble; what is said shortly after a call belongs to it.
        var isObserved = !one.IsCutShort && !blind.Any(period => period.From <= one.EndedAt && period.To >= one.BegunAt)
            && !gaps.Any(gap => gap.From <= one.EndedAt + Slack && !(gap.To < one.BegunAt));
        if (isObserved)
        {
            CheckExact(one, stored, expected, shift);
            return;
        }

        foreach (var call in expected)
        {
            var (start, end) = (call.StartedAt + shift, (call.EndedAt ?? call.StartedAt) + shift);
            end = end > one.EndedAt ? one.EndedAt : end;
            if (start <= one.EndedAt && !stored.Exists(found => found.Families.Intersect(call.Families).Any())
                && !gaps.Any(gap => gap.From <= start + Slack && !(gap.To < end - Slack)))
            {
                _wrong.Add($"{one.Calls.Scenario}: the call of {start:HH:mm:ss.fff} to {end:HH:mm:ss.fff} (families {string.Join(' ', call.Families)}) is neither in the ledger nor in a gap");
            }
        }
    }

    private void CheckExact(PlayedCalls one, List<Call> stored, IReadOnlyList<Call> expected, TimeSpan shift)
    {
        var got = stored.Select(call => Text(call, TimeSpan.Zero)).Order(StringComparer.Ordinal).ToList();
        var wanted = expected.Select(call => Text(call, shift)).Order(StringComparer.Ordinal).ToList();
        if (!got.SequenceEqual(wanted))
        {
            _wrong.Add($"{one.Calls.Scenario} was seen whole, yet differs:\n  stored   {string.Join("\n           ", got)}\n  expected {string.Join("\n           ", wanted)}");
        }
    }

    private static string Text(Call call, TimeSpan shift)
    {
        var moved = call with
        {
            Id = default,
            Because = [],
            Relations = [.. call.Relations.Select(static one => one with { CallId = default })],
            StartedAt = call.StartedAt + shift,
            AnsweredAt = call.AnsweredAt + shift,
            EndedAt = call.EndedAt + shift,
            Recordings = [.. call.Recordings.Select(one => one with { StartedAt = one.StartedAt + shift })],
        };
        return LedgerDocument.From([moved], 0).ToJson();
    }
}
