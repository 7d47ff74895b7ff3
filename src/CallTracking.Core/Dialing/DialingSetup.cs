using CallTracking.Dialing;
using CallTracking.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Sets up dialling, which every host with a store has.</summary>
public static class DialingSetup
{
    /// <summary>Says what may be dialled from the program, how often, and how numbers are written for the PBX.</summary>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="configure">Sets options; those of several calls are applied in order.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder ConfigureDialing(this ICallTrackingBuilder builder, Action<DialingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    internal static void AddDialing(this IServiceCollection services)
    {
        services.AddOptions<DialingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DialingOptions>, DialingOptionsValidator>());
        services.TryAddSingleton<PlacedCalls>();
        services.TryAddSingleton<DialBook>();
        services.TryAddSingleton<Dialer>();
        services.TryAddSingleton<IDialer>(host => host.GetRequiredService<Dialer>());
        services.AddCallProjection<DialProjection>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILiveCallSubscriber, Dialer>(host => host.GetRequiredService<Dialer>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Dialer>(host => host.GetRequiredService<Dialer>()));
    }
}
