using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Testing.Traces;

namespace CallTracking.Faults;

/// <summary>Every recorded scenario against its truth, as recorded and under everything that must not change the ledger.</summary>
/// <typeparam name="TPbx">The PBX.</typeparam>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class ScenarioKit<TPbx, TFrame>
    where TPbx : FaultPbx<TFrame>, new()
    where TFrame : class
{
    public static TheoryData<string> Scenarios => [.. new TPbx().Names];

    protected static TPbx Pbx { get; } = new();

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_RecordedScenario_GivesTheTruth(string name) => Check(name, Pbx.Load(name));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_EveryStateEventTwice_GivesTheSameLedger(string name)
    {
        var recorded = Pbx.Load(name);

        var twice = Pbx.Replay(With(recorded, static message => Pbx.IsRepeatable(message.Frame) ? [message, message] : [message]));

        LedgerText.Of(twice).Should().Be(LedgerText.Of(Pbx.Replay(recorded)));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_UnknownEventsInBetween_GivesTheSameLedgerAndCountsThem(string name)
    {
        var recorded = Pbx.Load(name);
        var known = recorded.Sum(connection => connection.Messages.Count(message => Pbx.IsEvent(message.Frame)));

        var result = Pbx.Replay(With(recorded, static message => Pbx.IsEvent(message.Frame)
            ? [message, message with { Frame = Pbx.Stranger("FromTheFuture", message.Frame) }] : [message]));

        LedgerText.Of(result).Should().Be(LedgerText.Of(Pbx.Replay(recorded)));
        result.UnknownEvents.GetValueOrDefault("FromTheFuture").Should().Be(known);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_SplitAtEveryByte_GivesTheSameLedger(string name)
    {
        var recorded = Pbx.Load(name);

        var split = CallReplay.Run(Pbx.Decoder(), recorded.Select(static connection => Pbx.Pieces(connection, [1])), Pbx.Site);

        LedgerText.Of(split).Should().Be(LedgerText.Of(Pbx.Replay(recorded)));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_Twice_GivesTheSameIds(string name)
    {
        var recorded = Pbx.Load(name);

        var first = Pbx.Replay(recorded).Calls.Select(call => call.Id);

        Pbx.Replay(recorded).Calls.Select(call => call.Id).Should().Equal(first).And.OnlyHaveUniqueItems();
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_AnyPrefix_NeverThrowsAndMarksOpenCalls(string name)
    {
        var messages = Pbx.Load(name)[0].Messages;
        for (var length = 0; length <= messages.Count; length++)
        {
            var result = Pbx.Replay([new([.. messages.Take(length)], null)]);

            result.Quarantined.Should().BeEmpty();
            result.Calls.Count(call => call.State != CallState.Ended).Should().Be(result.OpenCalls);
            result.Calls.Should().OnlyContain(call => (call.Outcome == null) == (call.State != CallState.Ended));
        }
    }

    protected static void Check(string name, IEnumerable<TranscriptConnection<TFrame>> connections, double slack = 1)
    {
        var result = Pbx.Replay(connections);

        TrueCall.Judge(Pbx.Truth(name), result.Calls, slack).Should().BeEmpty();
        result.OpenCalls.Should().Be(0);
        result.Quarantined.Should().BeEmpty();
    }

    protected static IEnumerable<TranscriptConnection<TFrame>> With(
        IEnumerable<TranscriptConnection<TFrame>> connections, Func<TranscriptMessage<TFrame>, IEnumerable<TranscriptMessage<TFrame>>> change) =>
        connections.Select(connection => connection with { Messages = [.. connection.Messages.SelectMany(change)] });
}
