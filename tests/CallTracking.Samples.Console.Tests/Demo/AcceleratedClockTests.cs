using CallTracking.Samples.Console.Demo;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Samples.Console.Tests.Demo;

public sealed class AcceleratedClockTests
{
    [Fact]
    public void GetUtcNow_StandsStillUntilStarted_AndRunsFasterThen()
    {
        var real = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var clock = new AcceleratedClock(real, 60);
        real.Advance(TimeSpan.FromSeconds(5));
        clock.GetUtcNow().Should().Be(clock.Beginning);

        clock.Start();
        real.Advance(TimeSpan.FromSeconds(1));
        clock.Start();
        real.Advance(TimeSpan.FromSeconds(1));

        clock.GetUtcNow().Should().Be(clock.Beginning.AddMinutes(2));
    }
}
