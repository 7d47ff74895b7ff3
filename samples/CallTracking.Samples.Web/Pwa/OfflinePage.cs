using System.Globalization;
using System.Text.Encodings.Web;
using CallTracking.Samples.Web.Texts;
using CallTracking.Samples.Web.Theming;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Pwa;

/// <summary>What is shown while the host cannot be reached. It needs no other file, and tries again by itself.</summary>
internal static class OfflinePage
{
    public static string Of(IStringLocalizer<PwaTexts> texts)
    {
        var culture = CultureInfo.CurrentUICulture;
        return $$"""
            <!DOCTYPE html>
            <html lang="{{culture.TwoLetterISOLanguageName}}" dir="{{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="10">
            <title>{{Text("Offline.Title")}}</title>
            <style>
            {{Colours(isDark: false)}}
            @media (prefers-color-scheme: dark) { {{Colours(isDark: true)}} }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--text); font: 1.05rem/1.7 system-ui, "Noto Sans", "Noto Sans Khmer", "Leelawadee UI", "Khmer Sangam MN", "Khmer OS", sans-serif; }
            main { max-width: 32rem; padding: 2rem 1.25rem; text-align: center; }
            h1 { font-size: 1.5rem; line-height: 1.4; }
            a { display: inline-block; padding: .6rem 1.4rem; border-radius: 6px; background: var(--accent); color: var(--on); text-decoration: none; }
            a:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
            </style>
            </head>
            <body>
            <main>
            <h1>{{Text("Offline.Title")}}</h1>
            <p>{{Text("Offline.Hint")}}</p>
            <p><a href="">{{Text("Offline.Retry")}}</a></p>
            </main>
            </body>
            </html>
            """;

        string Text(string name) => HtmlEncoder.Default.Encode(texts[name]);
    }

    private static string Colours(bool isDark)
    {
        var colours = ThemeColours.Of(Themes.Default, isDark);
        return $":root {{ color-scheme: {(isDark ? "dark" : "light")}; --ground: {colours.Background}; --text: {colours.Text}; "
            + $"--accent: {colours.Primary.Tone}; --on: {colours.Primary.Text}; }}";
    }
}
