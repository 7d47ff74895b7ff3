using CallTracking.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Http;

/// <summary>Around every handler: what no endpoint takes, and how every error is told.</summary>
internal sealed class ApiGuard(RequestDelegate handler)
{
    private const int MostValues = 64;
    private const int ClientClosedRequest = 499;

    public static void Around(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } handler)
        {
            endpoint.RequestDelegate = new ApiGuard(handler).RunAsync;
        }
    }

    private async Task RunAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        // Each answer is one person's view; a cache may keep it for him and asks first.
        http.Response.Headers.CacheControl = "private, no-cache";
        try
        {
            RefuseForgery(http);
            CheckQuery(http.Request, http.GetEndpoint()?.Metadata.GetMetadata<ApiParameters>() ?? ApiParameters.None);
            await handler(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = ClientClosedRequest;
        }
#pragma warning disable CA1031 // The edge: everything is answered in our shape, and faults of ours are logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await AnswerAsync(http, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Tells an error in our shape, and logs what is a fault.</summary>
    public static async Task AnswerAsync(HttpContext http, Exception exception)
    {
        var problem = Problems.Of(exception);
        if (problem is null || exception is LedgerStoreException)
        {
            Tell(http, exception, problem is null);
        }

        if (http.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await Problems.WriteAsync(http, problem ?? Problems.Internal()).ConfigureAwait(false);
    }

    // Messages of other people's exceptions may hold what was asked for: of them only kind and place are logged.
    private static void Tell(HttpContext http, Exception exception, bool isFault)
    {
        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("CallTracking.AspNetCore");
        var endpoint = http.GetEndpoint()?.DisplayName ?? "unknown";
        if (exception is LedgerStoreException store)
        {
            Log.StoreFailed(logger, endpoint, SafeText.Of(store.Message));
        }
        else if (isFault)
        {
            Log.RequestFailed(logger, endpoint, exception.GetType().FullName ?? "Exception", SafeText.Of(exception.Message), exception.StackTrace ?? string.Empty);
        }
    }

    // A browser sends cookies along with what other sites ask it to send, and says where that came from; a token it sends for nobody.
    private static void RefuseForgery(HttpContext http)
    {
        var request = http.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        if (!changes || request.Headers.Cookie.Count == 0 || request.Headers.Authorization.Count > 0 || !IsFromElsewhere(request)
            || http.RequestServices.GetRequiredService<IOptions<CallTrackingApiOptions>>().Value.AllowCrossSiteCookies)
        {
            return;
        }

        throw new ApiProblemException(CrossSite());
    }

    public static ApiProblem CrossSite() => new(403, "cross-site", "The request comes from another site.", "A browser sent it for another site, with a cookie as its only proof.")
    {
        Cure = "Send it from the same origin, or with a token in Authorization; a host may allow it by AllowCrossSiteCookies.",
    };

    public static bool IsFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        // Older browsers: the origin.
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from)
            || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static void CheckQuery(HttpRequest request, ApiParameters parameters)
    {
        foreach (var (name, values) in request.Query)
        {
            var parameter = parameters.All.FirstOrDefault(one => one.Name == name);
            if (parameter is null)
            {
                // The name came from outside and is not repeated: it may be a number.
                throw new ApiProblemException(new ApiProblem(400, "unknown-parameter", "A query parameter is not known here.")
                {
                    Cure = parameters.All.Count == 0
                        ? "Leave the query out." : $"Known are: {string.Join(", ", parameters.All.Select(one => one.Name))}.",
                });
            }

            if (values.Count > (parameter.IsMany ? MostValues : 1))
            {
                throw Query.Invalid(name, "It is given too often.", parameter.IsMany ? $"Give it at most {MostValues} times." : "Give it once.");
            }

            foreach (var value in values)
            {
                if (value is not null && (value.Length > Math.Max(parameter.MaxLength, 64) || value.Any(char.IsControl)))
                {
                    throw Query.Invalid(name, "It is too long, or holds a control character.", $"Give at most {parameter.MaxLength} characters.");
                }
            }
        }

        foreach (var parameter in parameters.All)
        {
            if (parameter.IsRequired && string.IsNullOrEmpty(request.Query[parameter.Name]))
            {
                throw Query.Invalid(parameter.Name, "It is missing.", "Give it.");
            }
        }
    }
}
