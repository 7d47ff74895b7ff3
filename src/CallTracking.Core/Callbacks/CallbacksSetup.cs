using CallTracking.Dialing;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking.Callbacks
{
    /// <summary>Registers the callbacks with the store.</summary>
    internal static class CallbacksSetup
    {
        public static void AddCallbacks(this IServiceCollection services)
        {
            services.AddOptions<CallTrackingOptions>();
            services.AddOptions<CallbackOptions>().ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CallbackOptions>, CallbackOptionsValidator>());
            services.TryAddSingleton(TimeProvider.System);
            services.AddEmployeeFeed();
            services.AddCallProjection<ObligationProjection>();
            services.TryAddSingleton<ObligationClock>();
            services.TryAddSingleton(host => new ObligationBook(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IOptions<CallbackOptions>>(),
                host.GetRequiredService<IEmployeeFeed>(), host.GetRequiredService<TimeProvider>(), host.GetService<IDialer>));
        }
    }
}

namespace CallTracking
{
    /// <summary>Sets how callbacks work.</summary>
    public static class CallTrackingCallbacksExtensions
    {
        /// <summary>Sets how unserved calls become obligations: owners, due times, escalation. Several calls are applied in order.</summary>
        /// <param name="builder">The builder.</param>
        /// <param name="configure">Sets options.</param>
        /// <returns>The builder.</returns>
        public static ICallTrackingBuilder ConfigureCallbacks(this ICallTrackingBuilder builder, Action<Callbacks.CallbackOptions> configure)
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(configure);
            builder.Services.Configure(configure);
            return builder;
        }
    }
}
