using CallTracking.Links;

namespace CallTracking.Core.Tests.Links;

public sealed class RetryDelayTests
{
    [Fact]
    public void Next_AgainAndAgain_DoublesUpToTheLimit()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(30), () => 1.0);

        Enumerable.Range(0, 9).Select(_ => delay.Next().TotalSeconds).Should().Equal(0.5, 1, 2, 4, 8, 16, 30, 30, 30);
    }

    [Fact]
    public void Next_Jitter_TakesAtMostHalfAway()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(30), () => 0.0);

        Enumerable.Range(0, 9).Select(_ => delay.Next().TotalSeconds).Should().Equal(0.25, 0.5, 1, 2, 4, 8, 15, 15, 15);
    }

    [Fact]
    public void Next_LimitBelowTheFirstPause_IsKept()
    {
        var delay = new RetryDelay(TimeSpan.FromMilliseconds(200), () => 1.0);

        Enumerable.Range(0, 3).Select(_ => delay.Next().TotalMilliseconds).Should().Equal(200, 200, 200);
    }

    [Fact]
    public void Reset_AfterLongPauses_BeginsShortAgain()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(30), () => 1.0);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            delay.Next();
        }

        delay.Reset();

        delay.Next().Should().Be(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void NextSlow_Always_IsTwelveTimesTheLimit()
    {
        new RetryDelay(TimeSpan.FromSeconds(10), () => 1.0).NextSlow().Should().Be(TimeSpan.FromMinutes(2));
    }
}
