using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore;

/// <summary>A host of two tenants, told apart by a claim: <c>administrator@default</c> and <c>stranger@other</c> may everything in theirs.</summary>
public sealed class TwoTenantHost : ApiHost
{
    public const string Own = "administrator@default";
    public const string Other = "stranger@other";

    /// <summary>Hires the other tenant's administrator, once.</summary>
    public async Task HireOtherAsync(CancellationToken cancellationToken)
    {
        var system = Caller.System("other");
        if ((await Services.GetRequiredService<StaffBook>().ListAsync(system, true, cancellationToken)).Count == 0)
        {
            var made = await Services.GetRequiredService<StaffBook>().CreateAsync(system, new EmployeeDraft("Stranger") { ExternalUserId = "stranger" }, cancellationToken);
            await Services.GetRequiredService<RoleBook>().AssignAsync(system, made.Id, BuiltInRoles.Administrator, cancellationToken);
        }
    }

    protected override void Tune(IServiceCollection services) => services.Configure<CallTrackingApiOptions>(options => options.TenantClaim = "tenant");
}
