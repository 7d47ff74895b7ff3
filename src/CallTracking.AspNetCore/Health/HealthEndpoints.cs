using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.AspNetCore.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Health;

/// <summary>What an orchestrator and an operator ask: does it run, can it serve, are the PBXes heard.</summary>
internal static class HealthEndpoints
{
    /// <summary>Tag of the checks that belong to us.</summary>
    public const string Tag = "calltracking";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/health/live", Live), "isAlive", "Says that the process answers. For everybody.").Produces<HealthBody>();
        Describe(
            routes.MapGet("/health/ready", ReadyAsync), "isReady",
            "Says whether the store answers and calls are heard and kept. Details only for those who may see the links.")
            .Produces<HealthBody>().Produces<HealthBody>(503);
        new ApiGroup(routes, "health").Get("/health/links", Permission.LinksRead, LinksAsync)
            .Is("linkHealth", "Says of each link whether its calls are heard and kept.").Answers<HealthBody>().Answers<HealthBody>(503);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder builder, string operation, string summary)
    {
        builder.AllowAnonymous().WithTags("health").WithSummary(summary).ProducesProblem(400).ProducesProblem(500)
            .WithMetadata(new ApiMarker(null), new OperationName(operation));
        builder.DisableCookieRedirect();
        builder.Add(ApiGuard.Around);
        return builder;
    }

    private static IResult Live() => Answers.Json(new HealthBody { Status = Word.Of(HealthStatus.Healthy) }, ApiJson.Strict.HealthBody);

    private static async Task<IResult> ReadyAsync(HttpContext http, ReadyState state, ICallTrackingUser users, IOptions<CallTrackingOptions> host)
    {
        var report = await state.AskAsync(http.RequestAborted).ConfigureAwait(false);
        return Answer(report, await MaySeeAsync(http, users, host).ConfigureAwait(false));
    }

    private static async Task<IResult> LinksAsync(HttpContext http, ReadyState state, IOptions<CallTrackingOptions> host)
    {
        var report = await state.AskAsync(http.RequestAborted).ConfigureAwait(false);
        return Answer(report, http.Caller().Tenant == host.Value.Tenant);
    }

    // Whoever cannot be recognised now, because the store is away, sees what a stranger sees.
    private static async ValueTask<bool> MaySeeAsync(HttpContext http, ICallTrackingUser users, IOptions<CallTrackingOptions> host)
    {
        try
        {
            return await RequestCaller.FindAsync(http, users, http.User).ConfigureAwait(false) is { } caller
                && caller.Access.Allows(Permission.LinksRead) && caller.Tenant == host.Value.Tenant;
        }
        catch (Storage.LedgerStoreException)
        {
            return false;
        }
    }

    private static IResult Answer(HealthReport report, bool details) => Answers.Json(
        new HealthBody
        {
            Status = Word.Of(report.Status),
            Checks = details
                ? [.. report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new HealthCheckBody
                {
                    Name = entry.Key,
                    Status = Word.Of(entry.Value.Status),
                    Detail = entry.Value.Description is { } text ? SafeText.Of(text) : null,
                })]
                : null,
        },
        ApiJson.Strict.HealthBody, report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
}

[Description("How it is.")]
internal sealed record HealthBody
{
    [WordsOf<HealthStatus>]
    [Description("The worst of the checks.")]
    public required string Status { get; init; }

    [Description("Each check; null for those who may not see the links.")]
    public IReadOnlyList<HealthCheckBody>? Checks { get; init; }
}

[Description("One check.")]
internal sealed record HealthCheckBody
{
    [Description("Its name.")]
    public required string Name { get; init; }

    [WordsOf<HealthStatus>]
    [Description("What it says.")]
    public required string Status { get; init; }

    [Description("Why, and what to do.")]
    public string? Detail { get; init; }
}
