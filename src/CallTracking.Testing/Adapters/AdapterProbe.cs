using System.Text;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Testing.Adapters;

/// <summary>A check does not apply; the message says why.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);

/// <summary>Takes what an adapter publishes, and can be made to wait.</summary>
internal sealed class ProbeSink : IPbxEventSink
{
    private readonly Lock _gate = new();
    private readonly List<PbxEvent> _events = [];
    private readonly Dictionary<string, int> _unknown = [];

    /// <summary>Completed when the sink takes events; while it is not, the sink waits before the next leg's begin.</summary>
    public TaskCompletionSource? Barrier { get; set; }

    public bool IsWaiting { get; private set; }

    public int Started { get; private set; }

    public int Ended { get; private set; }

    public IReadOnlyList<PbxEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    public async ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        if (pbxEvent is LegStarted && Barrier is { } barrier)
        {
            IsWaiting = true;
            await barrier.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            IsWaiting = false;
        }

        lock (_gate)
        {
            _events.Add(pbxEvent);
            Started += pbxEvent is LegStarted ? 1 : 0;
            Ended += pbxEvent is LegEnded ? 1 : 0;
        }
    }

    public void CountUnknown(string name)
    {
        lock (_gate)
        {
            _unknown[name] = _unknown.GetValueOrDefault(name) + 1;
        }
    }

    public int Unknown(string name)
    {
        lock (_gate)
        {
            return _unknown.GetValueOrDefault(name);
        }
    }
}

/// <summary>Keeps every text that an adapter lets out: its trace and its log.</summary>
internal sealed class ProbeEars : IFrameRecorder, ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _heard = new();
    private long _count;

    /// <summary>How often something was heard.</summary>
    public long Count => Interlocked.Read(ref _count);

    public string Heard
    {
        get
        {
            lock (_gate)
            {
                return _heard.ToString();
            }
        }
    }

    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at) => Add(Encoding.Latin1.GetString(bytes));

    public void RecordEnd(DateTimeOffset at)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"{formatter(state, exception)} {exception}\n");

    public void Dispose()
    {
    }

    private void Add(string text)
    {
        Interlocked.Increment(ref _count);
        lock (_gate)
        {
            _heard.Append(text);
        }
    }
}
