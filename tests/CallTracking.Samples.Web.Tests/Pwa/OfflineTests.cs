using System.Text.RegularExpressions;
using CallTracking.Samples.Web.Texts;

namespace CallTracking.Samples.Web.Pwa;

public sealed partial class OfflineTests
{
    [Theory]
    [InlineData("en", "The server cannot be reached")]
    [InlineData("km", "មិនអាចភ្ជាប់ទៅម៉ាស៊ីនមេបានទេ")]
    [InlineData("ru", "Сервер недоступен")]
    public void Page_Language_NeedsNoOtherFileAndNoScript(string language, string title)
    {
        using var _ = TestTexts.Speak(language);
        var page = OfflinePage.Of(TestTexts.Of<PwaTexts>());
        System.Net.WebUtility.HtmlDecode(page).Should().Contain($"<h1>{title}</h1>");
        page.Should().Contain($"<html lang=\"{language}\"").And.NotContainAny("<script", "src=", "<link", "url(", "onclick");
    }

    [Fact]
    public void Worker_Requests_AnswersOnlyForWholePagesAndKeepsOnlyTheOnePage()
    {
        var worker = File.ReadAllText(Path.Combine(TestTexts.Root(), "samples/CallTracking.Samples.Web/wwwroot/sw.js"));
        worker.Should().Contain("request.mode === 'navigate'").And.NotContainAny("cache.put", "addAll", "/api", "/_blazor");
        Kept().Count(worker).Should().Be(1);
    }

    [GeneratedRegex(@"cache\.add\(")]
    private static partial Regex Kept();
}
