using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Pbx.Records;

/// <summary>A clock that knows when somebody has nothing more to do than to wait for it.</summary>
internal sealed class PollClock() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)), IDisposable
{
    private readonly SemaphoreSlim _waits = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Release();
        return timer;
    }

    /// <summary>Until the next wait has begun.</summary>
    public async Task IdleAsync() =>
        (await _waits.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Should().BeTrue();

    /// <summary>Lets the next look happen, and waits for its end.</summary>
    public async Task PollAsync(double seconds = 1)
    {
        Advance(TimeSpan.FromSeconds(seconds));
        await IdleAsync();
    }

    public void Dispose() => _waits.Dispose();
}
