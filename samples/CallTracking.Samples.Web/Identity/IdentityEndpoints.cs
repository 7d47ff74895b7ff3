using CallTracking.Samples.Web.Preferences;
using Microsoft.AspNetCore.Mvc;

namespace CallTracking.Samples.Web.Identity;

/// <summary>What is posted without a page of its own. Each takes a form, and so a token against forgery.</summary>
internal static class IdentityEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/signout", async (HttpContext http, AccountSignIn signIn, [FromForm] string? returnUrl) =>
        {
            await signIn.OutAsync(http.User, http.RequestAborted);
            return Results.LocalRedirect(returnUrl is null ? AccountSetup.SignInPath : $"{AccountSetup.SignInPath}?returnUrl={Uri.EscapeDataString(LocalUrl.Of(returnUrl))}");
        }).AllowAnonymous();
        endpoints.MapPost("/language", async (HttpContext http, PreferenceStore preferences, [FromForm] string? language, [FromForm] string? returnUrl) =>
        {
            if (Languages.IsKnown(language))
            {
                Languages.Remember(http, language!);
                if (AccountClaims.AccountOf(http.User) is { } account)
                {
                    await preferences.ChangeAsync(account, chosen => chosen with { Language = language }, http.RequestAborted);
                }
            }

            return Results.LocalRedirect(returnUrl is { Length: > 1 } && returnUrl.StartsWith("/sign", StringComparison.Ordinal)
                ? $"{AccountSetup.SignInPath}{Query(returnUrl)}" : LocalUrl.Of(returnUrl));
        }).AllowAnonymous();
    }

    private static string Query(string url) => url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0
        ? $"?returnUrl={Uri.EscapeDataString(LocalUrl.Of(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url[at..])["returnUrl"]))}" : string.Empty;
}
