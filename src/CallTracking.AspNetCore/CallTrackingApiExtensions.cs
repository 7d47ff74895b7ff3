using CallTracking.AspNetCore;
using CallTracking.AspNetCore.Audit;
using CallTracking.AspNetCore.Callbacks;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Contacts;
using CallTracking.AspNetCore.Dialing;
using CallTracking.AspNetCore.Health;
using CallTracking.AspNetCore.Http;
using CallTracking.AspNetCore.Links;
using CallTracking.AspNetCore.Live;
using CallTracking.AspNetCore.OpenApi;
using CallTracking.AspNetCore.Pops;
using CallTracking.AspNetCore.Privacy;
using CallTracking.AspNetCore.Ratings;
using CallTracking.AspNetCore.Staff;
using CallTracking.AspNetCore.Tasks;
using CallTracking.AspNetCore.Users;
using CallTracking.AspNetCore.Webhooks;
using CallTracking.Pipeline;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>How a web host serves CallTracking.</summary>
public static class CallTrackingApiExtensions
{
    /// <summary>Adds what <see cref="MapCallTracking"/> serves. The engine itself is added by <c>AddCallTracking</c>; how people sign in is
    /// the host's own. Calling it again adds nothing twice; the options of all calls are applied in order.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options. Default: none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCallTrackingApi(this IServiceCollection services, Action<CallTrackingApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CallTrackingApiOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(ApiAdded)))
        {
            return services;
        }

        services.AddSingleton<ApiAdded>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<CallTrackingApiOptions>, CallTrackingApiOptionsValidator>();
        services.AddAuthorization();
        services.AddSingleton<IConfigureOptions<AuthorizationOptions>, PermissionPolicies>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.TryAddSingleton<ICallTrackingUser, StaffUser>();
        Decorate(services);
        services.AddSingleton<ReadyState>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("calltracking:store", HealthStatus.Unhealthy, [HealthEndpoints.Tag]);
        services.AddDataProtection();
        services.TryAddSingleton<IWebhookSecrets, ProtectedWebhookSecrets>();
        AddLive(services);
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        return services;
    }

    /// <summary>Maps the API, the live channel, health and the OpenAPI document. Every endpoint demands a policy of
    /// <see cref="CallTrackingPolicies"/>, save health and the document; call <c>UseAuthentication</c> and <c>UseAuthorization</c> before it
    /// where the host does not do so by itself.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Path before everything. Default <c>/calltracking</c>.</param>
    /// <returns>Takes conventions for all of them, such as rate limits or CORS.</returns>
    public static IEndpointConventionBuilder MapCallTracking(this IEndpointRouteBuilder endpoints, string prefix = "/calltracking")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<ApiAdded>() is null)
        {
            throw new InvalidOperationException("MapCallTracking lacks its services: call builder.Services.AddCallTrackingApi() before the host is built.");
        }

        var root = endpoints.MapGroup(prefix);
        var v1 = root.MapGroup("/v1");
        CallEndpoints.Map(v1);
        LinkEndpoints.Map(v1);
        PopEndpoints.Map(v1);
        ContactEndpoints.Map(v1);
        ContactCatalogueEndpoints.Map(v1);
        ContactImportEndpoints.Map(v1);
        ObligationEndpoints.Map(v1);
        TaskEndpoints.Map(v1);
        MessageEndpoints.Map(v1);
        RatingEndpoints.Map(v1);
        DialEndpoints.Map(v1);
        StaffEndpoints.Map(v1);
        RoleEndpoints.Map(v1);
        HoursEndpoints.Map(v1);
        AuditEndpoints.Map(v1);
        PrivacyEndpoints.Map(v1);
        WebhookEndpoints.Map(v1);
        HealthEndpoints.Map(root);
        ApiDocument.Map(root);
        root.MapHub<LiveHub>("/hub", options => options.CloseOnAuthenticationExpiration = true).DisableCookieRedirect();
        return root;
    }

    private static void AddLive(IServiceCollection services)
    {
        services.AddSignalR().AddHubOptions<LiveHub>(options =>
        {
            // What clients say is a method's name. The payloads are JSON of ours, whatever protocols the host adds for its own hubs.
            options.SupportedProtocols = ["json"];
            options.MaximumReceiveMessageSize = 4 * 1024;
            options.EnableDetailedErrors = false;
        });
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<LiveState>();
        services.AddSingleton<LiveNotices>();
        services.AddSingleton<LiveChannel>();
        services.AddSingleton<IHostedService>(host => host.GetRequiredService<LiveChannel>());
        services.AddSingleton<ILiveCallSubscriber>(host => host.GetRequiredService<LiveChannel>());
    }

    // Only our endpoints' answers change; whatever the host had registered goes on.
    private static void Decorate(IServiceCollection services)
    {
        var before = services.LastOrDefault(service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(host => new ProblemAuthorizationResults(before switch
        {
            null => new AuthorizationMiddlewareResultHandler(),
            { ImplementationInstance: IAuthorizationMiddlewareResultHandler made } => made,
            { ImplementationFactory: { } make } => (IAuthorizationMiddlewareResultHandler)make(host),
            _ => (IAuthorizationMiddlewareResultHandler)ActivatorUtilities.CreateInstance(host, before.ImplementationType!),
        }));
    }

    private sealed class ApiAdded;
}
