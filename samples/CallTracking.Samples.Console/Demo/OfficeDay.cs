using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Pbx.Simulator;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Demo;

/// <summary>One office day from beginning to end: played, tracked, stored, read back and summed up.</summary>
internal static class OfficeDay
{
    private const string Link = "demo";

    public static async Task PlayAsync(OfficeOptions office, Terminal terminal, CancellationToken cancellationToken)
    {
        // Yesterday: the last day that is over.
        var start = new DateTimeOffset(terminal.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-1);
        using var host = TrackingHost.Create(office.Store, new SiteOptions(), terminal, tracking => tracking.AddSimulator(Link, simulator =>
        {
            simulator.Seed = office.Seed;
            simulator.Speed = office.Speed ?? SimulatorOptions.AsFastAsPossible;
            simulator.StartAt = start;
            simulator.Days = 1;
        }));
        await host.StartAsync(cancellationToken);
        try
        {
            await FinishAsync(host.Services.GetRequiredService<ILinkMonitor>(), terminal, cancellationToken);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        var history = host.Services.GetRequiredService<CallHistory>();
        var day = new CallHistoryFilter { Link = Link, From = start, To = start.AddDays(2) };
        var calls = await history.StreamAsync(Caller.System(), day, cancellationToken).ToListAsync(cancellationToken);
        var gaps = await history.ListGapsAsync(
            Caller.System(), new CoverageGapFilter { Link = Link, From = start, To = start.AddDays(2) }, 1000, cancellationToken);
        var summary = DaySummary.Of(calls, DateOnly.FromDateTime(start.DateTime), TimeZoneInfo.Utc) with { Gaps = gaps };
        if (office.AsJson)
        {
            SummaryJson.Print(summary, office.Store, terminal);
        }
        else
        {
            SummaryTable.Print(summary, terminal);
        }

        await terminal.Error.WriteLineAsync(
            $"calltracking: every call is stored; see them with: calltracking history --store {office.Store}");
    }

    private static async Task FinishAsync(ILinkMonitor links, Terminal terminal, CancellationToken cancellationToken)
    {
        await foreach (var link in links.ReadAsync(cancellationToken))
        {
            switch (link)
            {
                case { State: LinkState.Finished }:
                    return;

                case { State: LinkState.Failed, RetryAt: null }:
                    throw new CommandException(ExitCode.Store, link.LastError ?? "The ledger cannot be written.");

                case { StoreError: not null }:
                    await terminal.Error.WriteLineAsync($"calltracking: {LinkWords.Of(link)}");
                    break;
            }
        }
    }
}
