using System.Diagnostics.Metrics;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.LoadLab.Ledger;
using CallTracking.LoadLab.Tracking;
using CallTracking.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.LoadLab.Load;

/// <summary>From the socket through the whole engine into a SQLite ledger and out to feed clients: the host as a user builds it.</summary>
internal static class StoreLoad
{
    private const string Link = "lab";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    public static async Task<StoreResult> RunAsync(IFeed feed, string file, int clients, CancellationToken cancellationToken)
    {
        using var server = new FakeAsterisk();
        using var host = Build(file, server.Port);
        using var lag = new LagListener();
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        using var connection = await server.AcceptAsync(cancellationToken).ConfigureAwait(false);
        var links = host.Services.GetRequiredService<ILinkMonitor>();
        await UpAsync(links, cancellationToken).ConfigureAwait(false);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feedOfCalls = host.Services.GetRequiredService<ICallFeed>();
        var first = new CallWatch(feed);
        var readers = Enumerable.Range(0, Math.Max(1, clients))
            .Select(n => Task.Run(() => ReadAsync(feedOfCalls, n == 0 ? first : null, stop.Token), cancellationToken)).ToList();

        var vitals = new Vitals(() => links.Find(Link)?.Backlog ?? 0, () => first.Ended, TimeSpan.FromSeconds(5));
        await using (vitals.ConfigureAwait(false))
        {
            using var thread = new FeedThread(feed, connection);
            thread.Start();
            await thread.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
            await first.WaitForAsync(feed.Calls, Grace, cancellationToken).ConfigureAwait(false);
            var seen = await vitals.FinishAsync().ConfigureAwait(false);
            var status = links.Find(Link)!;
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(readers).ConfigureAwait(false);
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return new StoreResult(
                feed.Events, feed.Calls, first.Ended, LedgerStores.Count(file), status.QuarantinedEvents, first.Skipped,
                first.Durable.ToLatencies(), first.Pop.ToLatencies(), lag.Commit.ToLatencies(), feed.IsOnTheClock ? lag.Lag.ToLatencies() : null,
                thread.Cpu.TotalSeconds, seen, new FileInfo(file).Length);
        }
    }

    private static IHost Build(string file, int port)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFilter(static level => level >= LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddCallTracking(options => Copy(LoadSite.Options, options))
            .UseSqlite($"Data Source={file}")
            .AddAsterisk(Link, options => HandlerLoad.Configure(options, port));
        return builder.Build();
    }

    private static void Copy(Numbering.SiteOptions site, CallTrackingOptions options) => options.Site = site;

    private static async Task UpAsync(ILinkMonitor links, CancellationToken cancellationToken)
    {
        await foreach (var status in links.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (status.State == LinkState.Up)
            {
                return;
            }
        }
    }

    private static async Task ReadAsync(ICallFeed feed, CallWatch? watch, CancellationToken cancellationToken)
    {
        try
        {
            var filter = new CallFeedFilter { OnLagging = watch is null ? null : watch.Skip };
            await foreach (var change in feed.ReadAsync(Caller.System(), filter, cancellationToken).ConfigureAwait(false))
            {
                watch?.Take(change);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    /// <summary>What the first client sees.</summary>
    private sealed class CallWatch(IFeed feed)
    {
        private long _ended;

        public long Ended => Interlocked.Read(ref _ended);

        public long Skipped { get; private set; }

        public LatencyHistogram Durable { get; } = new();

        public LatencyHistogram Pop { get; } = new();

        public void Skip(long changes) => Skipped += changes;

        public void Take(CallChange change)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (change.Kind == CallChangeKind.Started)
            {
                Pop.Add(now - feed.DueOf(change.Call.StartedAt));
            }
            else if (change.Kind == CallChangeKind.Ended && change.Call.EndedAt is { } ended)
            {
                Durable.Add(now - feed.DueOf(ended));
                Interlocked.Increment(ref _ended);
            }
        }

        public async Task WaitForAsync(long calls, TimeSpan longest, CancellationToken cancellationToken)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (Ended < calls && TimeProvider.System.GetElapsedTime(started) < longest)
            {
                await Task.Delay(10, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The product's own figures, from its meter.</summary>
    private sealed class LagListener : IDisposable
    {
        private readonly MeterListener _listener = new();

        public LagListener()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: CallTrackingTelemetry.Name, Name: "calltracking.lag" or "calltracking.commit.duration" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
                (instrument.Name == "calltracking.lag" ? Lag : Commit).Add(TimeSpan.FromSeconds(seconds)));
            _listener.Start();
        }

        public LatencyHistogram Lag { get; } = new();

        public LatencyHistogram Commit { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}

/// <summary>A run through the whole engine.</summary>
internal sealed record StoreResult(
    long WireEvents, long Calls, long Ended, long Stored, long Quarantined, long SkippedByClient, Latencies Durable, Latencies Pop,
    Latencies Commit, Latencies? Lag, double FeedCpuSeconds, VitalsResult Vitals, long FileBytes)
{
    /// <summary>Whether every call that was sent is in the ledger.</summary>
    public bool IsComplete => Ended + SkippedByClient >= Calls && Stored == Calls && Quarantined == 0;
}
