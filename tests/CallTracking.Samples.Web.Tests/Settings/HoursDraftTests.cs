using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Settings;

public sealed class HoursDraftTests
{
    [Fact]
    public void ToHours_OverMidnight_GoesOnIntoTheNextDay()
    {
        var draft = new HoursDraft { TimeZone = " Asia/Phnom_Penh " };
        draft.Weekly[DayOfWeek.Saturday].Add(new HoursDraft.Period { From = new TimeOnly(22, 0), To = new TimeOnly(6, 0) });

        var hours = draft.ToHours();

        hours.FindProblem().Should().BeNull();
        hours.Weekly.Should().BeEquivalentTo(
        [
            new WorkingPeriod(DayOfWeek.Saturday, new TimeOnly(22, 0), TimeOnly.MinValue), new WorkingPeriod(DayOfWeek.Sunday, TimeOnly.MinValue, new TimeOnly(6, 0)),
        ]);
    }

    [Fact]
    public void Of_ThenToHours_IsTheSame()
    {
        var hours = WorkingHours.Weekdays("Europe/Moscow", new TimeOnly(9, 0), new TimeOnly(18, 0)) with
        {
            SpecialDays = [new SpecialDay(new DateOnly(2026, 12, 31), "Eve") { Hours = [new SpecialHours(new TimeOnly(9, 0), new TimeOnly(12, 0))] }],
        };

        HoursDraft.Of(hours).ToHours().Should().Be(hours);
    }

    [Fact]
    public void Add_AfterOtherHours_BeginsLater()
    {
        var draft = new HoursDraft();
        var day = draft.Weekly[DayOfWeek.Monday];

        draft.Add(day);
        draft.Add(day);

        day.Select(static one => one.From.Hour).Should().Equal(9, 18);
        draft.ToHours().FindProblem().Should().BeNull();
    }
}
