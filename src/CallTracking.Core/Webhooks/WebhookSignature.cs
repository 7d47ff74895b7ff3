using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Webhooks;

/// <summary>Signs as Standard Webhooks says: HMAC-SHA256 over id, time and body.</summary>
internal static class WebhookSignature
{
    public const string Prefix = "whsec_";

    private const int SecretBytes = 32;
    private const int FewestBytes = 24;
    private const int MostBytes = 64;

    /// <summary>A new secret.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    public static bool IsSecret(string? text) => TryRead(text, out _);

    /// <summary>The header's value: a signature for each secret that counts, so that a receiver may change over in its own time.</summary>
    public static string Sign(IEnumerable<string> secrets, string id, DateTimeOffset at, string payload)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{payload}"));
        return string.Join(' ', secrets.Select(secret => TryRead(secret, out var key)
            ? "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))
            : throw new ArgumentException("A webhook's secret is none.", nameof(secrets))));
    }

    private static bool TryRead(string? text, out byte[] key)
    {
        key = new byte[MostBytes];
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) || length is < FewestBytes or > MostBytes)
        {
            return false;
        }

        key = key[..length];
        return true;
    }
}
