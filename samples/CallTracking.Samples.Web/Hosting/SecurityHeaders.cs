using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>What browsers are told not to do with our pages.</summary>
internal static partial class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            Write((HttpContext)state);
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    // Scripts only from our files: none in a page, none made at run time. Styles also in pages, as MudBlazor writes the theme's colours and the
    // places of pop-overs there; they cannot run anything. Browsers before 2022 do not take 'self' for web sockets, so our own is named.
    internal static string PolicyOf(HttpRequest request)
    {
        var host = request.Host.Value;
        var socket = host is not null && PlainHost().IsMatch(host) ? $" {(request.IsHttps ? "wss" : "ws")}://{host}" : string.Empty;
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
            + $"connect-src 'self'{socket}; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; "
            + "frame-ancestors 'none'; object-src 'none'";
    }

    private static void Write(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PolicyOf(http.Request);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // One-time links and filters stand in addresses; other sites learn none. Our own forms say where they come from.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            headers[HeaderNames.CacheControl] = "no-store";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9.\-]+(:\d+)?$|^\[[0-9A-Fa-f:]+\](:\d+)?$")]
    private static partial Regex PlainHost();
}
