using AwesomeAssertions;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <content>What the check of a ledger finds in this store.</content>
internal sealed partial class LedgerChecks
{
    [Check]
    public async Task Check_SoundLedger_FindsNothing()
    {
        var open = LedgerSample.Bare(2) with { FirstSeq = 15 };
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1), open]) with { Events = Log(10, 15) },
            LedgerSample.Commit(2, [LedgerSample.Full(3)]) with { Events = Log(20), Gaps = [Gap(1, 10, 20), Gap(2, 20, null)] },
            LedgerSample.Commit(1, [LedgerSample.Bare(4, tenant: "other") with { FirstSeq = 10 }], tenant: "other") with { Events = Log(10) });

        var report = await CheckAsync();

        report.Should().BeEquivalentTo(
            new { IsSound = true, Calls = 4L, OpenCalls = 2L, EventLogEntries = 3L, Events = 4L, Gaps = 2L, Quarantined = 0L });
    }

    public static IEnumerable<object[]> Damages => new List<object[]>
    {
        new object[] { "wait", "negativeTime" },
        new object[] { "participant", "negativeTime" },
        new object[] { "end", "endBeforeStart" },
        new object[] { "answer", "answerOutside" },
        new object[] { "outcome", "stateContradicts" },
        new object[] { "state", "stateContradicts" },
        new object[] { "record", "recordWithoutCall" },
        new object[] { "events", "eventsUnreadable" },
        new object[] { "log", "openWithoutEvents" },
        new object[] { "gap", "gapContradicts" },
        new object[] { "gaps", "gapContradicts" },
        new object[] { "openGap", "gapContradicts" },
    };

    [ChecksOf(nameof(Damages))]
    public async Task Check_LedgerThatCannotBe_NamesTheRuleAndThePlace(string damage, string rule)
    {
        var call = LedgerSample.Full(1);
        var commit = LedgerSample.Commit(1, [call]) with { Events = Log(10) };
        var second = TimeSpan.FromSeconds(-1);
        commit = damage switch
        {
            "wait" => commit with { Calls = [call with { Wait = second }] },
            "participant" => commit with { Calls = [call with { Participants = [call.Participants[0] with { Talk = second }] }] },
            "end" => commit with { Calls = [call with { EndedAt = call.StartedAt + second, AnsweredAt = null }] },
            "answer" => commit with { Calls = [call with { AnsweredAt = call.EndedAt - second }] },
            "outcome" => commit with { Calls = [call with { Outcome = null }] },
            "state" => commit with { Calls = [call with { State = CallState.Held, FirstSeq = 10 }] },
            "record" => commit with { Records = [new StoredRecord("key", null, LedgerSample.Id(9), LedgerSample.Start, new byte[] { 1 })] },
            "events" => commit with { Events = new byte[] { 1, 200, 3 } },
            "log" => commit with { Calls = [LedgerSample.Bare(1) with { FirstSeq = 5 }] },
            "gap" => commit with { Gaps = [Gap(1, 10, 9)] },
            "gaps" => commit with { Gaps = [Gap(1, 10, 20), Gap(2, 19, 30)] },
            "openGap" => commit with { Gaps = [Gap(1, 10, null), Gap(2, 19, 30)] },
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
        await WriteAsync(commit);

        var found = (await CheckAsync()).Findings.Should().ContainSingle().Subject;

        found.Rule.Should().Be(rule);
        found.Count.Should().Be(1);
        found.Examples.Should().ContainSingle().Which.Should().NotContain("555").And.ContainAny("call ", "link ");
    }

    [Check]
    public async Task Check_EventsSetAside_AreCountedAndNoDamage()
    {
        await WriteAsync(LedgerSample.Commit(1) with
        {
            Events = Log(10),
            Quarantined = [new QuarantinedRow(1, 10, LedgerSample.Start, "LegUp", "InvalidOperationException", Log(10))],
        });

        (await CheckAsync()).Should().BeEquivalentTo(new { IsSound = true, Quarantined = 1L });
    }

    private Task<LedgerCheckReport> CheckAsync() => new LedgerCheck(Contexts, []).RunAsync(null, Cancel);

    private static CoverageGap Gap(int number, int from, int? to) => new()
    {
        Tenant = LedgerSample.Tenant,
        Link = LedgerSample.Link,
        Id = LedgerSample.Id(number),
        Revision = 1,
        From = LedgerSample.Start.AddSeconds(from),
        To = to is { } end ? LedgerSample.Start.AddSeconds(end) : null,
    };

    // A blob of the event log by hand, because this kit is not given the engine's codec: version 1, no texts, then of each event its kind
    // (a tick), its length, and its place and time, each as the difference to the one before.
    private static byte[] Log(params int[] seqs)
    {
        var before = 0;
        return [1, 0, .. seqs.SelectMany(seq =>
        {
            var step = (byte)(2 * (seq - before));
            before = seq;
            return (byte[])[1, 2, step, 0];
        })];
    }
}
