namespace CallTracking.Tasks;

public sealed class TaskRecurrenceTests
{
    [Theory]
    [InlineData("2026-11-23T09:00Z", TaskRepeat.Day, 1, "UTC", "2026-11-24T09:00Z")]
    [InlineData("2026-11-27T09:00Z", TaskRepeat.Weekday, 1, "UTC", "2026-11-30T09:00Z")]
    [InlineData("2026-11-23T09:00Z", TaskRepeat.Weekday, 6, "UTC", "2026-12-01T09:00Z")]
    [InlineData("2026-11-23T09:00Z", TaskRepeat.Week, 2, "UTC", "2026-12-07T09:00Z")]
    [InlineData("2027-01-31T09:00Z", TaskRepeat.Month, 1, "UTC", "2027-02-28T09:00Z")]
    [InlineData("2028-02-29T09:00Z", TaskRepeat.Year, 1, "UTC", "2029-02-28T09:00Z")]
    [InlineData("2027-03-27T01:30Z", TaskRepeat.Day, 1, "Europe/Berlin", "2027-03-28T01:00Z")]
    [InlineData("2026-10-24T00:30Z", TaskRepeat.Day, 1, "Europe/Berlin", "2026-10-25T00:30Z")]
    public void Next_FromADueTime_IsTheNextOfTheSeries(string due, TaskRepeat repeat, int every, string zone, string next)
    {
        var task = Make(due, repeat, every, zone);

        TaskRecurrence.Next(task, task.DueAt!.Value).Should().Be(DateTimeOffset.Parse(next, null));
    }

    [Fact]
    public void Next_LongAfter_PassesOverWhatIsOver()
    {
        var task = Make("2026-01-31T09:00Z", TaskRepeat.Month, 1, "UTC");

        TaskRecurrence.Next(task, new DateTimeOffset(2026, 4, 30, 12, 0, 0, TimeSpan.Zero)).Should().Be(new DateTimeOffset(2026, 5, 31, 9, 0, 0, TimeSpan.Zero));
    }

    private static WorkTask Make(string due, TaskRepeat repeat, int every, string zone) => new()
    {
        Tenant = "t",
        Id = Guid.NewGuid(),
        Title = "x",
        DueAt = DateTimeOffset.Parse(due, null),
        Repeat = repeat,
        RepeatEvery = every,
        RepeatZone = zone,
    };
}
