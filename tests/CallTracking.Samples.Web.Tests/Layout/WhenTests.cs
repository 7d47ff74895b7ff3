using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Samples.Web.Layout;

public sealed class WhenTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("en", -10, "just now")]
    [InlineData("en", -60, "1 minute ago")]
    [InlineData("en", -3 * 60, "3 minutes ago")]
    [InlineData("en", 20 * 60, "in 20 minutes")]
    [InlineData("en", -2 * 3600, "2 hours ago")]
    [InlineData("ru", -3 * 60, "3 минуты назад")]
    [InlineData("ru", 5 * 3600, "через 5 часов")]
    [InlineData("km", -3 * 60, "3 នាទីមុន")]
    public void Write_Relative_IsAsPeopleSay(string language, int seconds, string text)
    {
        using var _ = TestTexts.Speak(language);
        Write(Now.AddSeconds(seconds), WhenStyle.Relative).Should().Be(text);
    }

    [Fact]
    public void Write_Short_NamesTheDayOnlyWhereItIsAnother()
    {
        using var _ = TestTexts.Speak("ru");
        Write(Now.AddHours(-8), WhenStyle.Short).Should().Be("04:00");
        Write(Now.AddHours(-20), WhenStyle.Short).Should().Be("вчера, 16:00");
        Write(Now.AddDays(-20), WhenStyle.Short).Should().Be("18.02.2026 12:00");
    }

    private static string Write(DateTimeOffset at, WhenStyle style)
    {
        using var clock = new UserClock(null!, null!, new FakeTimeProvider(Now), null!);
        return When.Write(at, style, clock, TestTexts.Of<ShellTexts>());
    }
}
