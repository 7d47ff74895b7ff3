using System.CommandLine;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Replay;

/// <summary>
/// Reads traces and prints the ledger that they make. No store and no clock: the same traces give the same ledger, ids included.
/// </summary>
internal sealed class ReplayCommand : Command
{
    private static readonly IPbxDecoderFactory[] Wires = [new AmiDecoderFactory()];

    private readonly Argument<string[]> _traces = new("TRACE")
    {
        Description = "What 'capture' wrote, or a raw capture (NAME.raw: the bytes received). "
            + "Several are successive connections of one link, in order.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _pbx = new("--pbx")
    {
        Description = "What was recorded. Needed for raw captures only: a trace that 'capture' wrote says it itself.",
        HelpName = string.Join('|', Wires.Select(wire => wire.Kind)),
    };

    private readonly Option<string[]> _timing = new("--timing")
    {
        Description = "Arrival times of a raw capture, a JSON object a line; once per trace, in order. "
            + "Without them the PBX's own time stamps count.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the ledger as one JSON object instead of a table." };
    private readonly Option<string?> _site = SiteOption.Create();
    private readonly Terminal _terminal;

    public ReplayCommand(Terminal terminal)
        : base("replay", "Turns recorded connections into calls and prints them.")
    {
        _terminal = terminal;
        _pbx.AcceptOnlyFromAmong([.. Wires.Select(wire => wire.Kind)]);
        Add(_traces);
        Add(_pbx);
        Add(_site);
        Add(_timing);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var site = SiteOption.Load(parsed.GetValue(_site));
        var recorded = RecordedLink.Open(TimedTrace.Pair(parsed, _traces, _timing), parsed.GetValue(_pbx), Wires);
        var ledger = recorded.Replay(site);
        foreach (var warning in recorded.Warnings)
        {
            _terminal.Error.WriteLine($"calltracking: {Printable.Line(warning)}");
        }

        if (parsed.GetValue(_json))
        {
            LedgerOutput.WriteJson(LedgerDocument.From(ledger), _terminal);
        }
        else
        {
            PrintTable(ledger, site);
        }

        return ExitCode.Ok;
    }

    private void PrintTable(ReplayResult ledger, SiteOptions site)
    {
        CallTable.Print(ledger.Calls, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone), _terminal);
        _terminal.Out.WriteLine(
            $"{Wording.Calls(ledger.Calls.Count)}, {ledger.OpenCalls} of them open; {ledger.Frames} messages read.");
    }
}
