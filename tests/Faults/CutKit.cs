using CallTracking.Pipeline;

namespace CallTracking.Faults;

/// <summary>
/// The link is cut at every message of every recorded scenario and is back after 0, 1 and 10 seconds: nothing that the ledger then says may be
/// wrong. What nobody could know it may leave open.
/// </summary>
/// <typeparam name="TPbx">The PBX.</typeparam>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class CutKit<TPbx, TFrame>
    where TPbx : FaultPbx<TFrame>, new()
    where TFrame : class
{
    private static readonly TPbx Pbx = new();

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Cut_AtEveryMessage_LedgerSaysNothingWrong(int seconds)
    {
        var table = new CutTable();
        foreach (var name in Pbx.Names.Where(name => Pbx.IsCut(name, seconds)))
        {
            Run(name, TimeSpan.FromSeconds(seconds), table);
        }

        TestContext.Current.SendDiagnosticMessage($"back after {seconds} s: {table}");
        string.Join('\n', table.Wrong.Take(40)).Should().BeEmpty();
    }

    private static void Run(string name, TimeSpan back, CutTable table)
    {
        var stream = new CutStream<TFrame>(Pbx, Pbx.Load(name));
        var judge = new CutJudge<TFrame>(name, stream, Pbx.Replay(stream.Connections), table);
        foreach (var (cut, connections) in stream.All(back))
        {
            judge.Judge(cut, CallReplay.Run(Pbx.Decoder(), connections, Pbx.Site));
        }
    }
}
