using System.Globalization;
using System.Threading.RateLimiting;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>How often one address may try a password or a link. Locking accounts out alone would leave one password to be tried on all of them.</summary>
internal static class SignInLimits
{
    /// <summary>Tries a minute from one address if the configuration says nothing else: an office behind one address signs in at nine
    /// o'clock.</summary>
    public const int TriesPerMinute = 30;

    private static readonly string[] Guarded = ["/signin", "/welcome", "/invite"];

    public static void AddSignInLimits(this IServiceCollection services) => services.AddRateLimiter(static limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = static async (rejected, cancellationToken) =>
        {
            var response = rejected.HttpContext.Response;
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            {
                response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            response.ContentType = "text/plain; charset=utf-8";
            var texts = rejected.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<IdentityTexts>>();
            await response.WriteAsync(texts["TooMany"], cancellationToken);
        };
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static http =>
        {
            var isTry = HttpMethods.IsPost(http.Request.Method) || http.Request.Query.ContainsKey("token");
            return isTry && Guarded.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
                ? RateLimitPartition.GetFixedWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? string.Empty, _ =>
                    new FixedWindowRateLimiterOptions
                    {
                        PermitLimit = http.RequestServices.GetRequiredService<WebSettings>().SignInTriesPerMinute,
                        Window = TimeSpan.FromMinutes(1),
                    })
                : RateLimitPartition.GetNoLimiter(string.Empty);
        });
    });
}
