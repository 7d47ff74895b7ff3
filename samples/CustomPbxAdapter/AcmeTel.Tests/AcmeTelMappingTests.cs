using CallTracking.Pbx;

namespace AcmeTel;

public sealed class AcmeTelMappingTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 23, 4, 22, 44, TimeSpan.Zero).AddMicroseconds(985_001);

    private readonly AcmeTelMapping _mapping = new();

    [Fact]
    public void Map_NewLeg_IsItsStart()
    {
        var started = Assert.IsType<LegStarted>(_mapping.Map("1795407764985001 NEW L1 line L1 12025550123 5000", out _));

        Assert.Equal(At, started.At);
        Assert.Equal(("L1", "line", "12025550123", "5000"), (started.Leg.Value, started.Endpoint, started.CallerNumber, started.DialedNumber));
    }

    [Theory]
    [InlineData("1795407764985001 DANCE L1", "DANCE")]
    [InlineData("soon RING L1", "malformed")]
    [InlineData("", null)]
    public void Map_NothingItKnows_IsNamedAndNoEvent(string line, string? name)
    {
        Assert.Null(_mapping.Map(line, out var unknown));
        Assert.Equal(name, unknown);
    }
}
