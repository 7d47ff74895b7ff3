using System.Globalization;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Texts;

/// <summary>Texts that depend on a number: <c>X.one</c>, <c>X.few</c>, <c>X.many</c> and <c>X.other</c> of a resource, whichever the language
/// asks for by the rules of Unicode CLDR for whole numbers.</summary>
internal static class Plural
{
    /// <summary>A text for a number, which is <c>{0}</c> in it, written as the culture writes numbers.</summary>
    /// <param name="texts">Where it stands.</param>
    /// <param name="key">The key without its category.</param>
    /// <param name="count">The number.</param>
    /// <param name="more">What <c>{1}</c> and so on are.</param>
    public static string Of(IStringLocalizer texts, string key, long count, params object[] more)
    {
        var culture = CultureInfo.CurrentUICulture;
        object[] arguments = [count.ToString("N0", culture), .. more];
        var text = texts[$"{key}.{CategoryOf(culture, count)}", arguments];
        return text.ResourceNotFound ? texts[$"{key}.other", arguments] : text;
    }

    /// <summary>The category of a whole number: <c>one</c>, <c>few</c>, <c>many</c> or <c>other</c>.</summary>
    public static string CategoryOf(CultureInfo culture, long count)
    {
        var (ones, tens) = (Math.Abs(count % 10), Math.Abs(count % 100));
        return culture.TwoLetterISOLanguageName switch
        {
            "en" => count is 1 or -1 ? "one" : "other",
            "ru" when ones == 1 && tens != 11 => "one",
            "ru" when ones is >= 2 and <= 4 && tens is < 12 or > 14 => "few",
            "ru" => "many",
            _ => "other",
        };
    }
}
