using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallTracking.Calls;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Http;

/// <summary>Answers of handlers.</summary>
internal static class Answers
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => new JsonAnswer<T>(value, type, status, null, null);

    /// <summary>One resource with its ETag; 304 when the client has it.</summary>
    public static IResult Resource<T>(HttpContext http, T value, JsonTypeInfo<T> type, long revision, int status = 200, string? location = null) =>
        new JsonAnswer<T>(value, type, status, Revisions.Tag(revision, http.Caller().Access.Masks), location);

    /// <summary>A resource that was made.</summary>
    public static IResult Created<T>(HttpContext http, T value, JsonTypeInfo<T> type, long revision, string location) =>
        Resource(http, value, type, revision, 201, location);

    public static IResult Empty { get; } = Results.NoContent();

    public static IResult NotFound => throw new ApiProblemException(ApiProblem.NotFound());

    /// <summary>The value; the same problem for what is not there and what is not the caller's to see.</summary>
    public static T Found<T>(T? value)
        where T : class => value ?? throw new ApiProblemException(ApiProblem.NotFound());

    private sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status, string? tag, string? location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            if (tag is not null)
            {
                response.Headers.ETag = tag;
                if (status == 200 && HttpMethods.IsGet(httpContext.Request.Method) && Revisions.IsKnown(httpContext, tag))
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    return Task.CompletedTask;
                }
            }

            if (location is not null)
            {
                response.Headers.Location = location;
            }

            response.StatusCode = status;
            return response.WriteAsJsonAsync(value, type, "application/json", httpContext.RequestAborted);
        }
    }
}
