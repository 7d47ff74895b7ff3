using AcmeTel;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallTracking;

/// <summary>Adds links to AcmeTel.</summary>
public static class AcmeTelBuilderExtensions
{
    /// <summary>Adds a link to one AcmeTel.</summary>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The link's name: part of every call's identity.</param>
    /// <param name="configure">Sets host, user and secret.</param>
    public static ICallTrackingBuilder AddAcmeTel(this ICallTrackingBuilder builder, string name, Action<AcmeTelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new AcmeTelOptions();
        configure(options);
        return builder.AddLink(name, services => new AcmeTelAdapter(
            options, services.GetKeyedService<IFrameRecorder>(name), services.GetService<TimeProvider>(),
            services.GetService<ILogger<AcmeTelAdapter>>()));
    }
}
