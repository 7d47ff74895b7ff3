using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>Registers the webhooks.</summary>
internal static class WebhookSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebhookSignal>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton(static host => new WebhookBook(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<IOptions<WebhookOptions>>(),
            host.GetRequiredService<WebhookSignal>(), host.GetRequiredService<TimeProvider>(), host.GetService<IWebhookSecrets>()));
        services.TryAddSingleton(static host => new WebhookDispatcher(
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.GetRequiredService<WebhookSender>(),
            host.GetRequiredService<WebhookSignal>(), host.GetRequiredService<IOptions<WebhookOptions>>(),
            host.GetRequiredService<IOptions<CallTrackingOptions>>(), host.GetRequiredService<TimeProvider>(),
            host.GetRequiredService<ILogger<WebhookDispatcher>>(), host.GetService<IWebhookSecrets>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WebhookDispatcher>(static host => host.GetRequiredService<WebhookDispatcher>()));
        services.AddCallProjection<WebhookCalls>();
    }
}
