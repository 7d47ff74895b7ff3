using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallTracking.Samples.Web.Texts;

public sealed partial class ResourceTests
{
    private static readonly string[] Folders = ["samples/CallTracking.Samples.Web", "src/CallTracking.Blazor"];

    [Fact]
    public void Resources_BothProjects_AreThereInThreeLanguages()
    {
        var files = EnglishFiles();
        files.Should().HaveCountGreaterThan(5);
        files.SelectMany(file => new[] { LanguageOf(file, "km"), LanguageOf(file, "ru") }).Where(file => !File.Exists(file)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("km")]
    [InlineData("ru")]
    public void Resources_OtherLanguage_HaveTheSameKeys(string language) => EnglishFiles().SelectMany(file =>
    {
        var (english, other) = (Read(file), Read(LanguageOf(file, language)));
        return english.Keys.Except(other.Keys).Select(key => $"{Path.GetFileName(file)} lacks {key} in {language}")
            .Concat(other.Keys.Except(english.Keys).Select(key => $"{Path.GetFileName(file)} has {key} in {language} only"));
    }).Should().BeEmpty();

    [Theory]
    [InlineData("km")]
    [InlineData("ru")]
    public void Resources_OtherLanguage_HaveTheSamePlaceholders(string language) => EnglishFiles().SelectMany(file =>
    {
        var (english, other) = (Read(file), Read(LanguageOf(file, language)));
        return english.Where(text => other.ContainsKey(text.Key) && !text.Key.EndsWith(".one", StringComparison.Ordinal)
                && !Places(text.Value).SetEquals(Places(other[text.Key])))
            .Select(text => $"{Path.GetFileName(file)} {text.Key} in {language}: {string.Join(' ', Places(other[text.Key]))}, not {string.Join(' ', Places(text.Value))}");
    }).Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("km")]
    [InlineData("ru")]
    public void Resources_EveryText_SaysSomething(string language) => EnglishFiles().Select(file => LanguageOf(file, language))
        .SelectMany(file => Read(file).Where(text => string.IsNullOrWhiteSpace(text.Value)).Select(text => $"{Path.GetFileName(file)} {text.Key}"))
        .Should().BeEmpty();

    [Theory]
    [InlineData("km")]
    [InlineData("ru")]
    public void Resources_Sentences_AreTranslated(string language) => EnglishFiles().SelectMany(file =>
    {
        var other = Read(LanguageOf(file, language));
        return Read(file).Where(text => Sentence().IsMatch(text.Value) && other.GetValueOrDefault(text.Key) == text.Value)
            .Select(text => $"{Path.GetFileName(file)} {text.Key} is English in {language}: {text.Value}");
    }).Should().BeEmpty();

    [Fact]
    public void Resources_TextsOfNumbers_HaveTheCategoryOfAllLanguages() => EnglishFiles().SelectMany(file =>
    {
        var keys = Read(file).Keys.ToHashSet();
        return keys.Where(key => key.EndsWith(".few", StringComparison.Ordinal) || key.EndsWith(".many", StringComparison.Ordinal))
            .Select(key => key[..key.LastIndexOf('.')]).Distinct()
            .Where(stem => keys.Contains($"{stem}.other"))
            .SelectMany(stem => new[] { "one", "few", "many", "other" }.Where(category => !keys.Contains($"{stem}.{category}"))
                .Select(category => $"{Path.GetFileName(file)} lacks {stem}.{category}"));
    }).Should().BeEmpty();

    private static List<string> EnglishFiles() =>
    [
        .. Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TestTexts.Root(), folder), "*.resx", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(".km.resx", StringComparison.Ordinal) && !file.EndsWith(".ru.resx", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    private static string LanguageOf(string file, string language) => language.Length == 0 ? file : Path.ChangeExtension(file, $".{language}.resx");

    private static Dictionary<string, string> Read(string file)
    {
        var texts = new Dictionary<string, string>();
        foreach (var data in XDocument.Load(file).Root!.Elements("data"))
        {
            var key = data.Attribute("name")!.Value;
            texts.TryAdd(key, data.Element("value")!.Value).Should().BeTrue($"{Path.GetFileName(file)} has {key} once");
        }

        return texts;
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{Ll}{3,} .*\p{Ll}{3,}")]
    private static partial Regex Sentence();
}
