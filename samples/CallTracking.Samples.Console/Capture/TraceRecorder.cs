using CallTracking.Pbx.Traces;

namespace CallTracking.Samples.Console.Capture;

/// <summary>
/// Writes a link's frames into a trace and tells when that fails: a capture that goes on without recording would be a lie.
/// </summary>
internal sealed class TraceRecorder(TraceWriter trace) : IFrameRecorder
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <summary>Never completes unless the trace cannot be written.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Bytes received so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        Append(new TraceChunk(at, direction, bytes.ToArray(), EndOfConnection: false));
        Interlocked.Add(ref _bytes, direction == TraceDirection.Received ? bytes.Length : 0);
    }

    public void RecordEnd(DateTimeOffset at) => Append(new TraceChunk(at, TraceDirection.Received, default, EndOfConnection: true));

    private void Append(in TraceChunk chunk)
    {
        try
        {
            trace.Append(chunk);
        }
        catch (IOException exception)
        {
            _failed.TrySetException(exception);
            throw;
        }
    }
}
