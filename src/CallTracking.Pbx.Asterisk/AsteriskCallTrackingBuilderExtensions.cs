using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Adds links to Asterisk.</summary>
public static class AsteriskCallTrackingBuilderExtensions
{
    /// <summary>Adds a link to one Asterisk through its manager interface.</summary>
    /// <remarks>The options are named like the link and validated when the host starts. An <see cref="IFrameRecorder"/> registered under
    /// the link's name as key records the link's raw frames.</remarks>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The link's name: part of every call's identity.</param>
    /// <param name="configure">Sets host, user and secret.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no valid link name.</exception>
    public static ICallTrackingBuilder AddAsterisk(this ICallTrackingBuilder builder, string name, Action<AsteriskOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<AsteriskOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AsteriskOptions>, AsteriskOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPbxDecoderFactory, AmiDecoderFactory>());
        return builder.AddLink(name, services => new AsteriskAdapter(
            services.GetRequiredService<IOptionsMonitor<AsteriskOptions>>().Get(name),
            services.GetKeyedService<IFrameRecorder>(name),
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<AsteriskAdapter>>()));
    }

    /// <summary>Adds a link that has nothing of an Asterisk but its call detail records: calls appear when their records do, minutes after
    /// they ended. Where the manager interface can be reached, <see cref="AddAsterisk"/> with <see cref="AsteriskOptions.Cdr"/> is
    /// better.</summary>
    /// <remarks>The options are named like the link and validated when the host starts.</remarks>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="name">The link's name: part of every call's identity.</param>
    /// <param name="configure">Sets at least one place where the records are.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no valid link name.</exception>
    public static ICallTrackingBuilder AddAsteriskCdr(
        this ICallTrackingBuilder builder, string name, Action<AsteriskCdrOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<AsteriskCdrOptions>(name).Configure(configure)
            .Validate(static options => options.HasPlace, "No place to read records from: set File, Folder or ImportFiles.")
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AsteriskCdrOptions>, AsteriskCdrOptionsValidator>());
        return builder.AddLink(name, services => new AsteriskCdrAdapter(
            services.GetRequiredService<IOptionsMonitor<AsteriskCdrOptions>>().Get(name),
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<AsteriskCdrAdapter>>()));
    }
}
