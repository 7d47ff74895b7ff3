using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.History;

namespace CallTracking.Samples.Console.Tests.History;

public sealed class PeriodTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(NamedPeriod.Today, "2026-11-22T23:00Z", "2026-11-23T23:00Z")]
    [InlineData(NamedPeriod.Yesterday, "2026-11-21T23:00Z", "2026-11-22T23:00Z")]
    [InlineData(NamedPeriod.Week, "2026-11-22T23:00Z", "2026-11-29T23:00Z")]
    [InlineData(NamedPeriod.Month, "2026-10-31T23:00Z", "2026-11-30T23:00Z")]
    public void Named_IsOfTheZonesCalendar(object name, string from, string to)
    {
        // A Monday in Berlin already, a Sunday still in UTC.
        var now = At("2026-11-22T23:30Z");

        Period.Named((NamedPeriod)name, now, Berlin).Should().Be(new Period(At(from), At(to)));
    }

    [Fact]
    public void Named_OnASunday_WeekBeganOnMonday() =>
        Period.Named(NamedPeriod.Week, At("2026-11-29T12:00Z"), TimeZoneInfo.Utc).From.Should().Be(At("2026-11-23T00:00Z"));

    [Theory]
    [InlineData("2026-11-23", "2026-11-22T23:00Z")]
    [InlineData("2026-11-23T14:30", "2026-11-23T13:30Z")]
    [InlineData("2026-11-23 14:30:15", "2026-11-23T13:30:15Z")]
    [InlineData("2026-11-23T14:30Z", "2026-11-23T14:30Z")]
    [InlineData("2026-11-23T14:30:00-05:00", "2026-11-23T19:30Z")]
    public void Between_From_IsThatMoment(string text, string from) =>
        Period.Between(text, null, Berlin).Should().Be(new Period(At(from), null));

    [Theory]
    [InlineData("2026-11-23", "2026-11-23T23:00Z")]
    [InlineData("2026-11-23T14:30", "2026-11-23T13:30Z")]
    public void Between_To_ADayIsMeantWithThatDay(string text, string to) =>
        Period.Between(null, text, Berlin).Should().Be(new Period(null, At(to)));

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-10-26", 24)]
    public void Between_ADayOnWhichClocksChange_HasItsOwnLength(string day, int hours)
    {
        var period = Period.Between(day, day, Berlin);

        (period.To - period.From).Should().Be(TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00Z")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30Z")]
    public void Between_TimesThatNeverOrTwiceWere_AreTheSkipAndTheEarlierOne(string text, string instant) =>
        Period.Between(text, null, Berlin).From.Should().Be(At(instant));

    [Theory]
    [InlineData("soon")]
    [InlineData("2026-13-01")]
    [InlineData("23.11.2026")]
    [InlineData("-5")]
    [InlineData("")]
    public void Between_WhatIsNoTime_IsWrongUsage(string text)
    {
        var read = () => Period.Between(text, null, Berlin);

        read.Should().Throw<CommandException>().Where(wrong => wrong.ExitCode == ExitCode.Usage).WithMessage("*--from*");
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
