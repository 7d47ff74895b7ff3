using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Identity;

/// <summary>Where somebody sets the password of the account that an administrator made for him, or another one.</summary>
public sealed partial class Invite
{
    [Inject] private IServiceProvider Services { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] private string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "invite")] private NewAccountInput Form { get; set; } = null!;

    private OneTimeLink? Link { get; set; }

    private Account? Account { get; set; }

    private string? Error { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= new NewAccountInput();
        Link = await Services.GetRequiredService<OneTimeLinks>().FindAsync(Token, Http.RequestAborted);
        if (Link is { Purpose: LinkPurpose.Invitation or LinkPurpose.Reset, AccountId: { } account })
        {
            Account = await Services.GetRequiredService<AccountBook>().FindAsync(account, Http.RequestAborted) is { IsDisabled: false } found ? found : null;
        }
    }

    private async Task SubmitAsync()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<IdentityTexts>>();
        if (Link is null || Account is null || (Error = Form.Problem(texts, withName: false)) is not null)
        {
            return;
        }

        var accounts = Services.GetRequiredService<AccountBook>();
        var links = Services.GetRequiredService<OneTimeLinks>();
        var checkedPassword = await accounts.CheckPasswordAsync(Account.UserName!, Form.Password!);
        if (!checkedPassword.Succeeded)
        {
            Error = NewAccountInput.Words(texts, checkedPassword);
            return;
        }

        if (!await links.UseAsync(Link, Http.RequestAborted))
        {
            Account = null;
            return;
        }

        try
        {
            var result = await accounts.SetPasswordAsync(Account.Id, Form.Password!, CancellationToken.None);
            if (!result.Succeeded)
            {
                await links.GiveBackAsync(Link, CancellationToken.None);
                Error = NewAccountInput.Words(texts, result);
                return;
            }

            var outcome = await Services.GetRequiredService<AccountSignIn>().ByProofAsync(Account.Id, Http.RequestAborted);
            Navigation.NavigateTo(outcome == SignInOutcome.SignedIn ? "/" : AccountSetup.SignInPath);
        }
        catch (LedgerStoreException)
        {
            // The password is set; he signs in when the store is back.
            Navigation.NavigateTo(AccountSetup.SignInPath);
        }
    }
}
