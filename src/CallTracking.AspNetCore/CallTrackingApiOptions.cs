using CallTracking.Access;

namespace CallTracking.AspNetCore;

/// <summary>How the HTTP API behaves. Checked when the host starts; an error names the option and its cure.</summary>
public sealed class CallTrackingApiOptions
{
    /// <summary>Claim types in which the host's sign-in says who somebody is, in order; the first one that is there counts. It is compared
    /// with the employee's external user id. Default: <c>sub</c>, then the name identifier.</summary>
    public IList<string> UserClaims { get; } = ["sub", System.Security.Claims.ClaimTypes.NameIdentifier];

    /// <summary>Claim type that says the tenant; null where the host has one tenant only, that of <see cref="CallTrackingOptions.Tenant"/>.
    /// Somebody without the claim is then unknown. Default null.</summary>
    public string? TenantClaim { get; set; }

    /// <summary>Authentication schemes that the endpoints ask; empty for the host's default scheme. Default: empty.</summary>
    public IList<string> AuthenticationSchemes { get; } = [];

    /// <summary>Whether requests that browsers send from other sites, and that carry a cookie as the only proof of who sends them, may change
    /// something or open the live channel. Default false: they are refused (cross-site request forgery).</summary>
    public bool AllowCrossSiteCookies { get; set; }

    /// <summary>Largest JSON body of a request in bytes, 1 KiB to 16 MiB. Default 256 KiB.</summary>
    public int MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Largest file of an import in bytes, 1 KiB to 1 GiB. Default 64 MiB.</summary>
    public long MaxImportBytes { get; set; } = 64L << 20;

    /// <summary>Messages that wait for one live client, 16 to 4,096; when there are more, the client is told to read everything again.
    /// Default 256.</summary>
    public int LiveBuffer { get; set; } = 256;
}
