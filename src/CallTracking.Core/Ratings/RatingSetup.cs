using CallTracking.Contacts;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking.Ratings;

/// <summary>Registers ratings.</summary>
internal static class RatingSetup
{
    public static void AddRatings(this IServiceCollection services)
    {
        services.AddOptions<RatingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RatingOptions>, RatingOptionsValidator>());
        services.TryAddSingleton(static host => new CallRatings(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IOptions<RatingOptions>>(),
            host.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICardSection, RatingSection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IContactTimelineSource, RatingTimeline>());
    }
}
