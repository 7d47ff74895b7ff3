using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Identity;

/// <summary>Where people say who they are.</summary>
public sealed partial class SignIn
{
    [Inject] private IServiceProvider Services { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "signin")] private Input Form { get; set; } = null!;

    private string? Error { get; set; }

    protected override void OnInitialized() => Form ??= new Input();

    private async Task SubmitAsync()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<IdentityTexts>>();
        if (string.IsNullOrWhiteSpace(Form.User) || string.IsNullOrEmpty(Form.Password))
        {
            Error = texts["Refused"];
            return;
        }

        try
        {
            var outcome = await Services.GetRequiredService<AccountSignIn>()
                .ByPasswordAsync(Form.User.Trim(), Form.Password, Form.Remember, Http.RequestAborted);
            if (outcome == SignInOutcome.SignedIn)
            {
                Navigation.NavigateTo(LocalUrl.Of(ReturnUrl));
                return;
            }

            Error = texts[outcome == SignInOutcome.NoEmployee ? "NoEmployee" : "Refused"];
        }
        catch (LedgerStoreException)
        {
            Error = texts["StoreAway"];
        }
    }

    internal sealed class Input
    {
        public string? User { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }
    }
}
