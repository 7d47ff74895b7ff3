using CallTracking.Calls;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.FreeSwitch.Scenarios;

/// <summary>The call detail records of every recorded scenario, of either kind: beside its trace, and alone.</summary>
public sealed class RecordScenarioTests
{
    public static TheoryData<string, string> Scenarios => [.. RecordedScenario.Names.SelectMany(static name => new (string, string)[] { (name, "cdr.csv"), (name, "cdr.json") })];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithItsRecords_GivesTheSameLedgerWithASecondWitness(string name, string kind)
    {
        var scenario = new RecordedScenario(name);
        var records = scenario.Records(kind);
        var live = CallReplay.RunEvents(scenario.Events(), RecordedScenario.Site);

        var both = CallReplay.RunEvents([.. scenario.Events(), .. records], RecordedScenario.Site);

        both.Records.Should().Be(records.Count);
        both.Quarantined.Should().BeEmpty();
        both.Calls.SelectMany(static call => call.Because).Select(static because => because.Rule)
            .Should().NotContain(rule => rule.StartsWith("recordDiffers", StringComparison.Ordinal) || rule == "recordCompletes");
        Bare(both).Should().Be(Bare(live));

        // A PBX that is shut down leaves no record of the calls that it ends.
        both.Calls.Count(static call => !call.Witnesses.HasFlag(CallWitness.Cdr)).Should().Be(name.Contains("pbx-shutdown", StringComparison.Ordinal) ? 1 : 0);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_RecordsTwiceBackwardsAndBetweenTheEvents_GivesTheSameLedger(string name, string kind)
    {
        var scenario = new RecordedScenario(name);
        var (events, records) = (scenario.Events(), scenario.Records(kind));
        var expected = Whole([.. events, .. records]);
        PbxEvent[][] orders =
        [
            [.. records, .. events],
            [.. events, .. records.Reverse()],
            [.. records, .. events, .. records.Reverse()],
            [.. events.Take(events.Count / 2), .. records, .. events.Skip(events.Count / 2)],
        ];

        foreach (var order in orders)
        {
            Whole(order).Should().Be(expected);
        }
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Records_AloneInAnyOrder_GiveTheSameLedger(string name, string kind)
    {
        var records = new RecordedScenario(name).Records(kind);
        var expected = Whole(records);
        var random = new Random(name.Length);
        for (var i = 0; i < 10; i++)
        {
            PbxEvent[] shuffled = [.. records, .. records];
            random.Shuffle(shuffled);

            Whole(shuffled).Should().Be(expected);
        }
    }

    /// <summary>Counts how often records alone tell the truth, leave a thing unknown, or are wrong; the last must not happen.</summary>
    [Theory]
    [InlineData("cdr.csv", 3)]
    [InlineData("cdr.json", 0)]
    public void Records_AloneOfAllScenarios_TellNothingWrong(string kind, int unknown)
    {
        var table = new RecordTable();
        foreach (var name in RecordedScenario.Names)
        {
            var scenario = new RecordedScenario(name);
            var records = scenario.Records(kind);
            table.Add(name, records, scenario.Truth, CallReplay.RunEvents(records, RecordedScenario.Site).Calls);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        table.Wrong.Should().BeEmpty();
        table.Unknown("outcome").Should().Be(unknown);
        table.Unknown("direction").Should().Be(0);
    }

    /// <summary>Where FreeSWITCH writes both kinds, every leg is told of twice.</summary>
    [Fact]
    public void Records_OfBothKindsTogether_TellNothingWrong()
    {
        var table = new RecordTable();
        foreach (var name in RecordedScenario.Names)
        {
            var scenario = new RecordedScenario(name);
            List<RecordReceived> records = [.. scenario.Records("cdr.csv"), .. scenario.Records("cdr.json")];
            table.Add(name, records, scenario.Truth, CallReplay.RunEvents(records, RecordedScenario.Site).Calls);
            var whole = Whole(records);
            records.Reverse();
            Whole(records).Should().Be(whole);
        }

        table.Wrong.Should().BeEmpty();
        table.Unknown("outcome").Should().BeLessThan(4);
    }

    /// <summary>What most configurations write: no record of the legs that FreeSWITCH called.</summary>
    [Theory]
    [InlineData("cdr.csv")]
    [InlineData("cdr.json")]
    public void Records_OfCallersOnly_TellNothingWrong(string kind)
    {
        var table = new RecordTable();
        foreach (var name in RecordedScenario.Names)
        {
            var scenario = new RecordedScenario(name);
            List<RecordReceived> records = [.. scenario.Records(kind).Where(static one => one.Record.Role != RecordRole.Called)];
            table.Add(name, records, scenario.Truth, CallReplay.RunEvents(records, RecordedScenario.Site).Calls);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        table.Wrong.Should().BeEmpty();
    }

    private static string Whole(IEnumerable<PbxEvent> events)
    {
        var result = CallReplay.RunEvents(events, RecordedScenario.Site);
        return LedgerDocument.From(result.Calls, result.OpenCalls).ToJson(indented: true);
    }

    private static string Bare(ReplayResult result) => LedgerDocument
        .From(result.Calls.Select(static call => call with { Because = [], Witnesses = CallWitness.None }), result.OpenCalls).ToJson(indented: true);
}
