using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Kits;

/// <content>What the check of a ledger finds in this store.</content>
public abstract partial class LedgerKit
{
    [Fact]
    public async Task Check_SoundLedger_FindsNothing()
    {
        var open = Sample.Bare(2) with { FirstSeq = 15 };
        await WriteAsync(
            Sample.Commit(1, [Sample.Full(1), open]) with { Events = Log(10, 15) },
            Sample.Commit(2, [Sample.Full(3)]) with { Events = Log(20), Gaps = [Gap(1, 10, 20), Gap(2, 20, null)] },
            Sample.Commit(1, [Sample.Bare(4, tenant: "other") with { FirstSeq = 10 }], tenant: "other") with { Events = Log(10) });

        var report = await CheckAsync();

        report.Should().BeEquivalentTo(
            new { IsSound = true, Calls = 4L, OpenCalls = 2L, EventLogEntries = 3L, Events = 4L, Gaps = 2L, Quarantined = 0L });
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "wait", "negativeTime" },
        { "participant", "negativeTime" },
        { "end", "endBeforeStart" },
        { "answer", "answerOutside" },
        { "outcome", "stateContradicts" },
        { "state", "stateContradicts" },
        { "record", "recordWithoutCall" },
        { "events", "eventsUnreadable" },
        { "log", "openWithoutEvents" },
        { "gap", "gapContradicts" },
        { "gaps", "gapContradicts" },
        { "openGap", "gapContradicts" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Check_LedgerThatCannotBe_NamesTheRuleAndThePlace(string damage, string rule)
    {
        var call = Sample.Full(1);
        var commit = Sample.Commit(1, [call]) with { Events = Log(10) };
        var second = TimeSpan.FromSeconds(-1);
        commit = damage switch
        {
            "wait" => commit with { Calls = [call with { Wait = second }] },
            "participant" => commit with { Calls = [call with { Participants = [call.Participants[0] with { Talk = second }] }] },
            "end" => commit with { Calls = [call with { EndedAt = call.StartedAt + second, AnsweredAt = null }] },
            "answer" => commit with { Calls = [call with { AnsweredAt = call.EndedAt - second }] },
            "outcome" => commit with { Calls = [call with { Outcome = null }] },
            "state" => commit with { Calls = [call with { State = CallState.Held, FirstSeq = 10 }] },
            "record" => commit with { Records = [new StoredRecord("key", null, Sample.Id(9), Sample.Start, new byte[] { 1 })] },
            "events" => commit with { Events = new byte[] { 1, 200, 3 } },
            "log" => commit with { Calls = [Sample.Bare(1) with { FirstSeq = 5 }] },
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

    [Fact]
    public async Task Check_EventsSetAside_AreCountedAndNoDamage()
    {
        await WriteAsync(Sample.Commit(1) with
        {
            Events = Log(10), Quarantined = [new QuarantinedRow(1, 10, Sample.Start, "LegUp", "InvalidOperationException", Log(10))],
        });

        (await CheckAsync()).Should().BeEquivalentTo(new { IsSound = true, Quarantined = 1L });
    }

    protected Task<LedgerCheckReport> CheckAsync() => new LedgerCheck(Contexts, []).RunAsync(null, Cancel);

    private static CoverageGap Gap(int number, int from, int? to) => new()
    {
        Tenant = Sample.Tenant, Link = Sample.Link, Id = Sample.Id(number), Revision = 1, From = Sample.Start.AddSeconds(from),
        To = to is { } end ? Sample.Start.AddSeconds(end) : null,
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
