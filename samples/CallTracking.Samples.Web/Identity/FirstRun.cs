using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Makes the first administrator: an employee with that role, and his account.</summary>
internal sealed class FirstRun(
    AccountBook accounts, OneTimeLinks links, StaffBook staff, RoleBook roles, CallerDirectory callers, IOptions<CallTrackingOptions> tracking,
    ILogger<FirstRun> logger)
{
    private Caller System => Caller.System(tracking.Value.Tenant);

    /// <summary>Whether somebody can sign in who may make accounts and give roles.</summary>
    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await accounts.ListAsync(cancellationToken))
        {
            var caller = account is { IsDisabled: false, PasswordHash: not null }
                ? await callers.FindAsync(tracking.Value.Tenant, account.EmployeeId, cancellationToken) : null;
            if (caller is not null && caller.Access.ScopeOf(Permission.StaffManage) == AccessScope.All && caller.Access.Allows(Permission.RolesManage))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A new link; those before it work no more.</summary>
    public Task<string> IssueAsync(CancellationToken cancellationToken) => links.IssueAsync(LinkPurpose.FirstRun, null, cancellationToken);

    /// <summary>Uses the link up and makes the administrator.</summary>
    /// <returns>The account; null when the link was used by somebody else meanwhile; or what is wrong with name or password.</returns>
    public async Task<(Account? Account, IdentityResult Result)> CreateAsync(
        OneTimeLink link, string userName, string displayName, string password, CancellationToken cancellationToken)
    {
        var result = await accounts.CheckPasswordAsync(userName, password);
        if (!result.Succeeded)
        {
            return (null, result);
        }

        if (!await links.UseAsync(link, cancellationToken))
        {
            return (null, IdentityResult.Success);
        }

        // From here on to the end, whether or not somebody closes his browser.
        Account? account = null;
        try
        {
            var employee = await EmployAsync(userName, displayName);
            (account, result) = await accounts.CreateAsync(employee, userName, password);
            if (account is null && await accounts.FindOfAsync(employee, CancellationToken.None) is { } before)
            {
                // He had one by which nobody could administer: without a password, or taken away.
                await accounts.SetDisabledAsync(before.Id, isDisabled: false, CancellationToken.None);
                result = await accounts.SetPasswordAsync(before.Id, password, CancellationToken.None);
                account = result.Succeeded ? before : null;
            }
        }
        finally
        {
            if (account is null)
            {
                await links.GiveBackAsync(link, CancellationToken.None);
            }
        }

        if (account is not null)
        {
            Log.FirstAdministrator(logger, account.Id);
        }

        return (account, result);
    }

    // Somebody of that user may be there already: entered by the command, or by a first run that was cut off.
    private async Task<Guid> EmployAsync(string userName, string displayName)
    {
        var all = await staff.ListAsync(System, withFormer: true, CancellationToken.None);
        var employee = all.FirstOrDefault(one => one.ExternalUserId == userName);
        if (employee is null)
        {
            employee = await staff.CreateAsync(System, new EmployeeDraft(displayName) { ExternalUserId = userName }, CancellationToken.None);
        }
        else if (!employee.IsActive)
        {
            employee = await staff.UpdateAsync(System, employee.Id, EmployeeDraft.Of(employee) with { IsActive = true }, null, CancellationToken.None);
        }

        if ((await roles.ListOfAsync(System, employee.Id, CancellationToken.None)).All(role => role.Id != BuiltInRoles.Administrator))
        {
            await roles.AssignAsync(System, employee.Id, BuiltInRoles.Administrator, CancellationToken.None);
        }

        return employee.Id;
    }
}
