using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Links;

/// <summary>A source of records whose readings are scripted, one after another; the last one is used again and again.</summary>
internal sealed class FakeRecordSource(string name, params Func<IPbxRecordSink, CancellationToken, Task>[] readings) : IPbxRecordSource
{
    private int _runs;

    public string Name => name;

    public int Runs => _runs;

    public static FinishedRecord Record(string key) => new(
        "cdr", key, new LegId(key), null, null, null, false, RecordRole.Calling, "desk", null, null, null, null, null, null,
        RecordPlace.Unknown, null, null, DateTimeOffset.UnixEpoch, null, null, RecordResult.Unknown, null, null);

    /// <summary>A reading that hands over records and its position, and then stays until it is told to end.</summary>
    public static Func<IPbxRecordSink, CancellationToken, Task> Stays(string position, params string[] keys) => async (sink, token) =>
    {
        await Ending(position, keys)(sink, token);
        await Task.Delay(Timeout.Infinite, token);
    };

    /// <summary>A reading that hands over records and its position, and is then over.</summary>
    public static Func<IPbxRecordSink, CancellationToken, Task> Ending(string position, params string[] keys) => async (sink, token) =>
    {
        sink.Report(null);
        foreach (var key in keys)
        {
            await sink.PublishAsync(Record(key), token);
        }

        await sink.PublishPositionAsync(position, token);
    };

    public Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken) =>
        readings[Math.Min(Interlocked.Increment(ref _runs), readings.Length) - 1](sink, cancellationToken);
}
