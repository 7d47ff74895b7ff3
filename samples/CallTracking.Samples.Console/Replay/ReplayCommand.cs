using System.CommandLine;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Replay;

/// <summary>Reads traces and prints the ledger that they make. No store, no clock: the same traces give the same ledger, ids included.</summary>
internal static class ReplayCommand
{
    private static readonly IPbxDecoderFactory[] Wires = [new AmiDecoderFactory()];

    public static Command Create(Terminal terminal)
    {
        var traces = new Argument<string[]>("TRACE")
        {
            Description = "What 'capture' wrote, or a raw capture (NAME.raw: the bytes received). Several are successive connections of one link, in order.",
            Arity = ArgumentArity.OneOrMore,
        };
        var pbx = new Option<string?>("--pbx")
        {
            Description = "What was recorded. Needed for raw captures only: a trace that 'capture' wrote says it itself.",
            HelpName = string.Join('|', Wires.Select(wire => wire.Kind)),
        };
        pbx.AcceptOnlyFromAmong([.. Wires.Select(wire => wire.Kind)]);
        var site = SiteOption.Create();
        var timing = new Option<string[]>("--timing")
        {
            Description = "Arrival times of a raw capture, a JSON object a line; once per trace, in order. Without them the PBX's own time stamps count.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print the ledger as one JSON object instead of a table." };
        var command = new Command("replay", "Turns recorded connections into calls and prints them.") { traces, pbx, site, timing, json };
        command.SetAction(parsed =>
        {
            var settings = SiteOption.Load(parsed.GetValue(site));
            var recorded = RecordedLink.Open(TimedTrace.Pair(parsed, traces, timing), parsed.GetValue(pbx), Wires);
            var ledger = recorded.Replay(settings);
            foreach (var warning in recorded.Warnings)
            {
                terminal.Error.WriteLine($"calltracking: {Printable.Line(warning)}");
            }

            Print(ledger, settings, terminal, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(ReplayResult ledger, SiteOptions site, Terminal terminal, bool asJson)
    {
        if (asJson)
        {
            LedgerOutput.WriteJson(LedgerDocument.From(ledger.Calls, ledger.OpenCalls, ledger.UnknownEvents), terminal);
            return;
        }

        CallTable.Print(ledger.Calls, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone), terminal);
        terminal.Out.WriteLine($"{Wording.Calls(ledger.Calls.Count)}, {ledger.OpenCalls} of them open; {ledger.Frames} messages read.");
    }
}
