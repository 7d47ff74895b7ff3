using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Pwa;
using CallTracking.Samples.Web.Search;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Samples.Web.Theming;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>What stands around the pages, and what all of them share.</summary>
internal static class ShellSetup
{
    public static void AddShell(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<UserClock>();
        services.AddScoped<EmployeeNames>();
        services.AddScoped<Shortcuts>();
        services.AddScoped<Undo>();
        services.AddScoped<SearchEverywhere>();
        services.AddTransient<MudLocalizer, KitLocalizer>();
    }

    public static void MapShell(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapThemes();
        endpoints.MapPwa();
    }
}
