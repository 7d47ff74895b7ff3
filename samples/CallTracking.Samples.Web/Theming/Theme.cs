namespace CallTracking.Samples.Web.Theming;

/// <summary>A theme: a hue in a character, each drawn for light and for dark.</summary>
/// <param name="Hue">Its hue.</param>
/// <param name="Character">How it uses the hue.</param>
internal sealed record Theme(ThemeHue Hue, ThemeCharacter Character)
{
    /// <summary>Name of the theme in preferences and addresses, such as <c>teal-soft</c>.</summary>
    public string Name { get; } = $"{Hue}-{Character}".ToLowerInvariant();
}

/// <summary>The hues, around the circle.</summary>
internal enum ThemeHue
{
    Red,
    Coral,
    Orange,
    Amber,
    Lime,
    Green,
    Emerald,
    Teal,
    Cyan,
    Azure,
    Blue,
    Indigo,
    Violet,
    Pink,
    Graphite,
}

/// <summary>How a theme uses its hue.</summary>
internal enum ThemeCharacter
{
    /// <summary>White and grey, the hue in what can be pressed.</summary>
    Clear,

    /// <summary>Everything is a little of the hue, nothing is loud.</summary>
    Soft,

    /// <summary>Bar and menu are dark in the light theme also.</summary>
    Deep,

    /// <summary>Contrast of 7:1 and more, for whoever sees less.</summary>
    Strong,
}

/// <summary>All themes.</summary>
internal static class Themes
{
    /// <summary>What holds where nothing was chosen.</summary>
    public static readonly Theme Default = new(ThemeHue.Azure, ThemeCharacter.Clear);

    public static readonly IReadOnlyList<Theme> All =
    [
        .. from character in Enum.GetValues<ThemeCharacter>() from hue in Enum.GetValues<ThemeHue>() select new Theme(hue, character),
    ];

    private static readonly Dictionary<string, Theme> ByName = All.ToDictionary(theme => theme.Name, StringComparer.Ordinal);

    /// <summary>The theme of a name; the default one for a name that there is not.</summary>
    public static Theme Find(string? name) => name is not null && ByName.TryGetValue(name, out var theme) ? theme : Default;

    public static bool IsKnown(string? name) => name is not null && ByName.ContainsKey(name);
}
