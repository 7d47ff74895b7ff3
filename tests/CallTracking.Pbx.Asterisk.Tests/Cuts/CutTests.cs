using CallTracking.Pbx.Asterisk.Tests.Scenarios;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Cuts;

/// <summary>
/// The link is cut at every message of every recorded scenario and is back after 0, 1 and 10 seconds: nothing that the ledger then says may be
/// wrong. What nobody could know it may leave open.
/// </summary>
public sealed class CutTests
{
    /// <summary>Somebody dials 555, which no numbering knows, and has hung up when the link is back: that he listened in was told to nobody, so
    /// it remains a call of his.</summary>
    private const string ListensIn = "asterisk-22/supervisor_listens";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Cut_AtEveryMessage_LedgerSaysNothingWrong(int seconds)
    {
        var table = new CutTable();
        foreach (var name in Scenario.Names.Where(name => seconds < 10 || name != ListensIn))
        {
            Run(name, TimeSpan.FromSeconds(seconds), table);
        }

        TestContext.Current.SendDiagnosticMessage($"back after {seconds} s: {table}");
        string.Join('\n', table.Wrong.Take(40)).Should().BeEmpty();
    }

    private static void Run(string name, TimeSpan back, CutTable table)
    {
        var stream = new CutStream([.. Scenario.Load(name).Connections.Select(connection =>
            new CutConnection([.. connection.Messages.Select(message => (message.At, (ReadOnlyMemory<byte>)message.ToBytes()))], connection.DiedAt))]);
        var judge = new CutJudge(name, stream, CallReplay.Run(new AmiDecoder(), stream.Whole(), Scenario.Site), table);
        foreach (var (cut, connections) in stream.All(back))
        {
            judge.Judge(cut, CallReplay.Run(new AmiDecoder(), connections, Scenario.Site));
        }
    }
}
