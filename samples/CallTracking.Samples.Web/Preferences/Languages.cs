using System.Globalization;
using CallTracking.Samples.Web.Identity;
using Microsoft.AspNetCore.Localization;

namespace CallTracking.Samples.Web.Preferences;

/// <summary>The languages of the screens, and which of them a request is answered in: the user's own, else what this browser chose at the
/// sign-in, else the first of the browser's that is known.</summary>
internal static class Languages
{
    /// <summary>Name of the cookie by which the sign-in page speaks the language of whoever sat here last.</summary>
    public const string Cookie = "ct-language";

    public const string Default = "en";

    public static readonly IReadOnlyList<string> All = [Default, "km", "ru"];

    public static bool IsKnown(string? language) => language is not null && All.Contains(language);

    /// <summary>A language in its own words, as whoever looks for it reads it.</summary>
    public static string NameOf(string language) => language switch
    {
        "km" => "ខ្មែរ",
        "ru" => "Русский",
        _ => "English",
    };

    public static void Configure(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(Default).AddSupportedCultures([.. All]).AddSupportedUICultures([.. All]);
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(FindOwnAsync), new CookieRequestCultureProvider { CookieName = Cookie },
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    /// <summary>Remembers a language in the browser.</summary>
    public static void Remember(HttpContext http, string language) => http.Response.Cookies.Append(
        Cookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(400),
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        });

    private static async Task<ProviderCultureResult?> FindOwnAsync(HttpContext http)
    {
        if (AccountClaims.AccountOf(http.User) is not { } account)
        {
            return null;
        }

        var chosen = await http.RequestServices.GetRequiredService<PreferenceStore>().GetAsync(account, http.RequestAborted);
        if (chosen.Language is not { } language || !IsKnown(language))
        {
            return null;
        }

        var kept = CookieRequestCultureProvider.ParseCookieValue(http.Request.Cookies[Cookie] ?? string.Empty);
        if (kept?.UICultures.Count is not > 0 || kept.UICultures[0].Value != language)
        {
            Remember(http, language);
        }

        return new ProviderCultureResult(CultureInfo.GetCultureInfo(language).Name);
    }
}
