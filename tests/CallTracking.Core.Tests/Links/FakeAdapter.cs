using System.Collections.Concurrent;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Links;

/// <summary>An adapter whose connections are scripted, one after another; the last one is used again and again.</summary>
internal sealed class FakeAdapter(params Func<IPbxEventSink, CancellationToken, Task>[] connections) : IPbxAdapter, IDisposable
{
    private int _runs;

    public PbxAbilities Abilities { get; init; } = PbxAbilities.LiveEvents;

    public IReadOnlyList<IPbxRecordSource> RecordSources { get; init; } = [];

    public int Runs => _runs;

    public bool Disposed { get; private set; }

    public ConcurrentQueue<string> Ends { get; } = new();

    /// <summary>A connection that publishes and then stays until it is told to end.</summary>
    public static Func<IPbxEventSink, CancellationToken, Task> Stays(params PbxEvent[] events) => async (sink, token) =>
    {
        foreach (var pbxEvent in events)
        {
            await sink.PublishAsync(pbxEvent, token);
        }

        await Task.Delay(Timeout.Infinite, token);
    };

    /// <summary>A connection that publishes and is then over.</summary>
    public static Func<IPbxEventSink, CancellationToken, Task> Ending(params PbxEvent[] events) => async (sink, token) =>
    {
        foreach (var pbxEvent in events)
        {
            await sink.PublishAsync(pbxEvent, token);
        }
    };

    /// <summary>A connection that publishes and then fails.</summary>
    public static Func<IPbxEventSink, CancellationToken, Task> Failing(Exception error, params PbxEvent[] events) => async (sink, token) =>
    {
        await Ending(events)(sink, token);
        throw error;
    };

    public static PbxLinkException Error(PbxLinkFailure failure, string message = "Nobody answers at pbx:5038; check host and port.") =>
        new(failure, message);

    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        var run = Interlocked.Increment(ref _runs);
        try
        {
            await connections[Math.Min(run, connections.Length) - 1](sink, cancellationToken);
            Ends.Enqueue("returned");
        }
        catch (Exception exception)
        {
            Ends.Enqueue(exception is OperationCanceledException ? "cancelled" : "failed");
            throw;
        }
    }

    public void Dispose() => Disposed = true;
}
