using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx;

/// <summary>How long a test waits for what has to happen before it fails: a guard, never a delay.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task InTime(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static async Task<PbxLinkException> FailureAsync(this Task task)
    {
        var wait = async () => await task.InTime();
        return (await wait.Should().ThrowAsync<PbxLinkException>()).Which;
    }
}

/// <summary>A clock that stands still until told, and tells which timers were set, so that it is moved only when somebody waits.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channels.CreateUnbounded<TimeSpan>();

    public ObservedTime()
        : base(new DateTimeOffset(2026, 11, 23, 4, 27, 0, TimeSpan.Zero))
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    public void ForgetTimers()
    {
        while (_timers.Reader.TryRead(out _))
        {
        }
    }

    public async Task TimerSetAsync(TimeSpan dueTime)
    {
        while (await _timers.Reader.ReadAsync().AsTask().InTime() != dueTime)
        {
        }
    }
}

/// <summary>Takes events; can be made to wait.</summary>
internal sealed class RecordingSink : IPbxEventSink
{
    private readonly Channel<PbxEvent> _events = Channels.CreateUnbounded<PbxEvent>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _unknown = [];

    /// <summary>Why the PBX cannot be asked what it has.</summary>
    public TaskCompletionSource<string> Refusal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CannotAsk(string why) => Refusal.TrySetResult(why);

    /// <summary>What the handler does with an event before it takes the next.</summary>
    public Func<PbxEvent, ValueTask> Handle { get; set; } = static _ => ValueTask.CompletedTask;

    public IReadOnlyDictionary<string, int> Unknown
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, int>(_unknown);
            }
        }
    }

    public async ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        await Handle(pbxEvent);
        await _events.Writer.WriteAsync(pbxEvent, cancellationToken);
    }

    public void CountUnknown(string name)
    {
        lock (_gate)
        {
            _unknown[name] = _unknown.GetValueOrDefault(name) + 1;
        }
    }

    public async Task<T> NextAsync<T>()
        where T : PbxEvent
    {
        while (true)
        {
            if (await _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().InTime() is T found)
            {
                return found;
            }
        }
    }

    /// <summary>What is there now.</summary>
    public List<PbxEvent> Drain()
    {
        var result = new List<PbxEvent>();
        while (_events.Reader.TryRead(out var pbxEvent))
        {
            result.Add(pbxEvent);
        }

        return result;
    }
}
