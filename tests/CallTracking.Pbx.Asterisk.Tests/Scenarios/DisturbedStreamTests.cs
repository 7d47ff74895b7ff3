using CallTracking.Calls;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.Traces;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Late messages, another order between channels and states told twice: every recorded scenario is the same ledger under all of
/// them, whatever the seed.</summary>
public sealed class DisturbedStreamTests
{
    private const int Seeds = 5;

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_StatesToldTwice_GivesTheSameLedger(string name) => Check(name, (transcript, seed) => transcript.Duplicated(seed));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_AnotherOrderBetweenChannels_GivesTheSameLedger(string name) =>
        Check(name, static (transcript, seed) => transcript.Reordered(seed, TimeSpan.FromMilliseconds(2)));

    /// <summary>Without a time stamp the time is that of the arrival, and lists of channels never have one.</summary>
    public static TheoryData<string> ScenariosTimedByThePbx => [.. Scenario.Names.Where(static name => Load(name).Connections
        .SelectMany(static connection => connection.Messages).All(static message =>
            message.Frame.Timestamp is not null || !message.Frame.IsEvent || message.Frame.Name == "FullyBooted"))];

    [Theory, MemberData(nameof(ScenariosTimedByThePbx))]
    public void Replay_LateMessages_GivesTheSameLedger(string name) =>
        Check(name, static (transcript, seed) => transcript.Delayed(seed, TimeSpan.FromSeconds(1)));

    private static void Check(string name, Func<AmiTranscript, int, AmiTranscript> disturb)
    {
        var transcript = Load(name);
        var undisturbed = Ledger(transcript);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            Ledger(disturb(transcript, seed)).Should().Be(undisturbed, "seed {0} means the same calls", seed);
        }
    }

    private static AmiTranscript Load(string name) =>
        AmiTranscript.Load(Path.Combine(AppContext.BaseDirectory, "Scenarios", name, "ami.txt"));

    private static string Ledger(AmiTranscript transcript)
    {
        var result = CallReplay.Run(new AmiDecoder(), transcript.Connections.Select(Chunks), Scenario.Site);
        return LedgerDocument.From(
            result.Calls.Select(call => call with { Because = [.. call.Because.Select(one => one with { Events = [] })] }), result.OpenCalls).ToJson();
    }

    private static IEnumerable<TraceChunk> Chunks(TranscriptConnection<AmiFrame> connection) => connection.Messages
        .Select(message => new TraceChunk(message.At, TraceDirection.Received, message.Frame.Bytes, false))
        .Concat(connection.DiedAt is { } died ? [new TraceChunk(died, TraceDirection.Received, default, true)] : []);
}
