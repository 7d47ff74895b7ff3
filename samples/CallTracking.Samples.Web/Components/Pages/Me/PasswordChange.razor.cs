using CallTracking.Samples.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace CallTracking.Samples.Web.Components.Pages.Me;

/// <summary>Changes the user's own password. A wrong old one counts as at the sign-in, so that an open screen is no place to guess.</summary>
public sealed partial class PasswordChange
{
    private string? _problem;
    private string _old = string.Empty;
    private string _new = string.Empty;
    private string _again = string.Empty;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private IServiceScopeFactory Scopes { get; set; } = null!;

    [Inject]
    private AccountBook Accounts { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task ChangeAsync()
    {
        _problem = null;
        if (_new != _again)
        {
            _problem = T["Password.Differ"];
            return;
        }

        var isChanged = false;
        await ActAsync(async (_, token) =>
        {
            var user = (await Authentication.GetAuthenticationStateAsync()).User;
            if (AccountClaims.AccountOf(user) is not { } id || !await IsRightAsync(id))
            {
                _problem = T["Password.Wrong"];
                return;
            }

            var result = await Accounts.SetPasswordAsync(id, _new, token);
            isChanged = result.Succeeded;
            _problem = isChanged ? null : T["Password.Weak"].Value;
        });
        (_old, _new, _again) = (string.Empty, string.Empty, string.Empty);
        if (isChanged)
        {
            // It ended every sign-in, this one too.
            Navigation.NavigateTo("/signin?returnUrl=%2Fme", forceLoad: true);
        }
    }

    private async Task<bool> IsRightAsync(Guid id)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        if (await users.FindByIdAsync(id.ToString()) is not { } account || await users.IsLockedOutAsync(account))
        {
            return false;
        }

        if (await users.CheckPasswordAsync(account, _old))
        {
            return true;
        }

        await users.AccessFailedAsync(account);
        return false;
    }
}
