namespace CallTracking.Samples.Console.Demo;

/// <summary>The simulated office's clock: starts now and runs faster.</summary>
internal sealed class AcceleratedClock : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly long _begun;

    public AcceleratedClock(TimeProvider real, double speed)
    {
        _real = real;
        _begun = real.GetTimestamp();
        Start = real.GetUtcNow();
        Speed = speed;
    }

    public DateTimeOffset Start { get; }

    public double Speed { get; }

    public override DateTimeOffset GetUtcNow() => Start + (_real.GetElapsedTime(_begun) * Speed);
}
