using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Staff;

/// <summary>Writes changes of staff and roles: one after the other within a tenant, so that rules that look at all of it hold; and lets
/// everybody know.</summary>
internal sealed class StaffChanges(
    ICallTrackingDbContextFactory contexts, CallerDirectory callers, IStaffDirectory directory)
{
    public async Task<T> WriteAsync<T>(
        Caller caller, Func<CallTrackingDbContext, AccessPicture, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        var result = await StoreWork.WriteAsync(contexts, caller, async (context, token) =>
        {
            await CountAsync(context, caller.Tenant, token).ConfigureAwait(false);
            var before = await CallerDirectory.ReadAsync(context, caller.Tenant, null, token).ConfigureAwait(false);
            var written = await write(context, before, token).ConfigureAwait(false);
            await ThrowIfNobodyIsLeftAsync(context, caller.Tenant, before, token).ConfigureAwait(false);
            return written;
        }, cancellationToken).ConfigureAwait(false);
        callers.Forget(caller.Tenant);
        await directory.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private static async Task CountAsync(CallTrackingDbContext context, string tenant, CancellationToken cancellationToken)
    {
        var versions = context.Set<StaffVersion>();
        if (await versions.ExecuteUpdateAsync(row => row.SetProperty(one => one.Version, one => one.Version + 1), cancellationToken)
            .ConfigureAwait(false) == 0)
        {
            // Two first ones at once: the key lets one of them through, and the other one begins again.
            context.Add(new StaffVersion { Tenant = tenant, Version = 1 });
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Looked at when the change is there and not yet committed. A tenant that never had anybody is being set up.
    private static async Task ThrowIfNobodyIsLeftAsync(
        CallTrackingDbContext context, string tenant, AccessPicture before, CancellationToken cancellationToken)
    {
        if (!HasAdministrator(before))
        {
            return;
        }

        context.ChangeTracker.DetectChanges();
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        if (!HasAdministrator(await CallerDirectory.ReadAsync(context, tenant, null, cancellationToken).ConfigureAwait(false)))
        {
            throw new StaffRuleException(
                StaffRule.LastAdministrator,
                "Nobody would be left who may change roles and staff: make somebody else administrator first.");
        }
    }

    private static bool HasAdministrator(AccessPicture picture) => picture.Employees.Any(employee => employee.IsActive
        && picture.GrantsOf(employee) is var grants && grants.ScopeOf(Permission.RolesManage) == AccessScope.All
        && grants.ScopeOf(Permission.StaffManage) == AccessScope.All);
}
