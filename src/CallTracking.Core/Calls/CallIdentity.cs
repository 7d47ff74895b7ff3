using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Calls;

/// <summary>
/// Derives a call's id from what never changes about it, so that replay, re-import and recovery give the same one: UUIDv7 layout
/// (RFC 9562), 48 bits of the first leg's start in milliseconds, the rest from SHA-256 of tenant, link and root leg.
/// </summary>
internal static class CallIdentity
{
    public static Guid Derive(string tenant, string link, string root, DateTimeOffset startedAt)
    {
        // Lengths first, so that no two different triples run together to the same text.
        var text = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{tenant.Length}:{tenant}|{link.Length}:{link}|{root}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        Span<byte> id = stackalloc byte[16];
        var milliseconds = Math.Max(0, startedAt.ToUnixTimeMilliseconds());
        for (var i = 0; i < 6; i++)
        {
            id[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }

        hash[..10].CopyTo(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
