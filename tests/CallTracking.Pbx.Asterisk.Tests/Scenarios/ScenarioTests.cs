using CallTracking.Calls;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Every recorded scenario against its truth, as recorded and under everything that must not change the ledger.</summary>
public sealed class ScenarioTests
{
    private static readonly HashSet<string> Repeatable =
    [
        "Newchannel", "Newstate", "DialBegin", "DialEnd", "DialState", "BridgeEnter", "BridgeLeave", "Hold", "Unhold", "QueueCallerJoin",
        "QueueCallerLeave", "QueueCallerAbandon", "Hangup", "HangupRequest",
    ];

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_RecordedScenario_GivesTheTruth(string name) => Check(name, Scenario.Load(name).Connections);

    /// <summary>While it shuts down Asterisk keeps its events back for a second: then arrival alone cannot tell the true end, and the
    /// ledger says when it heard.</summary>
    public static TheoryData<string> ScenariosInTime => [.. Scenario.Names.Where(name => !name.Contains("restart", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(ScenariosInTime))]
    public void Replay_WithoutEventTimestamps_GivesTheTruthByArrival(string name) =>
        Check(name, Scenario.Load(name).With(message => [message.Without("Timestamp")]), slack: 1.5);

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithSystemNameInIds_GivesTheTruth(string name) =>
        Check(name, Scenario.Load(name).With(message => [message.WithSystemName("pbx-1")]));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithoutChannelEventLog_GivesTheTruth(string name) =>
        Check(name, Scenario.Load(name).With(message => message.Event == "CEL" ? [] : [message]));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_EveryStateEventTwice_GivesTheSameLedger(string name)
    {
        var scenario = Scenario.Load(name);
        var twice = scenario.With(message => message.Event is { } e && Repeatable.Contains(e) ? [message, message] : [message]);

        Ledger(Scenario.Replay(twice)).Should().Be(Ledger(Scenario.Replay(scenario.Connections)));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_UnknownEventsInBetween_GivesTheSameLedgerAndCountsThem(string name)
    {
        var scenario = Scenario.Load(name);
        var known = scenario.Connections.Sum(connection => connection.Messages.Count(message => message.Event is not null));
        var mixed = scenario.With(message => message.Event is null
            ? [message] : [message, new Message(message.At, ["Event: FromTheFuture", "Uniqueid: 1.1", "Odd"])]);

        var result = Scenario.Replay(mixed);

        Ledger(result).Should().Be(Ledger(Scenario.Replay(scenario.Connections)));
        result.UnknownEvents.Should().Contain("FromTheFuture", known);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_SplitAtEveryByte_GivesTheSameLedger(string name)
    {
        var scenario = Scenario.Load(name);

        var split = CallReplay.Run(new AmiDecoder(), scenario.Connections.Select(connection => connection.Pieces([1])), Scenario.Site);

        Ledger(split).Should().Be(Ledger(Scenario.Replay(scenario.Connections)));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_Twice_GivesTheSameIds(string name)
    {
        var scenario = Scenario.Load(name);

        var first = Scenario.Replay(scenario.Connections).Calls.Select(call => call.Id);

        Scenario.Replay(scenario.Connections).Calls.Select(call => call.Id).Should().Equal(first).And.OnlyHaveUniqueItems();
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_AnyPrefix_NeverThrowsAndMarksOpenCalls(string name)
    {
        var messages = Scenario.Load(name).Connections[0].Messages;
        for (var length = 0; length <= messages.Count; length++)
        {
            var result = Scenario.Replay([new Connection([.. messages.Take(length)], null)]);

            result.Quarantined.Should().BeEmpty();
            result.Calls.Count(call => call.State != CallState.Ended).Should().Be(result.OpenCalls);
            result.Calls.Should().OnlyContain(call => (call.Outcome == null) == (call.State != CallState.Ended));
        }
    }

    private static void Check(string name, IReadOnlyList<Connection> connections, double slack = 1)
    {
        var scenario = Scenario.Load(name);

        var result = Scenario.Replay(connections);

        TrueCall.Judge(scenario.Truth, result.Calls, slack).Should().BeEmpty();
        result.OpenCalls.Should().Be(0);
        result.Quarantined.Should().BeEmpty();
    }

    /// <summary>The ledger without what names frames: a repeated or an inserted message moves those.</summary>
    private static string Ledger(ReplayResult result) =>
        LedgerDocument.From(result.Calls.Select(call => call with { Because = [.. call.Because.Select(one => one with { Events = [] })] }), result.OpenCalls)
            .ToJson(indented: true);
}
