namespace CallTracking.Demo;

/// <summary>A clock that is set: what is entered is dated then. Its timers are the system's, so that whoever waits does not wait for ever.</summary>
internal sealed class DemoClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
