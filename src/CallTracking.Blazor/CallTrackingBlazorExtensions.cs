using CallTracking.Blazor;
using CallTracking.Blazor.Callers;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Adds the parts for pages: screen pop, a contact's calls, live board.</summary>
public static class CallTrackingBlazorExtensions
{
    /// <summary>Registers what the components need, beside <c>AddCallTracking()</c> with a store. Register an
    /// <see cref="ICallTrackingCaller"/> before it to say in another way who is signed in.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddCallTrackingBlazor(this IServiceCollection services, Action<CallTrackingBlazorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<CallTrackingBlazorOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CallTrackingBlazorOptions>, CallTrackingBlazorOptionsValidator>());
        services.TryAddSingleton<ICallTrackingCaller, StaffCaller>();
        services.TryAddScoped<PartSession>();
        return services;
    }

    /// <summary>Lets pages that are not Blazor hold the parts as elements: <c>&lt;ct-pop&gt;</c>, <c>&lt;ct-history contact="…"&gt;</c> and
    /// <c>&lt;ct-board&gt;</c>. The page loads <c>_content/CallTracking.Blazor/ct-elements.js</c> beside Blazor's own script.</summary>
    /// <param name="rootComponents">Of the options of <c>AddServerSideBlazor</c> or <c>AddInteractiveServerComponents</c>.</param>
    /// <returns><paramref name="rootComponents"/>.</returns>
    public static IJSComponentConfiguration AddCallTrackingElements(this IJSComponentConfiguration rootComponents)
    {
        ArgumentNullException.ThrowIfNull(rootComponents);
        rootComponents.RegisterForJavaScript<CallPops>("ct-pop");
        rootComponents.RegisterForJavaScript<ContactHistory>("ct-history");
        rootComponents.RegisterForJavaScript<LiveBoard>("ct-board");
        return rootComponents;
    }
}
