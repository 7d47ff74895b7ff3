using System.Collections;
using System.Globalization;
using System.Resources;
using CallTracking.Samples.Web.Texts;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

public sealed class CustomersTextsTests
{
    [Theory]
    [InlineData("km")]
    [InlineData("ru")]
    public void CustomersTexts_OtherLanguage_HasEveryWordWithItsPlaces(string language)
    {
        var english = Words(CultureInfo.InvariantCulture);
        var other = Words(CultureInfo.GetCultureInfo(language));

        other.Keys.Should().BeEquivalentTo(english.Keys);
        foreach (var (key, text) in english)
        {
            for (var place = 0; place < 4; place++)
            {
                other[key].Contains($"{{{place}}}", StringComparison.Ordinal).Should().Be(
                    text.Contains($"{{{place}}}", StringComparison.Ordinal), $"{key} has place {place} in every language or in none");
            }
        }
    }

    private static Dictionary<string, string> Words(CultureInfo culture) =>
        new ResourceManager(typeof(CustomersTexts)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(word => (string)word.Key, word => (string)word.Value!);
}
