using CallTracking.Pbx.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Adds simulated PBXes.</summary>
public static class SimulatorBuilderExtensions
{
    /// <summary>Adds a link to a simulated PBX. Adding the same name again configures it further.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The link's name.</param>
    /// <param name="configure">Sets its options; null for the defaults: random office days in real time, for ever. Wrong options stop the
    /// host at its start with a line that names option and cure.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder AddSimulator(
        this ICallTrackingBuilder builder, string name, Action<SimulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = builder.Services.AddOptions<SimulatorOptions>(name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsValidator>());
        return builder.AddLink(name, services => new SimulatedPbx(
            services.GetRequiredService<IOptionsMonitor<SimulatorOptions>>().Get(name), services.GetService<TimeProvider>()));
    }
}
