using CallTracking.Access;
using CallTracking.AspNetCore.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Http;

/// <summary>Maps endpoints so that none comes without a permission, a description and the guard.</summary>
/// <param name="routes">Where to.</param>
/// <param name="tag">The section of the document.</param>
internal sealed class ApiGroup(IEndpointRouteBuilder routes, string tag)
{
    public ApiEndpoint Get(string pattern, Permission permission, Delegate handler) => Map("GET", pattern, permission, handler);

    public ApiEndpoint Post(string pattern, Permission permission, Delegate handler) => Map("POST", pattern, permission, handler);

    public ApiEndpoint Put(string pattern, Permission permission, Delegate handler) => Map("PUT", pattern, permission, handler);

    public ApiEndpoint Patch(string pattern, Permission permission, Delegate handler) => Map("PATCH", pattern, permission, handler);

    public ApiEndpoint Delete(string pattern, Permission permission, Delegate handler) => Map("DELETE", pattern, permission, handler);

    /// <summary>For every employee, whatever his roles: what is about himself.</summary>
    public ApiEndpoint ForEmployees(string method, string pattern, Delegate handler) => Map(method, pattern, null, handler);

    private ApiEndpoint Map(string method, string pattern, Permission? permission, Delegate handler)
    {
        var builder = routes.MapMethods(pattern, [method], handler);
        builder.WithTags(tag);
        builder.RequireAuthorization(permission is { } named ? CallTrackingPolicies.For(named) : CallTrackingPolicies.Employee);
        builder.WithMetadata(new ApiMarker(permission));
        builder.ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(500).ProducesProblem(503);
        builder.DisableCookieRedirect();
        builder.Add(ApiGuard.Around);
        return new ApiEndpoint(builder);
    }
}

/// <summary>Marks an endpoint as one of ours.</summary>
/// <param name="Permission">What it demands; null where being an employee is enough.</param>
internal sealed record ApiMarker(Permission? Permission);

/// <summary>Name of an operation in the document. Not an endpoint name: a host may map the API twice.</summary>
internal sealed record OperationName(string Value);

/// <summary>Says that the endpoint demands If-Match.</summary>
internal sealed record DemandsRevision;

/// <summary>Says that the endpoint answers ETags and knows If-None-Match.</summary>
internal sealed record AnswersRevision;

/// <summary>What is said of one endpoint.</summary>
internal sealed class ApiEndpoint(RouteHandlerBuilder builder)
{
    /// <summary>Lets every type of content through to the handler, which refuses what it does not take: routing would do so before anybody is
    /// asked who he is, and without a body.</summary>
    public const string Anything = "*/*";

    public ApiEndpoint Is(string operation, string summary, string? description = null)
    {
        builder.WithMetadata(new OperationName(operation));
        builder.WithSummary(summary);
        if (description is not null)
        {
            builder.WithDescription(description);
        }

        return this;
    }

    public ApiEndpoint Query(params IReadOnlyList<ApiParameter> parameters)
    {
        builder.WithMetadata(new ApiParameters(parameters));
        return this;
    }

    public ApiEndpoint Takes<T>(int bytes = 64 * 1024)
        where T : notnull
    {
        builder.Accepts<T>("application/json", Anything).WithMetadata(new BodyLimit(bytes));
        builder.ProducesProblem(413).ProducesProblem(415);
        return this;
    }

    public ApiEndpoint TakesFile(long bytes, params string[] types)
    {
        builder.Accepts<IFormFile>(types[0], [.. types[1..], Anything]).WithMetadata(new BodyLimit(bytes));
        builder.ProducesProblem(413).ProducesProblem(415);
        return this;
    }

    public ApiEndpoint Answers<T>(int status = 200, string type = "application/json")
    {
        builder.Produces<T>(status, type);
        return this;
    }

    public ApiEndpoint AnswersFile(params string[] types)
    {
        builder.Produces<Stream>(200, types[0], types[1..]);
        return this;
    }

    public ApiEndpoint AnswersNothing()
    {
        builder.Produces(204);
        return this;
    }

    /// <summary>It is about one row: that may not be there.</summary>
    public ApiEndpoint MayBeMissing()
    {
        builder.ProducesProblem(404);
        return this;
    }

    public ApiEndpoint MayFail(int status)
    {
        builder.ProducesProblem(status);
        return this;
    }

    public ApiEndpoint HasRevision()
    {
        builder.WithMetadata(new AnswersRevision());
        builder.Produces(304);
        return this;
    }

    public ApiEndpoint NeedsRevision()
    {
        builder.WithMetadata(new DemandsRevision());
        builder.ProducesProblem(412).ProducesProblem(428);
        return this;
    }
}
