using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Tasks
{
    /// <summary>Registers tasks and messages with the store.</summary>
    internal static class TasksSetup
    {
        public static void AddTasks(this IServiceCollection services)
        {
            services.AddOptions<CallTrackingOptions>();
            services.AddOptions<TaskOptions>().ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TaskOptions>, TaskOptionsValidator>());
            services.TryAddSingleton(TimeProvider.System);
            services.AddEmployeeFeed();
            services.TryAddSingleton<TaskClock>();
            services.TryAddSingleton<DueWork>();
            services.TryAddSingleton<IDueWork>(static host => host.GetRequiredService<DueWork>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DueWork>(static host => host.GetRequiredService<DueWork>()));
            services.TryAddSingleton(host => new TaskBook(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IOptions<TaskOptions>>(),
                host.GetRequiredService<IEmployeeFeed>(), host.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton(host => new MessageBook(
                host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IEmployeeFeed>(),
                host.GetRequiredService<TimeProvider>()));
        }
    }
}

namespace CallTracking
{
    /// <summary>Sets how tasks work.</summary>
    public static class CallTrackingTasksExtensions
    {
        /// <summary>Sets how tasks are watched. Several calls are applied in order.</summary>
        /// <param name="builder">The builder.</param>
        /// <param name="configure">Sets options.</param>
        /// <returns>The builder.</returns>
        public static ICallTrackingBuilder ConfigureTasks(this ICallTrackingBuilder builder, Action<TaskOptions> configure)
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(configure);
            builder.Services.Configure(configure);
            return builder;
        }
    }
}
