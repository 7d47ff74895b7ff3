namespace CallTracking.Testing;

/// <summary>A clock that stands still until it is told to go on: whole days pass in a test in no time, and the same way every time.</summary>
/// <remarks>Thread-safe. Timers run on the thread that moves the clock, in the order in which they are due, those due at the same instant in
/// the order in which they were set.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _timers = new(Comparer<VirtualTimer>.Create(static (a, b) =>
        a.DueAt == b.DueAt ? a.Number.CompareTo(b.Number) : a.DueAt.CompareTo(b.DueAt)));

    private DateTimeOffset _now;
    private long _numbers;
    private long _changes;

    /// <summary>Creates a clock.</summary>
    /// <param name="now">What it shows.</param>
    public VirtualTime(DateTimeOffset now)
    {
        _now = now.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min?.DueAt;
            }
        }
    }

    /// <summary>How often a timer was set, put off, dropped or due: who waits differently than before did something.</summary>
    internal long Changes
    {
        get
        {
            lock (_gate)
            {
                return _changes;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock on and runs the timers that become due, each at its own time.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock to an instant and runs the timers that become due on the way, each at its own time.</summary>
    /// <param name="to">The instant; what lies in the past changes nothing.</param>
    public void AdvanceTo(DateTimeOffset to)
    {
        while (Take(to) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private VirtualTimer? Take(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_timers.Min is { } next && next.DueAt <= until)
            {
                _timers.Remove(next);
                _changes++;
                _now = next.DueAt > _now ? next.DueAt : _now;
                if (next.Period > TimeSpan.Zero)
                {
                    Set(next, _now + next.Period);
                }

                return next;
            }

            _now = until > _now ? until.ToUniversalTime() : _now;
            return null;
        }
    }

    private void Set(VirtualTimer timer, DateTimeOffset dueAt)
    {
        (timer.DueAt, timer.Number) = (dueAt, _numbers++);
        _timers.Add(timer);
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        public DateTimeOffset DueAt { get; set; }

        public long Number { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_isDisposed)
                {
                    return false;
                }

                time._timers.Remove(this);
                time._changes++;
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    time.Set(this, time._now + dueTime);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _isDisposed = true;
                time._changes++;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
