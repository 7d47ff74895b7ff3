using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Users;

/// <summary>Demands an active employee, and a permission where one is named.</summary>
internal sealed record PermissionRequirement(Permission? Permission) : IAuthorizationRequirement;

/// <summary>Asks for each request who it is and what he may do.</summary>
internal sealed class PermissionHandler(ICallTrackingUser users) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        var http = context.Resource switch
        {
            HttpContext request => request,
            HubInvocationContext invocation => invocation.Context.GetHttpContext(),
            _ => null,
        };

        Caller? caller;
        try
        {
            // A live connection lasts: what was found when it began is not what holds now.
            caller = context.Resource is HubInvocationContext hub
                ? await users.FindAsync(context.User, hub.Context.ConnectionAborted).ConfigureAwait(false)
                : await RequestCaller.FindAsync(http, users, context.User).ConfigureAwait(false);
        }
        catch (LedgerStoreException exception) when (context.Resource is HttpContext)
        {
            // Who somebody is cannot be said now. That is no refusal: the answer is that of a store that is away.
            RequestCaller.Fail(http!, exception);
            context.Fail(new AuthorizationFailureReason(this, "The store does not say who it is."));
            return;
        }

        if (caller is not null && (requirement.Permission is not { } permission || caller.Access.Allows(permission)))
        {
            context.Succeed(requirement);
        }
    }
}

/// <summary>One policy for each permission.</summary>
internal sealed class PermissionPolicies(IOptions<CallTrackingApiOptions> api) : IConfigureOptions<AuthorizationOptions>
{
    public void Configure(AuthorizationOptions options)
    {
        Add(options, CallTrackingPolicies.Employee, null);
        foreach (var permission in Enum.GetValues<Permission>())
        {
            Add(options, CallTrackingPolicies.For(permission), permission);
        }
    }

    private void Add(AuthorizationOptions options, string name, Permission? permission) => options.AddPolicy(name, policy =>
    {
        policy.AuthenticationSchemes = [.. api.Value.AuthenticationSchemes];
        policy.RequireAuthenticatedUser();
        policy.AddRequirements(new PermissionRequirement(permission));
    });
}

/// <summary>Who asks, kept with the request.</summary>
internal static class RequestCaller
{
    private static readonly object Key = new();
    private static readonly object FailureKey = new();

    public static async ValueTask<Caller?> FindAsync(HttpContext? http, ICallTrackingUser users, System.Security.Claims.ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true })
        {
            return null;
        }

        if (http is null)
        {
            return await users.FindAsync(user, CancellationToken.None).ConfigureAwait(false);
        }

        if (http.Items.TryGetValue(Key, out var kept) && kept is Kept known && ReferenceEquals(known.User, user))
        {
            return known.Caller;
        }

        var caller = await users.FindAsync(user, http.RequestAborted).ConfigureAwait(false);
        http.Items[Key] = new Kept(user, caller);
        return caller;
    }

    /// <summary>Keeps why it cannot be said who asks.</summary>
    public static void Fail(HttpContext http, LedgerStoreException exception) => http.Items[FailureKey] = exception;

    /// <summary>Why it cannot be said who asks; null when it can.</summary>
    public static LedgerStoreException? FailureOf(HttpContext http) => http.Items.TryGetValue(FailureKey, out var kept) ? kept as LedgerStoreException : null;

    /// <summary>Who asks, for a handler behind one of our policies.</summary>
    public static Caller Of(HttpContext http) => http.Items.TryGetValue(Key, out var kept) && kept is Kept { Caller: { } caller }
        ? caller
        : throw new InvalidOperationException("The endpoint ran without its policy: call UseAuthorization before the endpoints.");

    private sealed record Kept(System.Security.Claims.ClaimsPrincipal User, Caller? Caller);
}
