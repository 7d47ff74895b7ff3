using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Links;

/// <summary>Where a connection's bytes are recorded, if anywhere: one call at a time, and never at the link's expense.</summary>
/// <param name="kind">The kind of wire, as a replay names it.</param>
/// <param name="recorder">Takes the bytes; null for none.</param>
/// <param name="logger">The log.</param>
internal sealed class LinkTap(string kind, IFrameRecorder? recorder, ILogger logger)
{
    private readonly Lock _gate = new();
    private IFrameRecorder? _recorder = recorder;

    public bool IsOn => Volatile.Read(ref _recorder) is not null;

    public void RecordStart(DateTimeOffset at)
    {
        lock (_gate)
        {
            try
            {
                _recorder?.RecordStart(kind, at);
            }
#pragma warning disable CA1031 // Whatever the host's recorder throws must not end the link.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Stop(error);
            }
        }
    }

    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (!IsOn)
        {
            return;
        }

        lock (_gate)
        {
            try
            {
                _recorder?.Record(direction, bytes, at);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Stop(error);
            }
        }
    }

    public void RecordEnd(DateTimeOffset at)
    {
        lock (_gate)
        {
            try
            {
                _recorder?.RecordEnd(at);
                _recorder = null;
            }
#pragma warning disable CA1031 // As above.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Stop(error);
            }
        }
    }

    private void Stop(Exception error)
    {
        _recorder = null;
        LinkLog.RecordingStopped(logger, error);
    }
}
