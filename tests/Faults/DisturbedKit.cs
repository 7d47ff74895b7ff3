using CallTracking.Testing.Traces;

namespace CallTracking.Faults;

/// <summary>Late messages, another order between legs and states told twice: every recorded scenario is the same ledger under all of them,
/// whatever the seed.</summary>
/// <typeparam name="TPbx">The PBX.</typeparam>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class DisturbedKit<TPbx, TFrame>
    where TPbx : FaultPbx<TFrame>, new()
    where TFrame : class
{
    private const int Seeds = 5;

    private static readonly TPbx Pbx = new();

    public static TheoryData<string> Scenarios => [.. Pbx.Names];

    /// <summary>Without a time stamp the time is that of the arrival.</summary>
    public static TheoryData<string> ScenariosTimedByThePbx => [.. Pbx.Names.Where(static name =>
        Pbx.Load(name).SelectMany(static connection => connection.Messages).All(static message => Pbx.IsTimed(message.Frame)))];

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_StatesToldTwice_GivesTheSameLedger(string name) => Check(name, static (one, seed) => Pbx.Duplicated(one, seed));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_AnotherOrderBetweenLegs_GivesTheSameLedger(string name) =>
        Check(name, static (one, seed) => Pbx.Reordered(one, seed, TimeSpan.FromMilliseconds(2)));

    [Theory, MemberData(nameof(ScenariosTimedByThePbx))]
    public void Replay_LateMessages_GivesTheSameLedger(string name) =>
        Check(name, static (one, seed) => Pbx.Delayed(one, seed, TimeSpan.FromSeconds(1)));

    private static void Check(string name, Func<string, int, IReadOnlyList<TranscriptConnection<TFrame>>> disturb)
    {
        var undisturbed = LedgerText.InNoOrder(Pbx.Replay(Pbx.Load(name)));
        for (var seed = 1; seed <= Seeds; seed++)
        {
            LedgerText.InNoOrder(Pbx.Replay(disturb(name, seed))).Should().Be(undisturbed, "seed {0} means the same calls", seed);
        }
    }
}
