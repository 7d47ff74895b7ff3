using System.CommandLine;
using CallTracking.Samples.Console.Asterisk;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Live;

namespace CallTracking.Samples.Console.Watch;

/// <summary>The calls of a real Asterisk, into the store and onto the screen.</summary>
internal static class WatchCommand
{
    private const string Link = "asterisk";

    public static Command Create(Terminal terminal)
    {
        var asterisk = new AsteriskArguments();
        var site = SiteOption.Create();
        var store = LedgerFile.CreateOption($"The SQLite file that keeps the calls; made when it is not there. Default: {LedgerFile.Calls} in the user's data folder.");
        var timeout = TimeoutOption.Create("End after this time: with exit code 0 when the PBX was heard, 4 when it was not. Default: run until Ctrl+C.");
        var json = new Option<bool>("--json") { Description = "Print a JSON object a line for everything that is learned about a call." };
        var command = new Command("watch", "Follows the calls of an Asterisk: stores them and shows them while they happen.");
        asterisk.AddTo(command);
        foreach (var option in new Option[] { site, store, timeout, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SiteOption.Load(parsed.GetValue(site));
            var file = LedgerFile.ForWriting(parsed.GetValue(store) ?? LedgerFile.InDataFolder(LedgerFile.Calls, terminal));
            var pbx = await asterisk.ReadAsync(parsed, terminal, cancellationToken);
            var peer = parsed.GetRequiredValue(asterisk.Peer);

            using var host = TrackingHost.Create(file, settings, terminal, tracking => tracking.AddAsterisk(Link, pbx));
            var view = LiveViews.For(terminal, parsed.GetValue(json), peer, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone), terminal.Time);
            var run = new LiveRun(host, view);
            using var stop = Deadline.Create(parsed.GetValue(timeout), terminal.Time, cancellationToken);
            await run.RunAsync(stop.Token);
            if (!run.WasUp)
            {
                throw new CommandException(ExitCode.Pbx, $"{peer} was not reached in time. Check the address, or give a longer --timeout.");
            }

            await terminal.Error.WriteLineAsync($"calltracking: {run.Count}; they are in {file}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
