using CallTracking.Pbx.Links;

namespace CallTracking.Pbx.Asterisk;

public sealed class LinkClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LinkClock _clock = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1.5, 0)]
    [InlineData(-1.5, 0)]
    [InlineData(-600, -600)]
    [InlineData(600, 600)]
    public void Last_NothingIsTold_IsOurTimeMovedByAMuchDifferentClock(double told, double moved)
    {
        Hear(told, arrived: 0);

        TimeWithoutWord(arrived: 5).Should().Be(5 + moved);
    }

    [Fact]
    public void Last_ManyCameLate_IsNotMovedByTheirDelay()
    {
        Hear(told: 0, arrived: 0);
        foreach (var told in new[] { 1.0, 4, 9, 12 })
        {
            Hear(told, arrived: 20);
        }

        TimeWithoutWord(arrived: 20.1).Should().Be(20.1);
        Hear(told: 20.2, arrived: 20.2);
        TimeWithoutWord(arrived: 21).Should().Be(21);
    }

    [Fact]
    public void Last_FirstOfAllCameLate_IsMovedUntilOneIsInTime()
    {
        Hear(told: 0, arrived: 10);
        TimeWithoutWord(arrived: 10).Should().Be(0);
        Hear(told: 10.5, arrived: 10.5);

        TimeWithoutWord(arrived: 11).Should().Be(11);
    }

    [Fact]
    public void Last_ClockOfThePbxIsSetBack_FollowsWhenItStaysSo()
    {
        Hear(told: 0, arrived: 0);
        for (var second = 1; second <= 31; second++)
        {
            Hear(told: second - 3600, arrived: second);
            TimeWithoutWord(arrived: second).Should().Be(second <= 30 ? second : second - 3600);
        }
    }

    [Fact]
    public void Last_ClockOfThePbxIsSetForward_FollowsAtOnce()
    {
        Hear(told: 0, arrived: 0);
        Hear(told: 3601, arrived: 1);

        TimeWithoutWord(arrived: 2).Should().Be(3602);
    }

    [Fact]
    public void Last_OurClockIsSetBackWhileThePbxLooksEarlier_StillComesToBelieveIt()
    {
        Hear(told: 0, arrived: 0);
        Hear(told: -3600, arrived: 1);
        Hear(told: -3600, arrived: -100);
        Hear(told: -3629, arrived: -69);

        TimeWithoutWord(arrived: -69).Should().Be(-69 - 3500);
    }

    private void Hear(double told, double arrived) => _clock.Remember(Noon.AddSeconds(told), Noon.AddSeconds(arrived));

    private double TimeWithoutWord(double arrived)
    {
        _clock.Remember(null, Noon.AddSeconds(arrived));
        return Math.Round((_clock.Last - Noon).TotalSeconds, 3);
    }
}
