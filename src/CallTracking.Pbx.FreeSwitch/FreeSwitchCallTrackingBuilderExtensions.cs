using CallTracking.Pbx;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Adds links to FreeSWITCH.</summary>
public static class FreeSwitchCallTrackingBuilderExtensions
{
    /// <summary>Adds a link to one FreeSWITCH through its event socket.</summary>
    /// <remarks>The options are named like the link and validated when the host starts. An <see cref="IFrameRecorder"/> registered under
    /// the link's name as key records the link's raw frames.</remarks>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The link's name: part of every call's identity.</param>
    /// <param name="configure">Sets host and password.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no valid link name.</exception>
    public static ICallTrackingBuilder AddFreeSwitch(this ICallTrackingBuilder builder, string name, Action<FreeSwitchOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<FreeSwitchOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FreeSwitchOptions>, FreeSwitchOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPbxDecoderFactory, EslDecoderFactory>());
        return builder.AddLink(name, services => new FreeSwitchAdapter(
            services.GetRequiredService<IOptionsMonitor<FreeSwitchOptions>>().Get(name),
            services.GetKeyedService<IFrameRecorder>(name),
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<FreeSwitchAdapter>>()));
    }

    /// <summary>Adds a link that has nothing of a FreeSWITCH but its call detail records: calls appear when their records do, when they have
    /// ended. Where the event socket can be reached, <see cref="AddFreeSwitch"/>
    /// with <see cref="FreeSwitchOptions.Cdr"/> is better.</summary>
    /// <remarks>The options are named like the link and validated when the host starts.</remarks>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The link's name: part of every call's identity.</param>
    /// <param name="configure">Sets at least one place where the records are.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no valid link name.</exception>
    public static ICallTrackingBuilder AddFreeSwitchCdr(
        this ICallTrackingBuilder builder, string name, Action<FreeSwitchCdrOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<FreeSwitchCdrOptions>(name).Configure(configure)
            .Validate(static options => options.HasPlace, "No place to read records from: set File, Folder or ImportFiles.")
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<FreeSwitchCdrOptions>, FreeSwitchCdrOptionsValidator>());
        return builder.AddLink(name, services => new FreeSwitchCdrAdapter(
            services.GetRequiredService<IOptionsMonitor<FreeSwitchCdrOptions>>().Get(name),
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<FreeSwitchCdrAdapter>>()));
    }
}
