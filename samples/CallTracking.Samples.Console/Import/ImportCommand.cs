using System.CommandLine;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Replay;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Import;

/// <summary>
/// Takes CDR files into the ledger: confirms the calls that are there, restores those that nobody saw. It goes on where an earlier run had
/// come to, and importing again changes nothing.
/// </summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "CDR files, oldest first, or folders of them: Asterisk's or FreeSWITCH's Master.csv, files of FreeSWITCH's mod_json_cdr. "
            + "They should not be written to any more.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _link = new("--link")
    {
        Description = "The link whose calls these are: the name that watch or the host gives the PBX.",
        Required = true,
        HelpName = "NAME",
    };

    private readonly Option<string> _pbx = new("--pbx")
    {
        Description = $"What they are: {string.Join(" or ", Formats.RecordKinds)}.",
        HelpName = "KIND",
        DefaultValueFactory = static _ => Formats.RecordKinds[0],
    };

    private readonly Option<string?> _template = TemplateOption.Create();

    private readonly Option<string?> _store = LedgerFile.CreateOption(
        $"The SQLite file that keeps the calls; made when it is not there. Default: {LedgerFile.Calls} in the user's data folder.");

    private readonly Option<string?> _site = SiteOption.Create();

    private readonly Option<string?> _zone = new("--time-zone")
    {
        Description = "Zone of the PBX's clock, for instance Asia/Phnom_Penh; records in UTC are recognised. Default UTC.",
        HelpName = "ZONE",
    };

    private readonly Option<bool> _again = new("--again") { Description = "Read the files from their start even if they were read before." };
    private readonly Option<bool> _json = new("--json") { Description = "Print what was imported as a JSON object." };
    private readonly Terminal _terminal;

    public ImportCommand(Terminal terminal)
        : base("import", "Takes call detail records from files into the ledger. What was interrupted goes on when it is run again.")
    {
        _terminal = terminal;
        Add(_files);
        Add(_link);
        _pbx.AcceptOnlyFromAmong([.. Formats.RecordKinds]);
        Add(_pbx);
        Add(_template);
        Add(_store);
        Add(_site);
        Add(_zone);
        Add(_again);
        Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var site = SiteOption.Load(parsed.GetValue(_site));
        var store = LedgerFile.ForWriting(parsed.GetValue(_store) ?? LedgerFile.InDataFolder(LedgerFile.Calls, _terminal));
        var link = parsed.GetRequiredValue(_link);
        var tally = new ImportTally(Files(parsed.GetRequiredValue(_files)), _terminal);
        using var host = TrackingHost.Create(store, site, _terminal, tracking => AddLink(tracking, link, parsed, tally));
        var isWhole = false;
        await host.StartAsync(cancellationToken);
        try
        {
            await FinishAsync(host.Services.GetRequiredService<ILinkMonitor>(), tally, cancellationToken);
            isWhole = true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C: what was read is stored all the same.
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            tally.Finish();
        }

        var calls = await host.Services.GetRequiredService<CallHistory>()
            .CountAsync(Caller.System(), new CallHistoryFilter { Link = link }, CancellationToken.None);
        if (parsed.GetValue(_json))
        {
            ImportOutput.PrintJson(tally, link, store, calls, isWhole, _terminal.Out);
        }
        else
        {
            ImportOutput.Print(tally, link, calls, isWhole, _terminal.Out);
        }

        return isWhole ? ExitCode.Ok : ExitCode.Failed;
    }

    private void AddLink(ICallTrackingBuilder tracking, string link, ParseResult parsed, ImportTally tally)
    {
        void AddFiles(IList<string> files)
        {
            foreach (var file in tally.Files)
            {
                files.Add(file.Path);
            }
        }

        if (parsed.GetRequiredValue(_pbx) == FreeSwitchCdrDecoderFactory.KindName)
        {
            tracking.AddFreeSwitchCdr(link, options =>
            {
                AddFiles(options.ImportFiles);
                (options.TimeZone, options.ReadAgain) = (parsed.GetValue(_zone), parsed.GetValue(_again));
                options.CsvTemplate = parsed.GetValue(_template);
                (options.Progress, options.Damage) = (tally, tally);
            });
        }
        else
        {
            tracking.AddAsteriskCdr(link, options =>
            {
                AddFiles(options.ImportFiles);
                (options.TimeZone, options.ReadAgain) = (parsed.GetValue(_zone), parsed.GetValue(_again));
                (options.Progress, options.Damage) = (tally, tally);
            });
        }
    }

    private static List<ImportFile> Files(string[] paths)
    {
        var files = new List<ImportFile>();
        foreach (var path in paths.SelectMany(RecordFiles.FilesOf).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            var info = new FileInfo(path);
            files.Add(info.Exists ? new ImportFile(path, info.Length) : throw new CommandException(
                ExitCode.Input, $"{path}: there is no such file; check the path."));
        }

        return files;
    }

    private static async Task FinishAsync(ILinkMonitor links, ImportTally tally, CancellationToken cancellationToken)
    {
        await foreach (var link in links.ReadAsync(cancellationToken))
        {
            switch (link)
            {
                case { State: LinkState.Finished }:
                    return;
                case { State: LinkState.Failed, RetryAt: null }:
                    throw new CommandException(ExitCode.Store, link.LastError ?? "The ledger cannot be written.");
                case { RecordsError: { } error }:
                    throw new CommandException(ExitCode.Input, error);
                default:
                    tally.Show(link.StoreError);
                    break;
            }
        }
    }
}
