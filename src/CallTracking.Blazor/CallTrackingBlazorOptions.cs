using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace CallTracking.Blazor;

/// <summary>How the parts find out who sits before the page. Checked when the host starts.</summary>
public sealed class CallTrackingBlazorOptions
{
    /// <summary>Claim types in which the host's sign-in says who somebody is, in order; the first one that is there counts. It is compared
    /// with the employee's external user id. Default: <c>sub</c>, then the name identifier.</summary>
    public IList<string> UserClaims { get; } = ["sub", ClaimTypes.NameIdentifier];

    /// <summary>Claim type that says the tenant; null where the host has one tenant only, that of <see cref="CallTrackingOptions.Tenant"/>.
    /// Somebody without the claim then sees nothing. Default null.</summary>
    public string? TenantClaim { get; set; }
}

/// <summary>Checks the options when the host starts.</summary>
internal sealed class CallTrackingBlazorOptionsValidator : IValidateOptions<CallTrackingBlazorOptions>
{
    public ValidateOptionsResult Validate(string? name, CallTrackingBlazorOptions options) =>
        options.UserClaims.Count == 0 || options.UserClaims.Any(string.IsNullOrWhiteSpace)
            ? ValidateOptionsResult.Fail(
                $"{nameof(CallTrackingBlazorOptions)}.{nameof(options.UserClaims)} names no claim: give the claim type that says who is signed in, such as sub.")
            : options.TenantClaim is { } tenant && string.IsNullOrWhiteSpace(tenant)
                ? ValidateOptionsResult.Fail(
                    $"{nameof(CallTrackingBlazorOptions)}.{nameof(options.TenantClaim)} is blank: give a claim type, or null for a single tenant.")
                : ValidateOptionsResult.Success;
}
