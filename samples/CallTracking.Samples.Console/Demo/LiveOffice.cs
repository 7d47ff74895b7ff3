using CallTracking.Numbering;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Live;

namespace CallTracking.Samples.Console.Demo;

/// <summary>An office that goes on until somebody has seen enough.</summary>
internal static class LiveOffice
{
    public const double DefaultSpeed = 10;

    // At ten times real time a call begins every four seconds and three or four are in progress: enough to see, not too much to follow.
    private const int CallsPerDay = 2_000;
    private const string Link = "demo";

    public static async Task PlayAsync(OfficeOptions office, Terminal terminal, CancellationToken cancellationToken)
    {
        var clock = new AcceleratedClock(terminal.Time, office.Speed ?? DefaultSpeed);
        using var host = TrackingHost.Create(office.Store, new SiteOptions(), terminal, tracking => tracking.AddSimulator(Link, simulator =>
        {
            simulator.Seed = office.Seed;
            simulator.Speed = clock.Speed;
            simulator.StartAt = clock.Beginning;
            simulator.CallsPerDay = CallsPerDay;
            simulator.RoundTheClock = true;
        }));
        var drawing = new BoardDrawing("Simulated office (Ctrl+C ends it)", terminal.Time.LocalTimeZone);
        var view = LiveViews.For(terminal, office.AsJson, new Board(), drawing, clock);
        var run = new LiveRun(host, view) { FirstUp = clock.Start };
        await run.RunAsync(cancellationToken);
        await terminal.Error.WriteLineAsync($"calltracking: {run.Count}; see them with: calltracking history --store {office.Store}");
    }
}
