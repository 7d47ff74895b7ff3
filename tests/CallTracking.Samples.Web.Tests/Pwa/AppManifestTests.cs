using System.Text.Json;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Texts;
using CallTracking.Samples.Web.Theming;

namespace CallTracking.Samples.Web.Pwa;

public sealed class AppManifestTests
{
    [Theory]
    [InlineData("en", "Calls")]
    [InlineData("km", "ការហៅ")]
    [InlineData("ru", "Звонки")]
    public void Of_Language_IsInstallableInIt(string language, string shortName)
    {
        using var _ = TestTexts.Speak(language);
        var manifest = JsonSerializer.SerializeToElement(
            AppManifest.Of(TestTexts.Of<PwaTexts>(), TestTexts.Of<ShellTexts>(), Themes.Default, Brightness.Auto), JsonSerializerOptions.Web);
        manifest.GetProperty("short_name").GetString().Should().Be(shortName);
        manifest.GetProperty("lang").GetString().Should().Be(language);
        manifest.GetProperty("start_url").GetString().Should().Be("/");
        manifest.GetProperty("display").GetString().Should().Be("standalone");
        var icons = manifest.GetProperty("icons").EnumerateArray().ToList();
        icons.Select(icon => icon.GetProperty("sizes").GetString()).Should().Contain(["192x192", "512x512"]);
        icons.Where(icon => icon.GetProperty("type").GetString() == "image/png")
            .Should().OnlyContain(icon => AppIcon.Read(icon.GetProperty("src").GetString()!.Replace("/icons/", string.Empty)) != null);
    }
}
