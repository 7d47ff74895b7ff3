using CallTracking.Calls;
using CallTracking.Samples.Console.Demo;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Demo;

public sealed class DaySummaryTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Fact]
    public void Of_ADay_CountsAndSums()
    {
        var summary = DaySummary.Of(SeededStore.Calls, Day, TimeZoneInfo.Utc);

        summary.Calls.Should().Be(5);
        summary.OpenCalls.Should().Be(1);
        summary.Counts.Should().HaveCount(4).And.Contain((CallDirection.Inbound, CallOutcome.Missed), 1);
        summary.Talk.Should().Be(TimeSpan.FromSeconds(110));
        summary.AverageWait.Should().Be(TimeSpan.FromSeconds(5));
        summary.ToCallBack.Should().Be(1);
        summary.BusiestHour.Should().Be(SeededStore.Day.AddHours(11));
        summary.CallsInBusiestHour.Should().Be(2);
        var talk = TimeSpan.FromSeconds(55);
        summary.Employees.Should().Equal(new EmployeeDay("101", 1, 0, 0, talk), new EmployeeDay("102", 1, 0, 0, talk));
    }

    [Fact]
    public void Of_NoCalls_HasNothingToTell()
    {
        var summary = DaySummary.Of([], Day, TimeZoneInfo.Utc);

        summary.Should().BeEquivalentTo(
            new { Calls = 0, ToCallBack = 0, AverageWait = (TimeSpan?)null, BusiestHour = (DateTimeOffset?)null });
        summary.Employees.Should().BeEmpty();
    }
}
