namespace CallTracking.Testing;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Advance_SeveralTimers_RunInOrderEachAtItsTime()
    {
        var seen = new List<string>();
        using var late = _time.CreateTimer(_ => seen.Add($"late {_time.GetUtcNow():ss}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var periodic = _time.CreateTimer(_ => seen.Add($"tick {_time.GetUtcNow():ss}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var dropped = _time.CreateTimer(_ => seen.Add("never"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        dropped.Dispose();

        _time.Advance(TimeSpan.FromSeconds(6));

        seen.Should().Equal("tick 02", "tick 04", "late 05", "tick 06");
        _time.GetUtcNow().Second.Should().Be(6);
        _time.NextTimer.Should().Be(_time.GetUtcNow().AddSeconds(2));
    }

    [Fact]
    public async Task Delay_OnThisClock_EndsWhenTheClockIsMoved()
    {
        var delay = Task.Delay(TimeSpan.FromHours(3), _time, TestContext.Current.CancellationToken);
        var begun = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromHours(2));
        delay.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromHours(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _time.GetElapsedTime(begun).Should().Be(TimeSpan.FromHours(3));
    }

    [Fact]
    public void AdvanceTo_ThePast_ChangesNothing()
    {
        var now = _time.GetUtcNow();

        _time.AdvanceTo(now.AddDays(-1));

        _time.GetUtcNow().Should().Be(now);
    }
}
