using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore;

/// <summary>The endpoints that the host really has.</summary>
internal static class HostEndpoints
{
    /// <summary>An id that nothing has.</summary>
    public const string Nothing = "7fffffff-0000-7000-8000-000000000000";

    public static IReadOnlyList<RouteEndpoint> Endpoints(this ApiHost host) =>
        [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Distinct()];

    /// <summary>Method and path behind the prefix.</summary>
    public static string Name(this RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        path = path.StartsWith(ApiHost.Prefix, StringComparison.Ordinal) ? path[ApiHost.Prefix.Length..] : path;
        return $"{endpoint.Method()} {path}";
    }

    public static string Method(this RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var method] ? method : "ANY";

    /// <summary>The type of body that it takes; JSON where it says nothing.</summary>
    public static string BodyType(this RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";

    /// <summary>A request to it with ids that nothing has and an empty body.</summary>
    public static HttpRequestMessage Request(this RouteEndpoint endpoint, string body = "{}")
    {
        var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => Nothing,
        }))));
        var request = new HttpRequestMessage(new HttpMethod(endpoint.Method() is var method && method == "ANY" ? (endpoint.Name().EndsWith("negotiate", StringComparison.Ordinal) ? "POST" : "GET") : method), "/" + path);
        if (endpoint.Method() is "POST" or "PUT" or "PATCH")
        {
            // A type that is not taken is refused before anybody asks who it is.
            request.Content = new StringContent(body, Encoding.UTF8, endpoint.BodyType());
        }

        return request;
    }
}
