using System.Buffers;
using CallTracking.Calls;
using CallTracking.Faults;
using CallTracking.Pbx.Asterisk.Tests.Scenarios;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Cuts;

/// <summary>
/// The same cuts with the scenario's own call detail records as second witness: every call is in the ledger once, whether it was seen or not,
/// and what is said of it is right or left open.
/// </summary>
public sealed class CutRecordTests
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(1);

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Cut_AtEveryMessageWithRecords_LedgerHasEveryCallAndSaysNothingWrong(int seconds)
    {
        var table = new CutTable();
        foreach (var name in Scenario.Names)
        {
            Run(Scenario.Load(name), TimeSpan.FromSeconds(seconds), table);
        }

        TestContext.Current.SendDiagnosticMessage($"with records, back after {seconds} s: {table}");
        string.Join('\n', table.Wrong.Take(40)).Should().BeEmpty();
    }

    private static void Run(Scenario scenario, TimeSpan back, CutTable table)
    {
        var records = scenario.Records;
        if (records.Count == 0)
        {
            return;
        }

        var stream = new CutStream<AmiFrame>(new AsteriskRecordings(), scenario.Connections);
        var whole = Scenario.Replay(scenario.Connections, records);
        foreach (var (cut, connections) in stream.All(back))
        {
            if (++table.Cuts % 11 == 0)
            {
                JudgeOrder(scenario, cut, connections);
            }

            Judge($"{scenario} connection {cut.Connection} after {cut.Messages}, back before {cut.Heard}", whole,
                CallReplay.Run(new AmiDecoder(), connections, Scenario.Site, records: records), table);
        }
    }

    /// <summary>When the records become known makes no difference here either.</summary>
    private static void JudgeOrder(Scenario scenario, Cut cut, IReadOnlyList<IEnumerable<TraceChunk>> connections)
    {
        var decoder = new AmiDecoder();
        var events = new List<PbxEvent>();
        foreach (var chunks in connections)
        {
            var all = chunks.ToList();
            decoder.Open(all[0].At);
            foreach (var chunk in all)
            {
                if (chunk.EndOfConnection)
                {
                    decoder.Close(chunk.At, events);
                }
                else
                {
                    decoder.Decode(new ReadOnlySequence<byte>(chunk.Bytes), chunk.At, events);
                }
            }
        }

        string Ledger(IEnumerable<PbxEvent> order) => LedgerDocument.From(CallReplay.RunEvents(order, Scenario.Site).Calls, 0).ToJson(indented: true);
        var expected = Ledger([.. events, .. scenario.Records]);
        Ledger([.. scenario.Records, .. events]).Should().Be(expected, $"{scenario} {cut.Connection} {cut.Messages}, records first");
        Ledger([.. events.Take(events.Count / 2), .. scenario.Records.Reverse(), .. events.Skip(events.Count / 2)])
            .Should().Be(expected, $"{scenario} {cut.Connection} {cut.Messages}, records amid");
    }

    private static void Judge(string where, ReplayResult whole, ReplayResult ledger, CutTable table)
    {
        table.Add("number of calls", Exact(ledger.Calls.Count, whole.Calls.Count), () => $"{where}: {ledger.Calls.Count}, true {whole.Calls.Count}");
        table.Add("open calls", Exact(ledger.OpenCalls, 0), () => $"{where}: {ledger.OpenCalls}");
        table.Add("quarantined", Exact(ledger.Quarantined.Count, 0), () => $"{where}: {ledger.Quarantined[0].Error}");
        var left = ledger.Calls.ToList();
        foreach (var truth in whole.Calls)
        {
            var call = left.MinBy(one => (one.Families.Intersect(truth.Families).Any() ? 0 : 1000) + (one.StartedAt - truth.StartedAt).Duration().TotalSeconds);
            if (call is null)
            {
                continue;
            }

            left.Remove(call);
            void Field<T>(string field, T got, T want, bool isUnknown, bool? isNear = null) => table.Add(
                field, isNear ?? EqualityComparer<T>.Default.Equals(got, want) ? Verdict.Right : isUnknown ? Verdict.Unknown : Verdict.Wrong,
                () => $"{where}: {got}, true {want} ({truth.Direction} {truth.External?.Display} {truth.Outcome} {string.Join(',', call.Because.Select(b => b.Verdict + ":" + b.Rule))})");

            Field("direction", call.Direction, truth.Direction, false);
            Field("external number", call.External?.Display, truth.External?.Display, call.External is null);
            Field("outcome", call.Outcome, truth.Outcome, call.Outcome == CallOutcome.Unknown);
            Field("answered by", call.AnsweredBy, truth.AnsweredBy, call.AnsweredBy is null || call.Outcome == CallOutcome.Unknown);
            Field("start", call.StartedAt, truth.StartedAt, false, (call.StartedAt - truth.StartedAt).Duration() <= Near);
            Field("end", call.EndedAt, truth.EndedAt, false, (call.EndedAt - truth.EndedAt)?.Duration() <= Near);
            Field("contradicted", call.IsContradicted, truth.IsContradicted, false);
        }
    }

    private static Verdict Exact<T>(T got, T want) => EqualityComparer<T>.Default.Equals(got, want) ? Verdict.Right : Verdict.Wrong;
}
