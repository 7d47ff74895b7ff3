using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallTracking.LoadLab.Streams;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Load;

/// <summary>From the socket to a handler, without engine and store.</summary>
internal static class HandlerLoad
{
    /// <summary>Everything at once, in turns with what a socket can give at all: reading without looking, and reading with parsing only.</summary>
    public static async Task<IReadOnlyList<BurstResult>> BurstAsync(LoadStream stream, int rounds, CancellationToken cancellationToken)
    {
        var drain = new List<double>();
        var parse = new List<double>();
        var handler = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var rates = new[]
            {
                await RateAsync(stream, static (port, token) => ReadAsync(port, parse: false, token), cancellationToken).ConfigureAwait(false),
                await RateAsync(stream, static (port, token) => ReadAsync(port, parse: true, token), cancellationToken).ConfigureAwait(false),
                await RateAsync(stream, (port, token) => HandleAsync(port, new CountingSink(null), token), cancellationToken).ConfigureAwait(false),
            };
            if (round > 0)
            {
                // The first round compiled.
                drain.Add(rates[0]);
                parse.Add(rates[1]);
                handler.Add(rates[2]);
            }
        }

        return
        [
            BurstResult.Of("socket only (drain)", drain, drain),
            BurstResult.Of("socket + parse, every header", parse, drain),
            BurstResult.Of("AsteriskAdapter to handler", handler, drain),
        ];
    }

    /// <summary>At a pace: how long after it was due on the wire an event reaches the handler.</summary>
    public static async Task<PacedResult> PaceAsync(IFeed feed, CancellationToken cancellationToken)
    {
        var sinceDue = new LatencyHistogram();
        var sinceWritten = new LatencyHistogram();
        var writes = new ConcurrentQueue<(DateTimeOffset DueBy, DateTimeOffset Written)>();
        using var server = new FakeAsterisk();
        var sink = new CountingSink((at, now) =>
        {
            var due = feed.DueOf(at);
            sinceDue.Add(now - due);
            while (writes.TryPeek(out var write))
            {
                if (write.DueBy >= due)
                {
                    sinceWritten.Add(now - write.Written);
                    break;
                }

                writes.TryDequeue(out _);
            }
        });
        var handling = HandleAsync(server.Port, sink, cancellationToken);
        using var connection = await server.AcceptAsync(cancellationToken).ConfigureAwait(false);
        await sink.Up.WaitAsync(cancellationToken).ConfigureAwait(false);
        var vitals = new Vitals(static () => 0, () => sink.Events, TimeSpan.FromSeconds(5));
        await using (vitals.ConfigureAwait(false))
        {
            using var thread = new FeedThread(feed, connection) { Writes = writes };
            thread.Start();
            await thread.Done.ConfigureAwait(false);
            connection.End();
            await handling.ConfigureAwait(false);
            return new PacedResult(
                feed.Events, feed.Calls, sink.Events, sinceWritten.ToLatencies(), sinceDue.ToLatencies(), thread.Cpu.TotalSeconds, await vitals.FinishAsync().ConfigureAwait(false));
        }
    }

    private static async Task<double> RateAsync(
        LoadStream stream, Func<int, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var server = new FakeAsterisk();
        var reading = read(server.Port, cancellationToken);
        using var connection = await server.AcceptAsync(cancellationToken).ConfigureAwait(false);

        // The adapter logs in and asks a little before it reads on; that is not what is measured.
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken).ConfigureAwait(false);
        var feed = new PlayedFeed(stream, double.PositiveInfinity);
        GC.Collect();
        using var thread = new FeedThread(feed, connection);
        var started = Stopwatch.GetTimestamp();
        thread.Start();
        await thread.Done.ConfigureAwait(false);
        connection.End();
        await reading.ConfigureAwait(false);
        return feed.Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ReadAsync(int port, bool parse, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        var reader = new AmiReader(AmiSkip.None);
        var message = new AmiMessage(new WireText());
        var buffer = new byte[256 * 1024];
        var held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellationToken).ConfigureAwait(false) is > 0 and var length)
        {
            if (parse)
            {
                var rest = new System.Buffers.ReadOnlySequence<byte>(buffer, 0, held + length);
                while (reader.TryRead(ref rest, message))
                {
                }

                held = (int)rest.Length;
                rest.FirstSpan.CopyTo(buffer);
            }
        }
    }

    private static Task HandleAsync(int port, CountingSink sink, CancellationToken cancellationToken) =>
        new AsteriskAdapter(Options(port)).RunAsync(sink, cancellationToken);

    public static AsteriskOptions Options(int port)
    {
        var options = new AsteriskOptions();
        Configure(options, port);
        return options;
    }

    public static void Configure(AsteriskOptions options, int port) =>
        (options.Host, options.Port, options.User, options.Secret) = ("127.0.0.1", port, "lab", "lab");

    private sealed class CountingSink(Action<DateTimeOffset, DateTimeOffset>? observe) : IPbxEventSink
    {
        private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Up => _up.Task;

        public long Events { get; private set; }

        public ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
        {
            Events++;
            if (pbxEvent is LinkUp)
            {
                _up.TrySetResult();
            }
            else if (observe is not null && pbxEvent is not (LinkDown or Tick))
            {
                observe(pbxEvent.At, TimeProvider.System.GetUtcNow());
            }

            return ValueTask.CompletedTask;
        }

        public void CountUnknown(string name)
        {
        }
    }
}

/// <summary>Rates of a burst, medians over the rounds.</summary>
internal sealed record BurstResult(string Name, double EventsPerSecond, double Ratio, double Low, double High)
{
    public static BurstResult Of(string name, List<double> rates, List<double> baseline) => new(
        name, Median(rates), Median(rates.Zip(baseline, static (mine, first) => mine / first)), rates.Min(), rates.Max());

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>A paced run to a handler.</summary>
internal sealed record PacedResult(
    long WireEvents, long Calls, long MappedEvents, Latencies Handled, Latencies HandledSinceDue, double FeedCpuSeconds, VitalsResult Vitals);
