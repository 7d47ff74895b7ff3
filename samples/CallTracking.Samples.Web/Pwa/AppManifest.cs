using System.Globalization;
using System.Text.Json.Serialization;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Texts;
using CallTracking.Samples.Web.Theming;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Pwa;

/// <summary>What a device reads when the pages are installed as an app.</summary>
internal sealed record AppManifest(
    string Id, string Name, [property: JsonPropertyName("short_name")] string ShortName, string Description, string Lang, string Dir,
    [property: JsonPropertyName("start_url")] string StartUrl, string Scope, string Display,
    [property: JsonPropertyName("theme_color")] string ThemeColor, [property: JsonPropertyName("background_color")] string BackgroundColor,
    IReadOnlyList<ManifestIcon> Icons, IReadOnlyList<ManifestShortcut> Shortcuts)
{
    /// <summary>The manifest in the language of the request.</summary>
    public static AppManifest Of(IStringLocalizer<PwaTexts> texts, IStringLocalizer<ShellTexts> shell, Theme theme, Brightness brightness)
    {
        var colours = ThemeColours.Of(theme, brightness == Brightness.Dark);
        var culture = CultureInfo.CurrentUICulture;
        return new AppManifest(
            "/", texts["Name"], texts["ShortName"], texts["Description"], culture.TwoLetterISOLanguageName, culture.TextInfo.IsRightToLeft ? "rtl" : "ltr",
            "/", "/", "standalone", colours.Bar.ToString(), colours.Background.ToString(),
            [
                new("/icons/icon.svg", "any", "image/svg+xml", "any"),
                new("/icons/icon-192.png", "192x192", "image/png", "any"),
                new("/icons/icon-512.png", "512x512", "image/png", "any"),
                new("/icons/maskable-512.png", "512x512", "image/png", "maskable"),
            ],
            [new(shell["Nav.Calls"], "/calls"), new(shell["Nav.Customers"], "/customers"), new(shell["Nav.Callbacks"], "/callbacks")]);
    }
}

/// <summary>A picture of the app.</summary>
internal sealed record ManifestIcon(string Src, string Sizes, string Type, string Purpose);

/// <summary>A page that the app's picture leads to.</summary>
internal sealed record ManifestShortcut(string Name, string Url);
