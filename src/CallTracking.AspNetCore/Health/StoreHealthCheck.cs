using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Health;

/// <summary>Says whether the store answers.</summary>
internal sealed class StoreHealthCheck(ICallTrackingDbContextFactory contexts, IOptions<CallTrackingOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await StoreWork.ReadAsync(
                contexts, Caller.System(options.Value.Tenant), store => store.Gaps.AnyAsync(cancellationToken)).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (LedgerStoreException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}
