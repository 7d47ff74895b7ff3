namespace CallTracking.Samples.Console.Demo;

/// <summary>The simulated office's clock: shows the time of its making until it is started, and runs faster from then on.</summary>
internal sealed class AcceleratedClock : TimeProvider
{
    private const long NotRunning = long.MinValue;

    private readonly TimeProvider _real;
    private long _begun = NotRunning;

    public AcceleratedClock(TimeProvider real, double speed)
    {
        _real = real;
        Beginning = real.GetUtcNow();
        Speed = speed;
    }

    public DateTimeOffset Beginning { get; }

    public double Speed { get; }

    /// <summary>Lets it run; without effect when it does.</summary>
    public void Start() => Interlocked.CompareExchange(ref _begun, _real.GetTimestamp(), NotRunning);

    public override DateTimeOffset GetUtcNow()
    {
        var begun = Interlocked.Read(ref _begun);
        return begun == NotRunning ? Beginning : Beginning + (_real.GetElapsedTime(begun) * Speed);
    }
}
