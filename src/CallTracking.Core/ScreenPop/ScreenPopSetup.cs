using CallTracking.Identification;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>Registers pops and cards.</summary>
internal static class ScreenPopSetup
{
    public static void AddScreenPops(this IServiceCollection services)
    {
        services.AddOptions<ScreenPopOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ScreenPopOptions>, ScreenPopOptionsValidator>());
        services.TryAddSingleton<CardContacts>();
        services.TryAddSingleton<ICallerNames>(static host => host.GetRequiredService<CardContacts>());
        services.TryAddSingleton<PopCallers>();
        services.TryAddSingleton(static host =>
        {
            var board = ActivatorUtilities.CreateInstance<PopBoard>(host);
            ContactChanges.Of(host.GetRequiredService<ICallTrackingDbContextFactory>()).Subscribe(board.Reconsider);
            return board;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallView, PopBoard>(static host => host.GetRequiredService<PopBoard>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICardSection, ContactSection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICardSection, LastCallsSection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICardSection, TaskSection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICardSection, ObligationSection>());
        services.TryAddSingleton<CardReader>();
        services.TryAddSingleton(static host =>
            new ScreenPops(host.GetRequiredService<PopBoard>(), host.GetRequiredService<CardReader>()));
    }
}
