using System.Globalization;

namespace CallTracking.Samples.Web.Texts;

public sealed class PluralTests
{
    [Theory]
    [InlineData("en", 0, "other")]
    [InlineData("en", 1, "one")]
    [InlineData("en", 21, "other")]
    [InlineData("ru", 0, "many")]
    [InlineData("ru", 1, "one")]
    [InlineData("ru", 2, "few")]
    [InlineData("ru", 4, "few")]
    [InlineData("ru", 5, "many")]
    [InlineData("ru", 11, "many")]
    [InlineData("ru", 12, "many")]
    [InlineData("ru", 21, "one")]
    [InlineData("ru", 111, "many")]
    [InlineData("ru", 1_000_022, "few")]
    [InlineData("km", 1, "other")]
    [InlineData("km", 5, "other")]
    public void CategoryOf_WholeNumber_IsTheLanguages(string language, long count, string category) =>
        Plural.CategoryOf(CultureInfo.GetCultureInfo(language), count).Should().Be(category);

    [Theory]
    [InlineData("en", 1, "1 minute")]
    [InlineData("en", 1200, "1,200 minutes")]
    [InlineData("ru", 3, "3 минуты")]
    [InlineData("ru", 25, "25 минут")]
    [InlineData("km", 3, "3 នាទី")]
    public void Of_Number_IsWrittenAsTheLanguageDoes(string language, long count, string text)
    {
        using var _ = TestTexts.Speak(language);
        Plural.Of(TestTexts.Of<ShellTexts>(), "When.Minutes", count).Should().Be(text);
    }
}
