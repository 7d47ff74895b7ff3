using System.Globalization;
using CallTracking.Calls;
using CallTracking.Pipeline;

namespace CallTracking.Faults;

/// <summary>Compares the ledger of a cut link with that of the same link uncut, which other tests hold against the truth.</summary>
internal sealed class CutJudge<TFrame>(string name, CutStream<TFrame> stream, ReplayResult whole, CutTable table)
    where TFrame : class
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public void Judge(Cut cut, ReplayResult ledger)
    {
        string Where() => string.Create(
            CultureInfo.InvariantCulture, $"{name} connection {cut.Connection} after {cut.Messages}, back before {cut.Heard} ({cut.To - cut.From})");

        table.Cuts++;
        var seen = whole.Calls.Select(call => (Call: call, Was: WasSeen(call, cut))).Where(one => one.Was != false).ToList();
        var doubtful = seen.Count > ledger.Calls.Count;
        var expected = seen.Where(one => one.Was == true || !doubtful).Select(one => one.Call).ToList();

        var left = ledger.Calls.ToList();
        table.Add(
            "number of calls", Exact(ledger.Calls.Count, expected.Count), () => $"{Where()}: {ledger.Calls.Count}, true {expected.Count}");
        table.Add("open calls", Exact(ledger.OpenCalls, whole.OpenCalls), () => $"{Where()}: {ledger.OpenCalls}");
        table.Add("quarantined", Exact(ledger.Quarantined.Count, 0), () => $"{Where()}: {ledger.Quarantined[0].Error}");
        var gap = ledger.Gaps.Any(one => one.From <= cut.From + Near && one.To >= cut.To - Near);
        table.Add("gap marked", Exact(gap, true), () => $"{Where()}: {string.Join(", ", ledger.Gaps)}");
        foreach (var truth in expected)
        {
            var call = left.MinBy(one => Distance(one, truth));
            if (call is not null)
            {
                left.Remove(call);
                Judge(truth, call, Where);
            }
        }
    }

    private void Judge(Call truth, Call call, Func<string> where)
    {
        void Field<T>(string field, T got, T want, Func<bool>? isUnknown = null, Func<bool>? isNear = null)
        {
            var right = isNear?.Invoke() ?? EqualityComparer<T>.Default.Equals(got, want);
            var verdict = right ? Verdict.Right : isUnknown?.Invoke() == true ? Verdict.Unknown : Verdict.Wrong;
            table.Add(field, verdict, () => $"{where()}: {got}, true {want} ({truth.Direction} {truth.External?.Display} {truth.Outcome})");
        }

        Field("direction", call.Direction, truth.Direction);
        Field("external number", call.External?.Display, truth.External?.Display, () => call.External is null);
        Field("outcome", call.Outcome, truth.Outcome, () => call.Outcome == CallOutcome.Unknown);
        Field("answered by", call.AnsweredBy, truth.AnsweredBy, () => call.AnsweredBy is null || call.Outcome == CallOutcome.Unknown);
        Field("missed reason", call.MissedReason, truth.MissedReason, () => call.MissedReason is null);
        Field(
            "ended by", call.EndedBy, truth.EndedBy, () => call.EndedBy == CallSide.Unknown,
            truth.EndedBy == CallSide.Unknown ? static () => true : null);
        Field("start", call.StartedAt, truth.StartedAt, null, () => (call.StartedAt - truth.StartedAt).Duration() <= Near);
        Field(
            "end", call.EndedAt, truth.EndedAt, () => call.Because.Any(because => because.Verdict == "endedAt"),
            () => (call.EndedAt - truth.EndedAt)?.Duration() <= Near);
        Field(
            "answer", call.AnsweredAt, truth.AnsweredAt, () => call.AnsweredAt is null,
            () => call.AnsweredAt == truth.AnsweredAt || (call.AnsweredAt - truth.AnsweredAt)?.Duration() <= Near);
        Field("dialled", call.DialedNumber, truth.DialedNumber, () => call.DialedNumber is null);
        Field("queue", call.Queue, truth.Queue, () => call.Queue is null || call.Because.Any(because => because.Verdict == "queue"));
        Field("placed by", (call.Origin, call.PlacedBy), (truth.Origin, truth.PlacedBy), () => call.Origin == CallOrigin.Unknown);
    }

    /// <summary>Something of it was heard, or it was there when the PBX was asked.</summary>
    /// <returns>Null when it ended in the moment of asking.</returns>
    private bool? WasSeen(Call call, Cut cut)
    {
        if (stream.IsBornBefore(call.Families, cut))
        {
            return true;
        }

        return call.EndedAt is null || call.EndedAt > cut.To + Moment ? true : call.EndedAt < cut.To - Moment ? false : null;
    }

    private static Verdict Exact<T>(T got, T want) => EqualityComparer<T>.Default.Equals(got, want) ? Verdict.Right : Verdict.Wrong;

    private static double Distance(Call call, Call truth) =>
        (call.Families.Intersect(truth.Families).Any() ? 0 : 1000) + (call.Id == truth.Id ? 0 : 100)
        + (call.Direction == truth.Direction ? 0 : 50) + (call.StartedAt - truth.StartedAt).Duration().TotalSeconds;
}
