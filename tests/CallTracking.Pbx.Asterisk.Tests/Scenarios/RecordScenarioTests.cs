using CallTracking.Calls;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>The call detail records of every recorded scenario: beside its trace, and alone.</summary>
public sealed class RecordScenarioTests
{
    /// <summary>What the records of Asterisk say otherwise than what was seen, and the phones agree with the latter.</summary>
    private static readonly HashSet<string> Contradicted = [];

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithItsRecords_GivesTheSameLedgerWithASecondWitness(string name)
    {
        var scenario = Scenario.Load(name);
        var live = Scenario.Replay(scenario.Connections);

        var both = Scenario.Replay(scenario.Connections, records: scenario.Records);

        TrueCall.Judge(scenario.Truth, both.Calls).Should().BeEmpty();
        (both.OpenCalls, both.Quarantined.Count, both.Records).Should().Be((0, 0, scenario.Records.Count));
        both.Calls.Where(call => call.Because.Any(because => because.Rule.StartsWith("recordDiffers", StringComparison.Ordinal)))
            .Should().HaveCount(Contradicted.Contains(name) ? 1 : 0);
        if (!IsCompleted(both))
        {
            Bare(both).Should().Be(Bare(live));
        }

        both.Calls.Where(call => call.Witnesses.HasFlag(CallWitness.Cdr)).Should().HaveCount(scenario.Records.Count == 0 ? 0 : live.Calls.Count);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_RecordsTwiceBackwardsAndBetweenTheEvents_GivesTheSameLedger(string name)
    {
        var scenario = Scenario.Load(name);
        var events = scenario.Events();
        var expected = Whole(CallReplay.RunEvents([.. events, .. scenario.Records], Scenario.Site));
        PbxEvent[][] orders =
        [
            [.. scenario.Records, .. events],
            [.. events, .. scenario.Records.Reverse()],
            [.. scenario.Records, .. events, .. scenario.Records.Reverse()],
            [.. events.Take(events.Count / 2), .. scenario.Records, .. events.Skip(events.Count / 2)],
            [.. events.Concat(scenario.Records).OrderBy(one => one.At)],
        ];

        foreach (var order in orders)
        {
            Whole(CallReplay.RunEvents(order, Scenario.Site)).Should().Be(expected);
        }
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Records_AloneInAnyOrder_GiveTheSameLedger(string name)
    {
        var records = Scenario.Load(name).Records;
        var expected = Whole(CallReplay.RunEvents(records, Scenario.Site));
        var random = new Random(name.Length);
        for (var i = 0; i < 10; i++)
        {
            PbxEvent[] shuffled = [.. records, .. records];
            random.Shuffle(shuffled);

            Whole(CallReplay.RunEvents(shuffled, Scenario.Site)).Should().Be(expected);
        }
    }

    /// <summary>Counts how often records alone tell the truth, leave a thing unknown, or are wrong; the last must not happen but where the PBX
    /// writes nothing of it.</summary>
    [Fact]
    public void Records_AloneOfAllScenarios_TellNothingWrong()
    {
        var table = new RecordTable();
        foreach (var name in Scenario.Names)
        {
            var scenario = Scenario.Load(name);
            table.Add(scenario.Name, scenario.Records, scenario.Truth, CallReplay.RunEvents(scenario.Records, Scenario.Site).Calls);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        table.Wrong.Should().BeEmpty();
        table.Unknown("outcome").Should().BeLessThan(table.Right("outcome") / 4);
    }

    private static bool IsCompleted(ReplayResult result) =>
        result.Calls.Any(call => call.Because.Any(because => because.Rule == "recordCompletes"));

    private static string Whole(ReplayResult result) => LedgerDocument.From(result.Calls, result.OpenCalls).ToJson(indented: true);

    private static string Bare(ReplayResult result) => LedgerDocument
        .From(result.Calls.Select(call => call with { Because = [], Witnesses = CallWitness.None }), result.OpenCalls).ToJson(indented: true);
}
