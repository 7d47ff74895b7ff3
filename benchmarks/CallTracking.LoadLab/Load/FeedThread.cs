using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;

namespace CallTracking.LoadLab.Load;

/// <summary>
/// Writes a feed to the wire from a thread of its own, so that its CPU time can be told apart from the product's, and so that it is not
/// late because the product is busy.
/// </summary>
internal sealed class FeedThread : IDisposable
{
    private readonly IFeed _feed;
    private readonly FakeAsteriskConnection _connection;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    public FeedThread(IFeed feed, FakeAsteriskConnection connection)
    {
        (_feed, _connection) = (feed, connection);
        _thread = new Thread(Run) { IsBackground = true, Name = "feed" };
    }

    /// <summary>Completes when everything was written; fails when the connection broke.</summary>
    public Task Done => _done.Task;

    /// <summary>CPU time that the feed itself took; zero where the system does not say.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>When it wrote what was due by when, in order; for one reader. Null: nobody asks.</summary>
    public ConcurrentQueue<(DateTimeOffset DueBy, DateTimeOffset Written)>? Writes { get; init; }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            var output = new ArrayBufferWriter<byte>(1 << 20);
            var time = TimeProvider.System;
            _feed.Begin(time.GetUtcNow());
            while (!_feed.IsOver && !_stop.IsSet)
            {
                var dueBy = time.GetUtcNow();
                _feed.Give(output, dueBy);
                if (output.WrittenCount > 0)
                {
                    Writes?.Enqueue((dueBy, time.GetUtcNow()));
                    _connection.Send(output.WrittenSpan);
                    output.ResetWrittenCount();
                }
                else
                {
                    _stop.Wait(1);
                }
            }

            Cpu = OfThisThread();
            _done.SetResult();
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            _done.SetException(error);
        }
    }

    private static TimeSpan OfThisThread()
    {
        try
        {
            var nanoseconds = File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0];
            return TimeSpan.FromMicroseconds(double.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000);
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
