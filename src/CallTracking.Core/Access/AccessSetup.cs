using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Access;

/// <summary>What staff, roles and the audit trail need.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<CallTrackingOptions>();
        services.AddOptions<AuditOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CallerDirectory>();
        services.TryAddSingleton<StaffChanges>();
        services.TryAddSingleton(static host => new StaffBook(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<CallerDirectory>(),
            host.GetRequiredService<StaffChanges>(), host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static host => new RoleBook(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<CallerDirectory>(),
            host.GetRequiredService<StaffChanges>(), host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IAuditCheckpointStore>(static host => new AuditCheckpointFile(
            AuditCheckpoints.CheckpointFile(host.GetRequiredService<IOptions<AuditOptions>>().Value), host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AuditCheckpoints>();
        services.TryAddSingleton(static host => new AuditTrail(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<AuditCheckpoints>(),
            host.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditCheckpointing>());
    }
}
