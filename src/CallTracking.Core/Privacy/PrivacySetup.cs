using CallTracking.Storage;
using CallTracking.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking.Privacy;

/// <summary>What letting personal data go needs.</summary>
internal static class PrivacySetup
{
    public static void AddPrivacy(this IServiceCollection services)
    {
        services.AddOptions<PrivacyOptions>();
        services.AddOptions<TracingOptions>();
        services.TryAddSingleton(static host => new PrivacyBook(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<ILedgerReader>(),
            host.GetRequiredService<IOptions<CallTrackingOptions>>(), host.GetRequiredService<IOptions<PrivacyOptions>>(),
            host.GetRequiredService<IOptions<TracingOptions>>(), host.GetRequiredService<TimeProvider>()));
    }
}
