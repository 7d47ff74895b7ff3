using CallTracking.Calls;
using CallTracking.Pipeline;
using CsCheck;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>What the ledger must not depend on, all at once and at random: how the bytes were cut, repeated state events, unknown events.</summary>
public sealed class StreamProperties
{
    // Without a time stamp the time is that of the arrival, which a cut does move; lists of channels never have one.
    private static readonly Scenario[] All = [.. Scenario.Names.Select(Scenario.Load).Where(IsTimedByThePbx)];

    private static readonly HashSet<string> Repeatable =
    [
        "Newchannel", "Newstate", "DialBegin", "DialEnd", "DialState", "BridgeEnter", "BridgeLeave", "Hold", "Unhold", "QueueCallerJoin",
        "QueueCallerLeave", "QueueCallerAbandon", "Hangup", "HangupRequest", "LocalBridge", "Pickup", "ParkedCall", "UnParkedCall",
        "BlindTransfer", "AttendedTransfer", "ConfbridgeJoin", "ConfbridgeLeave", "OriginateResponse",
    ];

    [Fact]
    public void Replay_CutRepeatedAndMixedAtRandom_GivesTheSameLedger() =>
        Gen.Select(Gen.Int[0, All.Length - 1], Gen.Int[1, 900].Array[1, 20], Gen.Int).Sample(
            (index, sizes, seed) =>
            {
                var scenario = All[index];
                var random = new Random(seed);
                var disturbed = scenario.With(message => Disturb(message, random));

                var result = CallReplay.Run(new AmiDecoder(), disturbed.Select(connection => connection.Pieces(sizes)), Scenario.Site);

                return Ledger(result) == Ledger(Scenario.Replay(scenario.Connections));
            },
            iter: 300, threads: 1);

    private static bool IsTimedByThePbx(Scenario scenario)
    {
        var messages = scenario.Connections.SelectMany(connection => connection.Messages).ToList();
        return messages.Any(message => message.Headers.Any(line => line.StartsWith("Timestamp:", StringComparison.Ordinal)))
            && !messages.Any(message => message.Event == "CoreShowChannel");
    }

    private static IEnumerable<Message> Disturb(Message message, Random random)
    {
        if (message.Event is not { } name)
        {
            return [message];
        }

        var copies = Repeatable.Contains(name) ? random.Next(1, 4) : 1;
        var stranger = new Message(message.At, ["Event: Stranger" + random.Next(5), "Uniqueid: " + random.Next(99), "Channel: X/y-" + random.Next(9)]);
        return random.Next(3) == 0 ? [stranger, .. Enumerable.Repeat(message, copies)] : Enumerable.Repeat(message, copies);
    }

    private static string Ledger(ReplayResult result) => LedgerDocument
        .From(result.Calls.Select(call => call with { Because = [.. call.Because.Select(one => one with { Events = [] })] }), result.OpenCalls)
        .ToJson();
}
