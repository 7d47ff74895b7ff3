using System.Globalization;
using System.Xml.Linq;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.ScreenPop;

namespace CallTracking.Blazor.Texts;

public sealed class PartTextsTests
{
    private static readonly string[] Languages = ["", ".km", ".ru"];

    [Fact]
    public void Languages_AllHaveTheSameTextsAndPlaces()
    {
        var all = Languages.Select(Read).ToList();
        foreach (var other in all.Skip(1))
        {
            other.Keys.Should().BeEquivalentTo(all[0].Keys);
            foreach (var (key, text) in other)
            {
                text.Should().NotBeNullOrWhiteSpace(key);
                text.Count(letter => letter == '{').Should().Be(all[0][key].Count(letter => letter == '{'), key);
            }
        }
    }

    [Fact]
    public void Enumerations_AllHaveWords()
    {
        foreach (var language in new[] { "en", "km", "ru" })
        {
            var say = new PartTexts(CultureInfo.GetCultureInfo(language));
            Check<CallDirection>(say);
            Check<CallOutcome>(say);
            Check<CallState>(say);
            Check<ContactNumberKind>(say);
            Check<PopEnd>(say);
        }

        static void Check<T>(PartTexts say)
            where T : struct, Enum
        {
            var keys = Read(say.Culture.Name == "en" ? "" : "." + say.Culture.Name);
            foreach (var value in Enum.GetValues<T>())
            {
                keys.Should().ContainKey($"{typeof(T).Name}.{value}");
                say.Of(value).Should().Be(keys[$"{typeof(T).Name}.{value}"]);
            }
        }
    }

    [Theory]
    [InlineData(5, "0:05")]
    [InlineData(-5, "0:00")]
    [InlineData(605, "10:05")]
    [InlineData(3661, "1:01:01")]
    public void Length_OfSeconds_ReadsAsAClock(int seconds, string text) =>
        new PartTexts(CultureInfo.GetCultureInfo("en")).Length(TimeSpan.FromSeconds(seconds)).Should().Be(text);

    private static Dictionary<string, string> Read(string language)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallTracking.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return XDocument.Load(Path.Combine(folder, "src", "CallTracking.Blazor", "Texts", $"PartTexts{language}.resx")).Root!.Elements("data")
            .ToDictionary(static text => text.Attribute("name")!.Value, static text => text.Element("value")!.Value);
    }
}
