using CallTracking.AspNetCore.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Users;

/// <summary>Lets the host's sign-in answer 401 and 403 as it does (its headers matter), and puts our body into answers of our endpoints.</summary>
internal sealed class ProblemAuthorizationResults(IAuthorizationMiddlewareResultHandler inner) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded && RequestCaller.FailureOf(context) is { } failure)
        {
            await ApiGuard.AnswerAsync(context, failure).ConfigureAwait(false);
            return;
        }

        await inner.HandleAsync(next, context, policy, authorizeResult).ConfigureAwait(false);
        if (authorizeResult.Succeeded || context.Response.HasStarted || context.GetEndpoint()?.Metadata.GetMetadata<ApiMarker>() is not { } endpoint)
        {
            return;
        }

        var problem = context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => Problems.Unauthenticated(),
            StatusCodes.Status403Forbidden => Problems.Forbidden(
                authorizeResult.Forbidden && await IsKnownAsync(context).ConfigureAwait(false) ? endpoint.Permission : null),
            _ => null,
        };
        if (problem is not null)
        {
            await Problems.WriteAsync(context, problem).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> IsKnownAsync(HttpContext http) =>
        http.RequestServices.GetService(typeof(ICallTrackingUser)) is ICallTrackingUser users
        && await RequestCaller.FindAsync(http, users, http.User).ConfigureAwait(false) is not null;
}
