using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallTracking.Samples.Web.Preferences;
using MudBlazor;

namespace CallTracking.Samples.Web.Theming;

/// <summary>Themes as style sheets of their own: the first byte of a page names the right one, so that none is drawn in another one's colours
/// first, and another theme is another address.</summary>
internal static class ThemeSheet
{
    /// <summary>Khmer script comes with Windows (Leelawadee UI), macOS and iOS (Khmer Sangam MN), Android and Debian's fonts-noto-core (Noto Sans Khmer);
    /// Khmer OS is what older machines in Cambodia have.</summary>
    private const string Families =
        "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"Helvetica Neue\", Arial, \"Noto Sans Khmer\", \"Leelawadee UI\", "
        + "\"Khmer Sangam MN\", \"Khmer OS Siemreap\", \"Khmer OS\", \"Khmer UI\", sans-serif";

    private static readonly ConcurrentDictionary<(string Name, Brightness Brightness), Written> Palettes = new();
    private static readonly Lazy<Written> Rest = new(() => Written.Of($":root{{--ct-family:{Families};\n{Lines(new PaletteLight(), static line => !IsColour(line))}}}\n"));

    /// <summary>What all themes have in common: type, corners, layers, shadows.</summary>
    public static string Base => Rest.Value.Text;

    public static string BaseAddress => $"/themes/base.css?v={Rest.Value.Version}";

    /// <summary>Where a theme's sheet is. The address changes with the sheet, which so can be kept for ever.</summary>
    public static string AddressOf(Theme theme, Brightness brightness) =>
        $"/themes/{theme.Name}/{Word(brightness)}.css?v={Find(theme, brightness).Version}";

    /// <summary>The sheet of a theme's colours.</summary>
    public static string Of(Theme theme, Brightness brightness) => Find(theme, brightness).Text;

    internal static string Word(Brightness brightness) => brightness.ToString().ToLowerInvariant();

    private static Written Find(Theme theme, Brightness brightness) => Palettes.GetOrAdd((theme.Name, brightness), _ => Written.Of(brightness switch
    {
        // Paper is always light.
        Brightness.Light => Root(theme, isDark: false),
        Brightness.Dark => Root(theme, isDark: true) + In("print", theme, isDark: false),
        _ => Root(theme, isDark: false) + In("screen and (prefers-color-scheme: dark)", theme, isDark: true),
    }));

    private static string In(string media, Theme theme, bool isDark) => $"@media {media} {{\n{Root(theme, isDark)}}}\n";

    private static string Root(Theme theme, bool isDark)
    {
        var colours = ThemeColours.Of(theme, isDark);
        var scheme = isDark ? "dark" : "light";
        return $$"""
            :root {
            color-scheme: {{scheme}};
            {{Lines(ThemePalette.Of(colours), IsColour)}}--mud-native-html-color-scheme: {{scheme}};
            --ct-text: {{colours.Text}};
            --ct-soft: {{colours.Secondary}};
            --ct-surface: {{colours.Surface}};
            --ct-raised: {{colours.Raised}};
            --ct-line: {{colours.Divider}};
            --ct-accent: {{colours.Primary.Tone}};
            --ct-on-accent: {{colours.Primary.Text}};
            --ct-warn: {{colours.Error.Tone}};
            --ct-ring: {{colours.Success.Tone}};
            --ct-selected: {{colours.Primary.Tone}};
            --ct-selected-text: {{colours.Primary.Text}};
            }

            """;
    }

    private static bool IsColour(string line) => line.StartsWith("--mud-palette-", StringComparison.Ordinal)
        || line.StartsWith("--mud-ripple-", StringComparison.Ordinal);

    private static string Lines(PaletteLight palette, Func<string, bool> which)
    {
        var lines = new Writer(palette).Write().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith("--mud-native-", StringComparison.Ordinal) && which(line));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static MudTheme MudThemeOf(PaletteLight palette)
    {
        var theme = new MudTheme { PaletteLight = palette };
        theme.LayoutProperties.DefaultBorderRadius = "6px";
        BaseTypography[] types =
        [
            theme.Typography.Default, theme.Typography.H1, theme.Typography.H2, theme.Typography.H3, theme.Typography.H4, theme.Typography.H5,
            theme.Typography.H6, theme.Typography.Subtitle1, theme.Typography.Subtitle2, theme.Typography.Body1, theme.Typography.Body2,
            theme.Typography.Button, theme.Typography.Caption, theme.Typography.Overline,
        ];
        foreach (var type in types)
        {
            type.FontFamily = ["var(--ct-family)"];

            // Khmer has no capitals, and spaces between its letters tear them apart.
            type.LetterSpacing = "normal";
            type.TextTransform = "none";
        }

        return theme;
    }

    /// <summary>What the kit's own provider would write into the page.</summary>
    private sealed class Writer : MudThemeProvider
    {
        public Writer(PaletteLight palette)
        {
#pragma warning disable BL0005 // It is never drawn: only what it writes is wanted.
            Theme = MudThemeOf(palette);
#pragma warning restore BL0005
        }

        public string Write()
        {
            var text = new StringBuilder();
            GenerateTheme(text);
            return text.ToString();
        }
    }

    private sealed record Written(string Text, string Version)
    {
        public static Written Of(string text) => new(
            text, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6)).ToLower(CultureInfo.InvariantCulture));
    }
}
