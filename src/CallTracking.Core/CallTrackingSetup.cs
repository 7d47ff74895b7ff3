using System.Diagnostics.CodeAnalysis;
using CallTracking.Access;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>How a host takes the engine in.</summary>
public static class CallTrackingSetup
{
    /// <summary>
    /// Adds the engine to the host. It runs with the host: it starts by making the store ready and ends by making durable what was heard.
    /// A host that lacks a store or a link, or has a wrong option, does not start and says what to add.
    /// </summary>
    /// <remarks>Calling it again adds nothing twice; the options of all calls are applied in order. The host may then inject
    /// <see cref="ICallFeed"/>, <see cref="IOpenCalls"/>, <see cref="ILinkMonitor"/> and <see cref="ILinkControls"/>.</remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options. Default: none.</param>
    /// <returns>Takes a store (<c>UseXxx</c>), links (<c>AddXxx</c>) and subscribers.</returns>
    public static ICallTrackingBuilder AddCallTracking(this IServiceCollection services, Action<CallTrackingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CallTrackingOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddLogging();
        services.AddHealthChecks();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LinkBoard>();
        services.TryAddSingleton<ILinkMonitor>(provider => provider.GetRequiredService<LinkBoard>());
        services.TryAddSingleton<ILinkControls>(provider => provider.GetRequiredService<LinkBoard>());
        services.TryAddSingleton<CallBoard>();
        services.TryAddSingleton<IOpenCalls>(provider => provider.GetRequiredService<CallBoard>());
        services.TryAddSingleton(static host => new CallFeed(
            host.GetRequiredService<CallBoard>(), host.GetRequiredService<IOptions<CallTrackingOptions>>(), host.GetServices<ICallView>(),
            host.GetService<ICallTrackingDbContextFactory>() is null ? null : host.GetRequiredService<CallerDirectory>()));
        services.TryAddSingleton<ICallFeed>(provider => provider.GetRequiredService<CallFeed>());
        services.TryAddSingleton<PipelineMetrics>();
        services.TryAddSingleton<LiveSubscribers>();
        services.TryAddSingleton<EventLogPruning>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CallTrackingOptions>, CallTrackingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, LinkHealthChecks>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LinkHost>());
        return new CallTrackingBuilder(services);
    }

    /// <summary>Registers host code that is told of calls at once. Registering a type again changes nothing.</summary>
    /// <typeparam name="T">The subscriber: the host's own singleton of that type, or else made once from the host's services.</typeparam>
    /// <param name="builder">What <see cref="AddCallTracking"/> returned.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder AddSubscriber<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this ICallTrackingBuilder builder)
        where T : class, ILiveCallSubscriber
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<T>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILiveCallSubscriber, T>(host => host.GetRequiredService<T>()));
        return builder;
    }
}
