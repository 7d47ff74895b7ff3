using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore;

/// <summary>The host's sign-in of the tests: <c>Authorization: Test name</c>, or the same in the query for web sockets.</summary>
internal sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Test";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var cookie = Request.Cookies["who"];
        var name = header.StartsWith("Test ", StringComparison.Ordinal) ? header[5..] : cookie;
        if (string.IsNullOrEmpty(name))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var parts = name.Split('@');
        var identity = new ClaimsIdentity([new Claim("sub", parts[0]), .. parts.Skip(1).Select(tenant => new Claim("tenant", tenant))], Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }
}
