using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Identity;

namespace CallTracking.Samples.Web.Identity;

/// <summary>What an administrator sees of an employee's account.</summary>
/// <param name="Account">The account; null for none.</param>
/// <param name="Employee">Whose it is.</param>
/// <param name="IsLockedOut">Whether too many wrong passwords keep him out now.</param>
internal sealed record AccountView(Account? Account, Employee Employee, bool IsLockedOut);

/// <summary>Accounts of employees in the hands of those who manage staff. Whoever sets how somebody signs in could sign in as him: so he has to
/// have all that this somebody may do. Everything is audited.</summary>
/// <remarks>Throws <see cref="AccessDeniedException"/>, <see cref="StaffRuleException"/> and <see cref="Storage.LedgerStoreException"/>.</remarks>
internal sealed class AccountAdministration(
    AccountBook accounts, OneTimeLinks links, SignInSessions sessions, StaffBook staff, CallerDirectory callers, AuditTrail audit, TimeProvider time)
{
    /// <summary>The account of an employee; null when the employee is not the caller's to manage.</summary>
    public async Task<AccountView?> FindAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        if (!caller.Access.Allows(Permission.StaffManage) || await staff.GetAsync(caller, employee, cancellationToken) is not { } found || !Reaches(caller, found))
        {
            return null;
        }

        var account = await accounts.FindOfAsync(employee, cancellationToken);
        return new AccountView(account, found, account?.LockoutEnd > time.GetUtcNow());
    }

    /// <summary>Makes an account and the token of its invitation.</summary>
    /// <returns>The token; or what is wrong with the name.</returns>
    public async Task<(string? Token, IdentityResult Result)> InviteAsync(Caller caller, Guid employee, string userName, CancellationToken cancellationToken)
    {
        var found = await DemandAsync(caller, employee, cancellationToken);
        if (found.ExternalUserId != userName)
        {
            // The book of staff refuses one that another employee has.
            await staff.UpdateAsync(caller, employee, EmployeeDraft.Of(found) with { ExternalUserId = userName }, found.Revision, cancellationToken);
        }

        var (account, result) = await accounts.CreateAsync(employee, userName, password: null);
        if (account is null)
        {
            return (null, result);
        }

        await RecordAsync(caller, "account.invite", employee, cancellationToken);
        return (await links.IssueAsync(LinkPurpose.Invitation, account.Id, cancellationToken), result);
    }

    /// <summary>Makes a link by which somebody sets another password, or his first one. The old one works until then.</summary>
    public async Task<string> ResetAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        await DemandAsync(caller, employee, cancellationToken);
        var account = await AccountAsync(employee, cancellationToken);
        await RecordAsync(caller, "account.reset", employee, cancellationToken);
        return await links.IssueAsync(account.PasswordHash is null ? LinkPurpose.Invitation : LinkPurpose.Reset, account.Id, cancellationToken);
    }

    /// <summary>Takes an account away, which ends its sign-ins at once, or gives it back.</summary>
    public async Task SetDisabledAsync(Caller caller, Guid employee, bool isDisabled, CancellationToken cancellationToken)
    {
        await DemandAsync(caller, employee, cancellationToken);
        var account = await AccountAsync(employee, cancellationToken);
        await RecordAsync(caller, isDisabled ? "account.disable" : "account.enable", employee, cancellationToken);
        await accounts.SetDisabledAsync(account.Id, isDisabled, cancellationToken);
    }

    public async Task UnlockAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        await DemandAsync(caller, employee, cancellationToken);
        var account = await AccountAsync(employee, cancellationToken);
        await RecordAsync(caller, "account.unlock", employee, cancellationToken);
        await accounts.UnlockAsync(account.Id);
    }

    /// <summary>Signs somebody out everywhere.</summary>
    public async Task SignOutAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        await DemandAsync(caller, employee, cancellationToken);
        var account = await AccountAsync(employee, cancellationToken);
        await RecordAsync(caller, "account.signOut", employee, cancellationToken);
        await sessions.EndAllAsync(account.Id, cancellationToken);
    }

    private static bool Reaches(Caller caller, Employee employee) =>
        caller.Access.ScopeOf(Permission.StaffManage) == AccessScope.All
        || (caller.Access.ScopeOf(Permission.StaffManage) == AccessScope.Team && employee.DepartmentId is { } department
            && caller.Access.Departments.Contains(department));

    private async Task<Employee> DemandAsync(Caller caller, Guid employee, CancellationToken cancellationToken)
    {
        caller.Demand(Permission.StaffManage);
        if (await staff.GetAsync(caller, employee, cancellationToken) is not { } found || !Reaches(caller, found))
        {
            throw new AccessDeniedException(Permission.StaffManage);
        }

        // Somebody who left has no rights to compare with, and gets none by signing in.
        if (await callers.FindAsync(caller.Tenant, employee, cancellationToken) is { } other)
        {
            DemandCovers(caller, other.Access);
        }

        return found;
    }

    private static void DemandCovers(Caller caller, AccessGrants given)
    {
        foreach (var (permission, scope) in given.Scopes)
        {
            var own = caller.Access.ScopeOf(permission);
            if (scope > own || (scope == AccessScope.Team && own == AccessScope.Team && given.Departments.Except(caller.Access.Departments).Any()))
            {
                throw new AccessDeniedException(permission);
            }
        }

        var shown = caller.Access.Masks & ~given.Masks;
        if (given.Scopes.Count > 0 && shown != FieldMask.None)
        {
            throw new AccessDeniedException(shown, "shown to others by you");
        }
    }

    private async Task<Account> AccountAsync(Guid employee, CancellationToken cancellationToken) =>
        await accounts.FindOfAsync(employee, cancellationToken)
        ?? throw new StaffRuleException(StaffRule.NotFound, "This employee has no account: invite him first.");

    private Task RecordAsync(Caller caller, string action, Guid employee, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, action, "employee", employee.ToString("D"), null, cancellationToken);
}
