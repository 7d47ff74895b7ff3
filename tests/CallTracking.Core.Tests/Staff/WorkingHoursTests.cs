using System.Globalization;
using System.Text.Json;

namespace CallTracking.Staff;

public class WorkingHoursTests
{
    private static readonly WorkingHours Office = WorkingHours.Weekdays("Asia/Phnom_Penh", new TimeOnly(8, 0), new TimeOnly(17, 0));

    [Theory]
    [InlineData("2026-11-23T01:00:00Z", true)] // Monday, 8:00 there.
    [InlineData("2026-11-23T00:59:59Z", false)]
    [InlineData("2026-11-23T09:59:59Z", true)]
    [InlineData("2026-11-23T10:00:00Z", false)]
    [InlineData("2026-11-21T04:00:00Z", false)] // Saturday.
    public void IsOpen_InstantOfTheWeek_FollowsTheZonesClock(string at, bool open) => Office.IsOpen(At(at)).Should().Be(open);

    [Fact]
    public void NextOpen_FridayEvening_IsMondayMorning() =>
        Office.NextOpen(At("2026-11-20T10:00:00Z")).Should().Be(At("2026-11-23T01:00:00Z"));

    [Fact]
    public void NextOpen_WithinHours_IsTheInstantItself() =>
        Office.NextOpen(At("2026-11-23T02:34:00Z")).Should().Be(At("2026-11-23T02:34:00Z"));

    [Fact]
    public void Add_MoreThanTheDayHasLeft_GoesOnAfterTheWeekend() =>
        Office.Add(At("2026-11-20T09:00:00Z"), TimeSpan.FromHours(3)).Should().Be(At("2026-11-23T03:00:00Z"));

    [Fact]
    public void Add_HolidayBetween_LeavesItOut()
    {
        var hours = Office with { SpecialDays = [new SpecialDay(new DateOnly(2026, 11, 24), "Water festival")] };

        hours.Add(At("2026-11-23T09:00:00Z"), TimeSpan.FromHours(2)).Should().Be(At("2026-11-25T02:00:00Z"));
    }

    [Fact]
    public void IsOpen_SpecialDayWithHours_HasTheseInsteadOfTheWeeks()
    {
        var hours = Office with
        {
            SpecialDays = [new SpecialDay(new DateOnly(2026, 11, 28), "Stocktaking") { Hours = [new SpecialHours(new(9, 0), new(12, 0))] }],
        };

        hours.IsOpen(At("2026-11-28T02:00:00Z")).Should().BeTrue();
        hours.IsOpen(At("2026-11-28T05:00:00Z")).Should().BeFalse();
    }

    [Fact]
    public void Between_OverAWeekend_CountsWorkingTimeOnly() =>
        Office.Between(At("2026-11-20T09:30:00Z"), At("2026-11-23T01:30:00Z")).Should().Be(TimeSpan.FromHours(1));

    [Theory]
    [InlineData("2026-03-29", 7)] // Clocks go forward at one in the night: from midnight to eight there are seven hours.
    [InlineData("2026-10-25", 9)]
    public void Between_DayOfTheChangeOfClocks_IsAsLongAsTheClockMakesIt(string day, int expected)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var hours = new WorkingHours { TimeZone = "Europe/Berlin", Weekly = [new(DayOfWeek.Sunday, new(0, 0), new(8, 0))] };
        var noon = new DateTimeOffset(date.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);

        hours.Between(noon.AddDays(-1), noon).Should().Be(TimeSpan.FromHours(expected));
    }

    [Fact]
    public void Add_RoundTheClock_IsPlainAddition()
    {
        var from = At("2026-11-20T23:59:00Z");

        WorkingHours.Always.IsOpen(from).Should().BeTrue();
        WorkingHours.Always.Add(from, TimeSpan.FromHours(100)).Should().Be(from.AddHours(100));
        WorkingHours.Always.Between(from, from.AddDays(30)).Should().Be(TimeSpan.FromDays(30));
    }

    [Fact]
    public void Add_HoursOverMidnight_JoinsTheTwoPeriods()
    {
        var night = new WorkingHours
        {
            Weekly = [new(DayOfWeek.Monday, new(22, 0), new(0, 0)), new(DayOfWeek.Tuesday, new(0, 0), new(6, 0))],
        };

        night.IsOpen(At("2026-11-24T00:00:00Z")).Should().BeTrue();
        night.Add(At("2026-11-23T22:00:00Z"), TimeSpan.FromHours(8)).Should().Be(At("2026-11-24T06:00:00Z"));
    }

    [Fact]
    public void NextOpen_NoHoursAtAll_IsNull()
    {
        new WorkingHours().NextOpen(At("2026-11-23T00:00:00Z")).Should().BeNull();
        new WorkingHours().Add(At("2026-11-23T00:00:00Z"), TimeSpan.FromHours(1)).Should().BeNull();
    }

    [Fact]
    public void FindProblem_WrongCalendars_NameThePlaceAndTheCure()
    {
        (Office with { TimeZone = "Moon/Base" }).FindProblem().Should().Contain("'Moon/Base' is no time zone");
        (Office with { Weekly = [new(DayOfWeek.Monday, new(17, 0), new(8, 0))] }).FindProblem().Should().Contain("Monday ends (08:00)");
        (Office with { SpecialDays = [new(new(2026, 1, 1), ""), new(new(2026, 1, 1), "again")] }).FindProblem()
            .Should().Contain("2026-01-01 is named twice");
        Office.FindProblem().Should().BeNull();
    }

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var hours = Office with { SpecialDays = [new(new(2026, 1, 1), "New Year") { Hours = [new(new(9, 0), new(0, 0))] }] };
        var text = JsonSerializer.Serialize(hours, WorkingHoursJson.Default.WorkingHours);

        JsonSerializer.Deserialize(text, WorkingHoursJson.Default.WorkingHours).Should().Be(hours);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
