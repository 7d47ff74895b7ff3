using System.Text.RegularExpressions;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Texts;

namespace CallTracking.Samples.Web.Theming;

public sealed partial class ThemeSheetTests
{
    [Fact]
    public void Of_Auto_HasBothAndFollowsTheDevice()
    {
        var sheet = ThemeSheet.Of(Themes.Default, Brightness.Auto);
        sheet.Should().Contain("@media screen and (prefers-color-scheme: dark)")
            .And.Contain("color-scheme: light").And.Contain("color-scheme: dark");
    }

    [Fact]
    public void Of_Dark_IsLightOnPaper() => ThemeSheet.Of(Themes.Default, Brightness.Dark)
        .Should().EndWith("}\n").And.Contain("@media print").And.Subject.Split("@media print")[1].Should().Contain("color-scheme: light");

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    [InlineData("Auto")]
    public void Of_Theme_SetsWhatTheKitAndThePartsRead(string brightness)
    {
        var sheet = ThemeSheet.Of(Themes.Default, Enum.Parse<Brightness>(brightness)) + ThemeSheet.Base;
        var set = Set().Matches(sheet).Select(match => match.Groups[1].Value).ToHashSet();
        var parts = Directory.EnumerateFiles(Path.Combine(TestTexts.Root(), "src/CallTracking.Blazor"), "*.razor.css", SearchOption.AllDirectories)
            .SelectMany(file => Used().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        var pages = Directory.EnumerateFiles(Path.Combine(TestTexts.Root(), "samples/CallTracking.Samples.Web/Components"), "*.razor.css", SearchOption.AllDirectories)
            .SelectMany(file => UsedOfKit().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        // What parts do without a host's word for it.
        parts.Concat(pages).Distinct().Except(set).Except(["--ct-radius", "--ct-font", "--ct-layer"]).Should().BeEmpty();
    }

    [Fact]
    public void Address_OtherTheme_IsAnotherOneWithAVersion() => Themes.All.Select(theme => ThemeSheet.AddressOf(theme, Brightness.Dark))
        .Should().OnlyHaveUniqueItems().And.OnlyContain(address => Address().IsMatch(address));

    [Theory]
    [InlineData("azure-clear", "azure-clear")]
    [InlineData("</style><script>", "azure-clear")]
    [InlineData(null, "azure-clear")]
    [InlineData("pink-deep", "pink-deep")]
    public void Find_Name_IsAThemeWhateverItSays(string? name, string found) => Themes.Find(name).Name.Should().Be(found);

    [Theory]
    [InlineData("en")]
    [InlineData("km")]
    [InlineData("ru")]
    public void Names_Language_TellAllThemesApart(string language)
    {
        using var _ = TestTexts.Speak(language);
        var texts = TestTexts.Of<ThemeTexts>();
        Enum.GetValues<ThemeHue>().Select(hue => texts[$"Hue.{hue}"]).Concat(Enum.GetValues<ThemeCharacter>().Select(one => texts[$"Character.{one}"]))
            .Should().OnlyContain(text => !text.ResourceNotFound);
        Themes.All.Select(theme => texts["Name", texts[$"Hue.{theme.Hue}"].Value, texts[$"Character.{theme.Character}"].Value].Value)
            .Should().OnlyHaveUniqueItems();
    }

    [GeneratedRegex(@"^\s*(--[\w-]+):", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex(@"var\((--ct-[\w-]+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"var\((--mud-[\w-]+)\)")]
    private static partial Regex UsedOfKit();

    [GeneratedRegex(@"^/themes/[a-z]+-[a-z]+/dark\.css\?v=[0-9a-f]{12}$")]
    private static partial Regex Address();
}
