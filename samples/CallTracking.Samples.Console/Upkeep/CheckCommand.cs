using System.CommandLine;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>Whether a store is sound.</summary>
internal sealed class CheckCommand : Command
{
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print what was found for a program." };
    private readonly Terminal _terminal;

    public CheckCommand(Terminal terminal)
        : base(
            "check",
            "Looks whether a store is sound: its file, and whether what it holds can be a ledger. Changes nothing; a host may write meanwhile. "
            + "Exit code 1 when something is wrong.")
    {
        _terminal = terminal;
        Add(_store);
        Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = StoreArgument.Read(parsed, _store, _terminal);
        using var ledger = StoredLedger.Open(store);
        var report = await ledger.Check.RunAsync(progress: null, cancellationToken);
        if (parsed.GetValue(_json))
        {
            CheckOutput.PrintJson(StoreArgument.NameOf(store), report, _terminal);
        }
        else
        {
            CheckOutput.Print(StoreArgument.NameOf(store), report, _terminal.Out);
        }

        return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }
}
