using System.CommandLine;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Replay;

/// <summary>
/// Reads traces and prints the ledger that they make. No store and no clock: the same traces give the same ledger, ids included.
/// </summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string[]> _traces = new("TRACE")
    {
        Description = "What 'capture' wrote, or a raw capture (NAME.raw: the bytes received). "
            + "Several are successive connections of one link, in order. With --pbx asterisk-cdr or freeswitch-cdr: CDR files, or folders of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _pbx = new("--pbx")
    {
        Description = $"What was recorded: {string.Join(", ", Formats.Kinds)}. Needed for raw captures and records only: a trace that 'capture' "
            + "wrote says it itself.",
        HelpName = "KIND",
    };

    private readonly Option<string[]> _timing = new("--timing")
    {
        Description = "Arrival times of a raw capture, a JSON object a line; once per trace, in order. "
            + "Without them the PBX's own time stamps count.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _cdr = new("--cdr")
    {
        Description = "The same PBX's call detail records (Master.csv of Asterisk or FreeSWITCH, files of FreeSWITCH's mod_json_cdr or the "
            + "folder they are in), the second witness; may be given several times. They confirm the calls that were seen and restore those "
            + "that were not.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _template = TemplateOption.Create();
    private readonly Option<bool> _json = new("--json") { Description = "Print the ledger as one JSON object instead of a table." };
    private readonly Option<string?> _site = SiteOption.Create();
    private readonly Terminal _terminal;

    public ReplayCommand(Terminal terminal)
        : base("replay", "Turns recorded connections into calls and prints them.")
    {
        _terminal = terminal;
        _pbx.AcceptOnlyFromAmong([.. Formats.Kinds]);
        Add(_traces);
        Add(_pbx);
        Add(_site);
        Add(_timing);
        Add(_cdr);
        Add(_template);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var site = SiteOption.Load(parsed.GetValue(_site));
        var ledger = parsed.GetValue(_pbx) is { } kind && Formats.RecordKinds.Contains(kind)
            ? ReplayRecords(parsed, kind, site) : ReplayLink(parsed, site);
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

    private ReplayResult ReplayLink(ParseResult parsed, SiteOptions site)
    {
        var records = RecordFiles.Open(parsed.GetValue(_cdr) ?? []);
        var recorded = RecordedLink.Open(TimedTrace.Pair(parsed, _traces, _timing), parsed.GetValue(_pbx), Formats.Wires);
        var ledger = recorded.Replay(site, records.Read(Formats.RecordsOf(recorded.Wire), site, parsed.GetValue(_template)));
        Warn([.. recorded.Warnings, .. records.Warnings]);
        return ledger;
    }

    private ReplayResult ReplayRecords(ParseResult parsed, string kind, SiteOptions site)
    {
        if (parsed.GetValue(_timing) is { Length: > 0 })
        {
            throw new CommandException(ExitCode.Usage, "Call detail records hold their own times; leave out --timing.");
        }

        var records = RecordFiles.Open([.. parsed.GetRequiredValue(_traces), .. parsed.GetValue(_cdr) ?? []]);
        var ledger = CallReplay.RunEvents(records.Read(kind, site, parsed.GetValue(_template)), site);
        Warn(records.Warnings);
        return ledger with { Frames = ledger.Records };
    }

    private void Warn(IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
        {
            _terminal.Error.WriteLine($"calltracking: {Printable.Line(warning)}");
        }
    }

    private void PrintTable(ReplayResult ledger, SiteOptions site)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        CallTable.Print(ledger.Calls, zone, _terminal);
        foreach (var line in GapLines.Of(ledger.Gaps, zone))
        {
            _terminal.Out.WriteLine(line);
        }

        _terminal.Out.WriteLine(
            $"{Wording.Calls(ledger.Calls.Count)}, {ledger.OpenCalls} of them open; {ledger.Frames} messages read.");
        if (ledger.Records > 0)
        {
            var contradicted = ledger.Calls.Count(call => call.IsContradicted);
            var restored = ledger.Calls.Count(call => call.Witnesses == CallWitness.Cdr);
            _terminal.Out.WriteLine(
                $"{ledger.Records} call detail records: {restored} calls known from them alone, {contradicted} that they contradict.");
        }
    }
}
