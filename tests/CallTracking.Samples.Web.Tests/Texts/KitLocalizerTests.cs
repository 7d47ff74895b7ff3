namespace CallTracking.Samples.Web.Texts;

public sealed class KitLocalizerTests
{
    [Theory]
    [InlineData("ru", "Закрыть")]
    [InlineData("km", "បិទ")]
    public void Kit_OtherLanguage_SpeaksIt(string language, string close)
    {
        using var _ = TestTexts.Speak(language);
        var localizer = new KitLocalizer(TestTexts.Of<KitTexts>());
        localizer["MudDialog_Close"].Value.Should().Be(close);
        localizer["MudDataGridPager_InfoFormat", 1, 10, 99].Value.Should().ContainAll("1", "10", "99");
    }
}
