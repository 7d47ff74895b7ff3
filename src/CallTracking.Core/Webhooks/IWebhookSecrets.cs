namespace CallTracking.Webhooks;

/// <summary>Keeps the secrets that sign webhooks unreadable in the store. The ASP.NET Core package brings one over Data Protection; a host
/// without it registers its own, or has no webhooks.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IWebhookSecrets
{
    /// <summary>Makes a secret fit to be stored.</summary>
    /// <param name="secret">The secret.</param>
    string Protect(string secret);

    /// <summary>Reads what <see cref="Protect"/> made.</summary>
    /// <param name="stored">What was stored.</param>
    /// <returns>Null when the key that protects it is lost: the subscription then needs a new secret.</returns>
    string? Unprotect(string stored);
}
