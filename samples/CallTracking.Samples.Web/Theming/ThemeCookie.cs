using CallTracking.Samples.Web.Preferences;

namespace CallTracking.Samples.Web.Theming;

/// <summary>The theme of whoever sat here last, for the pages before the sign-in.</summary>
internal static class ThemeCookie
{
    public const string Name = "ct-theme";

    public static (Theme Theme, Brightness Brightness) Read(HttpContext http)
    {
        var parts = http.Request.Cookies[Name]?.Split('.') ?? [];
        return (Themes.Find(parts.FirstOrDefault()), parts.Length == 2 && Enum.TryParse<Brightness>(parts[1], ignoreCase: true, out var brightness)
            && Enum.IsDefined(brightness) ? brightness : Brightness.Auto);
    }

    public static void Write(HttpContext http, Theme theme, Brightness brightness)
    {
        var value = $"{theme.Name}.{ThemeSheet.Word(brightness)}";
        if (http.Request.Cookies[Name] != value && !http.Response.HasStarted)
        {
            http.Response.Cookies.Append(Name, value, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(400),
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            });
        }
    }
}
