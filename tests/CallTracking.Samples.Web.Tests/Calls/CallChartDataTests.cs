using CallTracking.Calls;
using CallTracking.Samples.Web.Components.Pages.Calls;

namespace CallTracking.Samples.Web.Calls;

public sealed class CallChartDataTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_OneDay_CountsByHourWithEmptyHoursBetween()
    {
        var data = CallChartData.Of(
            [Call(Noon, CallOutcome.Answered), Call(Noon.AddMinutes(59), CallOutcome.Missed), Call(Noon.AddHours(3), null)], TimeZoneInfo.Utc, isCut: false);
        data.IsByHour.Should().BeTrue();
        data.Bars.Select(bar => (bar.Answered, bar.Unserved, bar.Others)).Should().Equal((1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 1));
        data.Highest.Should().Be(2);
    }

    [Fact]
    public void Of_ManyDays_CountsTheLatestByDay()
    {
        var data = CallChartData.Of([.. Enumerable.Range(0, 100).Select(day => Call(Noon.AddDays(-day), CallOutcome.Answered))], TimeZoneInfo.Utc, isCut: false);
        data.IsByHour.Should().BeFalse();
        data.IsCut.Should().BeTrue();
        data.Bars.Should().HaveCount(62).And.OnlyContain(bar => bar.All == 1);
        data.Bars[^1].At.Should().Be(Noon.Date);
    }

    [Fact]
    public void Of_NoCalls_HasNoBars() => CallChartData.Of([], TimeZoneInfo.Utc, isCut: false).Bars.Should().BeEmpty();

    private static Call Call(DateTimeOffset at, CallOutcome? outcome) => new()
    {
        Tenant = "default",
        Id = Guid.NewGuid(),
        Link = "office",
        Direction = CallDirection.Inbound,
        State = outcome is null ? CallState.Talking : CallState.Ended,
        Outcome = outcome,
        StartedAt = at,
    };
}
