namespace CallTracking.Pbx;

public sealed class PbxEventTests
{
    [Fact]
    public void At_AnyInstant_IsUtcAndWholeMicroseconds()
    {
        var at = new DateTimeOffset(2026, 11, 23, 11, 22, 44, TimeSpan.FromHours(7)).AddTicks(9_999_999);

        var tick = new Tick(1, at);

        tick.At.Should().Be(at.AddTicks(-9));
        tick.At.Offset.Should().Be(TimeSpan.Zero);
        (tick with { At = at.AddTicks(1) }).At.Should().Be(at.AddTicks(1));
    }
}
