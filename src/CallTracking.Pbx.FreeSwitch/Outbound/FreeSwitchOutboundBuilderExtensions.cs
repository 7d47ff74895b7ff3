using System.Diagnostics.CodeAnalysis;
using CallTracking.Pbx.FreeSwitch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Adds listeners for calls that FreeSWITCH hands over.</summary>
public static class FreeSwitchOutboundBuilderExtensions
{
    /// <summary>Listens for calls that a FreeSWITCH hands over by its application <c>socket</c> (<c>socket 127.0.0.1:8084 async full</c> in the dial
    /// plan) and has them ruled by the host's code.</summary>
    /// <remarks>It is apart from the link to that FreeSWITCH: the ledger hears of these calls over the link alone. The options bear the
    /// listener's name and are validated when the host starts. Naming the same listener again replaces its handler.</remarks>
    /// <typeparam name="THandler">The host's code: the host's own singleton of that type, or else made once from the host's services.</typeparam>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The listener's name, for messages and options.</param>
    /// <param name="configure">Sets options. Default: none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ICallTrackingBuilder AddFreeSwitchOutbound<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this ICallTrackingBuilder builder, string name, Action<FreeSwitchOutboundOptions>? configure = null)
        where THandler : class, IOutboundCallHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var services = builder.Services;
        services.AddOptions<FreeSwitchOutboundOptions>(name).Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<FreeSwitchOutboundOptions>, FreeSwitchOutboundOptionsValidator>());
        services.TryAddSingleton<THandler>();
        foreach (var same in services.Where(service => service is { IsKeyedService: false, ImplementationInstance: OutboundRegistration known }
            && known.Name == name).ToList())
        {
            services.Remove(same);
        }

        services.AddSingleton(new OutboundRegistration(name, static provider => provider.GetRequiredService<THandler>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboundHost>());
        return builder;
    }
}
