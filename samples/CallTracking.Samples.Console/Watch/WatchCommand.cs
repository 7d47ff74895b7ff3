using System.CommandLine;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Peers;
using CallTracking.Samples.Console.Upkeep;

namespace CallTracking.Samples.Console.Watch;

/// <summary>The calls of a real PBX, into the store and onto the screen.</summary>
internal sealed class WatchCommand : Command
{
    private readonly PbxArguments _pbx = new();
    private readonly Option<string?> _site = SiteOption.Create();

    private readonly Option<string?> _store = LedgerFile.CreateOption(
        $"The SQLite file that keeps the calls; made when it is not there. Default: {LedgerFile.Calls} in the user's data folder. Or the "
        + "connection string of a PostgreSQL database: 'store upgrade' makes its tables.");

    private readonly Option<TimeSpan?> _timeout = TimeoutOption.Create();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print a JSON object a line for everything that is learned about a call.",
    };

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "Also records what the PBX says into traces in this folder, at most 1 GiB and 7 days of it.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _pseudonyms = new("--pseudonyms")
    {
        Description = "Replaces phone numbers in the traces by pseudonyms; the file holds the secret, and is made when it is not there.",
        HelpName = "KEYFILE",
    };

    private readonly Terminal _terminal;

    public WatchCommand(Terminal terminal)
        : base("watch", "Follows the calls of an Asterisk or a FreeSWITCH: stores them and shows them while they happen.")
    {
        _terminal = terminal;
        _pbx.AddTo(this);
        Add(_site);
        Add(_store);
        Add(_timeout);
        Add(_json);
        Add(_trace);
        Add(_pseudonyms);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var site = SiteOption.Load(parsed.GetValue(_site));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var file = LedgerFile.ForWriting(parsed.GetValue(_store) ?? LedgerFile.InDataFolder(LedgerFile.Calls, _terminal));
        var pbx = await _pbx.ReadAsync(parsed, _terminal, cancellationToken);

        using var host = TrackingHost.Create(file, site, _terminal, tracking => AddTracing(parsed, pbx.AddTo(tracking)));
        var board = new Board();
        var view = LiveViews.For(_terminal, parsed.GetValue(_json), board, new BoardDrawing(pbx.Address, zone), _terminal.Time);
        var run = new LiveRun(host, view) { Ready = token => Today.BeginAsync(board, host.Services, zone, _terminal.Time, token) };
        using var stop = Deadline.Create(parsed.GetValue(_timeout), _terminal.Time, cancellationToken);
        await run.RunAsync(stop.Token);
        if (!run.WasUp)
        {
            throw new CommandException(ExitCode.Pbx, $"{pbx.Address} was not reached in time. Check the address, or give a longer --timeout.");
        }

        await _terminal.Error.WriteLineAsync($"calltracking: {run.Count}; they are in {StoreArgument.NameOf(file)}.");
        return ExitCode.Ok;
    }

    private void AddTracing(ParseResult parsed, ICallTrackingBuilder tracking)
    {
        var pseudonyms = parsed.GetValue(_pseudonyms);
        if (parsed.GetValue(_trace) is { } folder)
        {
            tracking.AddTracing(folder, options => options.PseudonymKeyFile = pseudonyms);
        }
        else if (pseudonyms is not null)
        {
            throw new CommandException(ExitCode.Usage, "--pseudonyms is about traces. Add --trace DIR, or leave it out.");
        }
    }
}
