using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Makes accounts and changes them. It asks nobody whether he may: <see cref="AccountAdministration"/> does.</summary>
/// <remarks>Thread-safe: each operation has a scope of its own, as circuits live longer than a context should.</remarks>
internal sealed class AccountBook(IServiceScopeFactory scopes, IDbContextFactory<AccountsContext> contexts, SignInSessions sessions, TimeProvider time)
{
    public async Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
    }

    public async Task<Account?> FindOfAsync(Guid employee, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(one => one.EmployeeId == employee, cancellationToken);
    }

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Makes an account for an employee.</summary>
    /// <param name="employee">The employee, who has none.</param>
    /// <param name="userName">What he types to sign in.</param>
    /// <param name="password">His password; null until he sets it by his invitation.</param>
    /// <returns>The account; the errors when there is one of that name, or the password is too weak.</returns>
    public async Task<(Account? Account, IdentityResult Result)> CreateAsync(Guid employee, string userName, string? password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var now = time.GetUtcNow();
        var account = new Account { Id = Guid.CreateVersion7(now), EmployeeId = employee, UserName = userName, CreatedAt = now };
        var result = password is null ? await users.CreateAsync(account) : await users.CreateAsync(account, password);
        return (result.Succeeded ? account : null, result);
    }

    /// <summary>Says whether a password would do, before anything else is done.</summary>
    public async Task<IdentityResult> CheckPasswordAsync(string userName, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = new Account { UserName = userName };
        var errors = new List<IdentityError>();
        foreach (var validator in users.PasswordValidators)
        {
            errors.AddRange((await validator.ValidateAsync(users, account, password)).Errors);
        }

        return errors.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. errors]);
    }

    /// <summary>Sets a password, lets an account in again that was locked out, and signs it out wherever it was signed in.</summary>
    public async Task<IdentityResult> SetPasswordAsync(Guid id, string password, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        if (await users.FindByIdAsync(id.ToString()) is not { } account)
        {
            return IdentityResult.Failed(new IdentityError { Code = "NoAccount", Description = "The account is gone." });
        }

        // With a token of its own, so that one that is too weak leaves the old one as it is.
        var result = await users.ResetPasswordAsync(account, await users.GeneratePasswordResetTokenAsync(account), password);
        if (result.Succeeded)
        {
            await users.SetLockoutEndDateAsync(account, null);
            await users.ResetAccessFailedCountAsync(account);
            await sessions.EndAllAsync(id, cancellationToken);
        }

        return result;
    }

    /// <summary>Takes an account away or gives it back.</summary>
    public async Task SetDisabledAsync(Guid id, bool isDisabled, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Users.Where(one => one.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.IsDisabled, isDisabled), cancellationToken);
        if (isDisabled)
        {
            await sessions.EndAllAsync(id, cancellationToken);
        }
    }

    /// <summary>Lets somebody try again who was locked out.</summary>
    public async Task UnlockAsync(Guid id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        if (await users.FindByIdAsync(id.ToString()) is { } account)
        {
            await users.SetLockoutEndDateAsync(account, null);
            await users.ResetAccessFailedCountAsync(account);
        }
    }

    public async Task<bool> HasPasswordAsync(Guid id, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await users.FindByIdAsync(id.ToString()) is { } account && await users.CheckPasswordAsync(account, password);
    }
}
