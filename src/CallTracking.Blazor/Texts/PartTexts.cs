using System.Globalization;
using System.Resources;

namespace CallTracking.Blazor.Texts;

/// <summary>The words of the parts in one language. <c>PartTexts.resx</c> holds the English ones, <c>.km</c> and <c>.ru</c> the others.</summary>
internal sealed class PartTexts(CultureInfo culture)
{
    private static readonly ResourceManager Resources = new("CallTracking.Blazor.Texts.PartTexts", typeof(PartTexts).Assembly);

    public CultureInfo Culture => culture;

    public string this[string key] => Resources.GetString(key, culture)
        ?? throw new MissingManifestResourceException($"PartTexts has no text '{key}': add it to PartTexts.resx and to the files of the other languages.");

    public string Format(string key, params object?[] arguments) => string.Format(culture, this[key], arguments);

    /// <summary>The word for a value of an enumeration; its name for one that is newer than the texts.</summary>
    public string Of<T>(T value)
        where T : struct, Enum => Resources.GetString($"{typeof(T).Name}.{value}", culture) ?? value.ToString();

    /// <summary>Minutes and seconds, with hours from the first one on.</summary>
    public string Length(TimeSpan length)
    {
        var whole = length < TimeSpan.Zero ? TimeSpan.Zero : length;
        return whole.TotalHours >= 1
            ? string.Create(culture, $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}")
            : string.Create(culture, $"{whole.Minutes}:{whole.Seconds:00}");
    }

    /// <summary>The time of a day of today, date and time of any other.</summary>
    public string When(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Date == TimeZoneInfo.ConvertTime(now, zone).Date ? local.ToString("t", culture) : local.ToString("g", culture);
    }

    /// <summary>The culture of a tag; the one of the circuit for none, or for one that the machine does not know.</summary>
    public static PartTexts For(string? language)
    {
        if (!string.IsNullOrWhiteSpace(language))
        {
            try
            {
                return new PartTexts(CultureInfo.GetCultureInfo(language));
            }
            catch (CultureNotFoundException)
            {
                // Whatever a page asks for: the circuit's language is better than none.
            }
        }

        return new PartTexts(CultureInfo.CurrentUICulture);
    }
}
