using System.Net.Mime;
using CallTracking.Samples.Web.Texts;
using CallTracking.Samples.Web.Theming;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Pwa;

/// <summary>What makes an app of the pages: manifest, pictures, and the page for the time without the host.</summary>
internal static class PwaEndpoints
{
    private const string Day = "public, max-age=86400";

    public static void MapPwa(this IEndpointRouteBuilder endpoints)
    {
        var app = endpoints.MapGroup(string.Empty).AllowAnonymous();
        app.MapGet("/manifest.webmanifest", static (HttpContext http, IStringLocalizer<PwaTexts> texts, IStringLocalizer<ShellTexts> shell) =>
        {
            var (theme, brightness) = ThemeCookie.Read(http);
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Json(AppManifest.Of(texts, shell, theme, brightness), contentType: "application/manifest+json");
        });
        app.MapGet("/offline", static (IStringLocalizer<PwaTexts> texts) => Results.Text(OfflinePage.Of(texts), MediaTypeNames.Text.Html));
        app.MapGet("/favicon.ico", static (HttpContext http) => Icon(http, AppIcon.Png(32, isMaskable: false), MediaTypeNames.Image.Png));
        app.MapGet("/icons/icon.svg", static (HttpContext http) => Icon(http, System.Text.Encoding.UTF8.GetBytes(AppIcon.Svg()), MediaTypeNames.Image.Svg));
        app.MapGet("/icons/{name}", static (HttpContext http, string name) =>
            AppIcon.Read(name) is { } icon ? Icon(http, AppIcon.Png(icon.Size, icon.IsMaskable), MediaTypeNames.Image.Png) : Results.NotFound());
    }

    private static IResult Icon(HttpContext http, byte[] bytes, string type)
    {
        http.Response.Headers.CacheControl = Day;
        return Results.Bytes(bytes, type);
    }
}
