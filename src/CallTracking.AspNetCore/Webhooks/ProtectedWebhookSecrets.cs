using System.Security.Cryptography;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace CallTracking.AspNetCore.Webhooks;

/// <summary>Keeps the secrets by the host's Data Protection keys: several hosts need the same ones, as for their cookies.</summary>
internal sealed class ProtectedWebhookSecrets(IDataProtectionProvider protection) : IWebhookSecrets
{
    private readonly IDataProtector _protector = protection.CreateProtector("CallTracking.Webhooks.Secrets.v1");

    public string Protect(string secret) => _protector.Protect(secret);

    public string? Unprotect(string stored)
    {
        try
        {
            return _protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
