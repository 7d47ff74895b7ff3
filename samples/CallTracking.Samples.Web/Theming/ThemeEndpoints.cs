using CallTracking.Samples.Web.Preferences;

namespace CallTracking.Samples.Web.Theming;

/// <summary>Serves the themes' sheets.</summary>
internal static class ThemeEndpoints
{
    private const string ForEver = "public, max-age=31536000, immutable";

    public static void MapThemes(this IEndpointRouteBuilder endpoints)
    {
        var themes = endpoints.MapGroup("/themes").AllowAnonymous();
        themes.MapGet("/base.css", static (HttpContext http) => Sheet(http, ThemeSheet.Base));
        themes.MapGet("/{name}/{brightness}.css", static (HttpContext http, string name, string brightness) =>
            Themes.IsKnown(name) && Enum.TryParse<Brightness>(brightness, ignoreCase: true, out var which) && ThemeSheet.Word(which) == brightness
                ? Sheet(http, ThemeSheet.Of(Themes.Find(name), which))
                : Results.NotFound());
    }

    private static IResult Sheet(HttpContext http, string text)
    {
        // Without the version the address may mean another sheet after an update.
        http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("v") ? ForEver : "no-cache";
        return Results.Text(text, "text/css");
    }
}
