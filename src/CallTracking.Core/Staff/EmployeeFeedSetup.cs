using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallTracking.Staff;

/// <summary>Registers what tells employees' screens.</summary>
internal static class EmployeeFeedSetup
{
    public static void AddEmployeeFeed(this IServiceCollection services)
    {
        services.TryAddSingleton<EmployeeFeed>();
        services.TryAddSingleton<IEmployeeFeed>(static host => host.GetRequiredService<EmployeeFeed>());
    }
}
