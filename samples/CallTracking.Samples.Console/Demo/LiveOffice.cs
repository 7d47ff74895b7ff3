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

    public static async Task PlayAsync(
        string file, int seed, double? speed, Terminal terminal, bool asJson, CancellationToken cancellationToken)
    {
        var clock = new AcceleratedClock(terminal.Time, speed ?? DefaultSpeed);
        using var host = TrackingHost.Create(file, new SiteOptions(), terminal, tracking => tracking.AddSimulator(Link, simulator =>
        {
            simulator.Seed = seed;
            simulator.Speed = clock.Speed;
            simulator.StartAt = clock.Start;
            simulator.CallsPerDay = CallsPerDay;
            simulator.RoundTheClock = true;
        }));
        var view = LiveViews.For(terminal, asJson, "Simulated office (Ctrl+C ends it)", terminal.Time.LocalTimeZone, clock);
        var run = new LiveRun(host, view);
        await run.RunAsync(cancellationToken);
        await terminal.Error.WriteLineAsync(
            $"calltracking: {run.Count}; see them with: calltracking history --store {file}");
    }
}
