using System.Diagnostics.CodeAnalysis;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Contacts
{
    /// <summary>Registers the customer base, with any store.</summary>
    internal static class ContactSetup
    {
        public static void AddContacts(this IServiceCollection services)
        {
            services.AddOptions<ContactOptions>().ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ContactOptions>, ContactOptionsValidator>());
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(host => new ContactBook(
                host.GetRequiredService<ICallTrackingDbContextFactory>(),
                host.GetRequiredService<TimeProvider>(),
                new NumberPlan(host.GetRequiredService<IOptions<CallTrackingOptions>>().Value.Site),
                host.GetRequiredService<IOptions<ContactOptions>>(),
                host.GetService<IPhotoEncoder>()));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactTimelineSource, CallTimeline>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactTimelineSource, NoteTimeline>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactTimelineSource, StatusTimeline>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactTimelineSource, MergeTimeline>());
            services.TryAddSingleton(host => new ContactTimeline(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetServices<IContactTimelineSource>()));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactReferences, CustomaryReferences>());
            services.TryAddSingleton(host => new ContactImports(
                host.GetRequiredService<ICallTrackingDbContextFactory>(),
                host.GetRequiredService<TimeProvider>(),
                new NumberPlan(host.GetRequiredService<IOptions<CallTrackingOptions>>().Value.Site),
                host.GetServices<IContactReferences>()));
            services.TryAddSingleton(host => new ContactExport(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<ContactBook>(), host.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton(host => new ContactDuplicates(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton(host => new ContactBalances(
                host.GetService<IContactBalanceProvider>(),
                host.GetRequiredService<TimeProvider>(),
                host.GetRequiredService<IOptions<ContactOptions>>(),
                host.GetRequiredService<ILogger<ContactBalances>>()));
        }
    }
}

namespace CallTracking
{
    /// <summary>Settings and seams of the customer base.</summary>
    public static class CallTrackingContactsExtensions
    {
        /// <summary>Changes settings of the customer base. The settings of all calls are applied in order.</summary>
        /// <param name="builder">The builder.</param>
        /// <param name="configure">Sets options.</param>
        /// <returns>The builder.</returns>
        public static ICallTrackingBuilder ConfigureContacts(this ICallTrackingBuilder builder, Action<ContactOptions> configure)
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(configure);
            builder.Services.Configure(configure);
            return builder;
        }

        /// <summary>Lets the host's books say what contacts owe. A host has one; registering the type again changes nothing.</summary>
        /// <typeparam name="T">The books: the host's own singleton of that type, or else made once from the host's services.</typeparam>
        /// <param name="builder">The builder.</param>
        /// <returns>The builder.</returns>
        public static ICallTrackingBuilder AddContactBalances<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
            this ICallTrackingBuilder builder)
            where T : class, IContactBalanceProvider
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.TryAddSingleton<T>();
            builder.Services.TryAddSingleton<IContactBalanceProvider>(host => host.GetRequiredService<T>());
            return builder;
        }
    }
}
