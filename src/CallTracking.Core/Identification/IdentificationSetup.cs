using System.Diagnostics.CodeAnalysis;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking
{
    /// <summary>Registers what identification asks of the host.</summary>
    public static class CallTrackingIdentificationExtensions
    {
        /// <summary>Changes how callers are identified.</summary>
        /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
        /// <param name="configure">Sets options.</param>
        /// <returns>The builder.</returns>
        public static ICallTrackingBuilder ConfigureIdentification(this ICallTrackingBuilder builder, Action<IdentificationOptions> configure)
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(configure);
            builder.Services.AddOptions<IdentificationOptions>().Configure(configure).ValidateOnStart();
            return builder;
        }

        /// <summary>Asks the host's own data who calls, when the contacts do not know for sure.</summary>
        /// <typeparam name="T">The look-up: the host's own singleton of that type, or else made once from the host's services.</typeparam>
        /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
        /// <param name="name">Its name in logs and counts, 1 to 64 characters; no two have the same.</param>
        /// <param name="configure">Sets order and time-out. Default: order 0, 500 milliseconds.</param>
        /// <returns>The builder.</returns>
        /// <exception cref="ArgumentException">The name is empty, too long or taken, or an option is out of range.</exception>
        public static ICallTrackingBuilder AddCallerLookup<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
            this ICallTrackingBuilder builder, string name, Action<CallerLookupOptions>? configure = null)
            where T : class, ICallerLookup
        {
            ArgumentNullException.ThrowIfNull(builder);
            if (CallTrackingOptionsValidator.NameProblem(name) is { } problem)
            {
                throw new ArgumentException($"The look-up's name {problem}: give 1 to 64 printable characters.", nameof(name));
            }

            var options = new CallerLookupOptions();
            configure?.Invoke(options);
            if (options.Timeout < TimeSpan.FromMilliseconds(1) || options.Timeout > TimeSpan.FromSeconds(30))
            {
                throw new ArgumentException(
                    $"The look-up {name} has a Timeout of {options.Timeout}: give 1 millisecond to 30 seconds.", nameof(configure));
            }

            if (builder.Services.Select(service => service.ImplementationInstance).OfType<CallerLookupRegistration>().Any(one => one.Name == name))
            {
                throw new ArgumentException($"There is a look-up named {name} already: give each a name of its own.", nameof(name));
            }

            builder.Services.TryAddSingleton<T>();
            builder.Services.AddSingleton(new CallerLookupRegistration(name, options, static host => host.GetRequiredService<T>()));
            return builder;
        }
    }
}

namespace CallTracking.Identification
{
    /// <summary>Registers identification with every store.</summary>
    internal static class IdentificationSetup
    {
        public static void AddIdentification(this IServiceCollection services)
        {
            services.AddOptions<CallTrackingOptions>();
            services.AddOptions<IdentificationOptions>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdentificationOptions>, IdentificationOptionsValidator>());
            services.AddLogging();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<IdentificationMetrics>();
            services.TryAddSingleton(host => new HostLookups(
                host, host.GetServices<CallerLookupRegistration>(), host.GetRequiredService<IdentificationMetrics>(),
                host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<HostLookups>>()));
            services.TryAddSingleton(host => new CallerIdentification(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IOptions<CallTrackingOptions>>(),
                host.GetRequiredService<IOptions<IdentificationOptions>>(), host.GetRequiredService<HostLookups>(),
                host.GetRequiredService<IdentificationMetrics>(), host.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton(host => new CallContacts(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<CallHistory>(),
                host.GetRequiredService<CallerIdentification>(), host.GetRequiredService<ContactBook>(),
                host.GetRequiredService<IOptions<IdentificationOptions>>(),
                host.GetRequiredService<TimeProvider>(), host.GetService<IOpenCalls>()));
            services.TryAddSingleton<IContactSearch, PortableContactSearch>();
            services.TryAddSingleton(host => new ContactFinder(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IContactSearch>(),
                host.GetRequiredService<ILogger<ContactFinder>>()));
            services.AddCallProjection<CallContactProjection>();
        }
    }
}
