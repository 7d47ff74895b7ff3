using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Identity;

/// <summary>Where the link of the first run leads, which makes the administrator, and those of the demo, which sign in at once.</summary>
public sealed partial class Welcome
{
    [Inject] private IServiceProvider Services { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] private string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "welcome")] private NewAccountInput Form { get; set; } = null!;

    private OneTimeLink? Link { get; set; }

    private string? Error { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Form ??= new NewAccountInput();
        var links = Services.GetRequiredService<OneTimeLinks>();
        Link = await links.FindAsync(Token, Http.RequestAborted);
        switch (Link)
        {
            case { Purpose: LinkPurpose.FirstRun }:
                return;

            case { Purpose: LinkPurpose.Demo, AccountId: { } account } when HttpMethods.IsGet(Http.Request.Method)
                && await links.UseAsync(Link, Http.RequestAborted):
                var outcome = await Services.GetRequiredService<AccountSignIn>().ByProofAsync(account, Http.RequestAborted);
                if (outcome == SignInOutcome.SignedIn)
                {
                    Navigation.NavigateTo("/");
                }

                Link = null;
                return;

            default:
                Link = null;
                return;
        }
    }

    private async Task SubmitAsync()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<IdentityTexts>>();
        if (Link is null || (Error = Form.Problem(texts, withName: true)) is not null)
        {
            return;
        }

        try
        {
            var (account, result) = await Services.GetRequiredService<FirstRun>()
                .CreateAsync(Link, Form.User!.Trim(), Form.Name!.Trim(), Form.Password!, Http.RequestAborted);
            if (account is not null)
            {
                await Services.GetRequiredService<AccountSignIn>().ByProofAsync(account.Id, Http.RequestAborted);
                Navigation.NavigateTo("/");
            }
            else if (result.Succeeded)
            {
                Link = null;
            }
            else
            {
                Error = NewAccountInput.Words(texts, result);
            }
        }
        catch (LedgerStoreException)
        {
            Error = texts["StoreAway"];
        }
    }
}
