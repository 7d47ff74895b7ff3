using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Access;

/// <summary>How rows of the trail are digested: every member with its length in front, so that no two rows have the same bytes.</summary>
internal static class AuditChain
{
    public const int DigestBytes = SHA256.HashSizeInBytes;

    private const int SaltBytes = 16;

    /// <summary>What the first row of a tenant follows.</summary>
    public static byte[] Beginning => new byte[DigestBytes];

    public static int DayOf(DateTimeOffset at) =>
        (at.UtcDateTime.Year * 10_000) + (at.UtcDateTime.Month * 100) + at.UtcDateTime.Day;

    /// <summary>Instants as every store gives them back.</summary>
    public static DateTimeOffset Truncated(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Fills in what chains a row to the one before it.</summary>
    public static void Seal(AuditEntry entry, int day, long number, byte[] previous)
    {
        entry.Day = day;
        entry.Number = number;
        entry.Salt = RandomNumberGenerator.GetBytes(SaltBytes);
        entry.PayloadDigest = DigestOfPayload(entry.Salt, entry.Payload);
        entry.Previous = previous;
        entry.Digest = DigestOf(entry);
    }

    /// <summary>The digest that a row's members have. The payload counts by its digest.</summary>
    public static byte[] DigestOf(AuditEntry entry) => DigestOf(entry, entry.Day, entry.Number);

    /// <summary>The digest that a row would have in another place.</summary>
    public static byte[] DigestOf(AuditEntry entry, int day, long number)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(hash, "ct-audit-1");
        Text(hash, entry.Tenant);
        Text(hash, day.ToString(CultureInfo.InvariantCulture));
        Text(hash, number.ToString(CultureInfo.InvariantCulture));
        Text(hash, entry.Id.ToString("D"));
        Text(hash, (entry.At.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture));
        Text(hash, entry.Employee?.ToString("D") ?? "");
        Text(hash, entry.Action);
        Text(hash, entry.Entity);
        Text(hash, entry.EntityId);
        Bytes(hash, entry.PayloadDigest);
        Bytes(hash, entry.Previous);
        return hash.GetHashAndReset();
    }

    /// <summary>The digest of a payload. No payload and an empty one differ.</summary>
    public static byte[] DigestOfPayload(byte[] salt, string? payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Bytes(hash, salt);
        if (payload is not null)
        {
            Text(hash, payload);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The digest of a payload that took an erased one's place.</summary>
    public static string DigestOfReplacement(string payload) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));

    private static void Text(IncrementalHash hash, string text) => Bytes(hash, Encoding.UTF8.GetBytes(text));

    private static void Bytes(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
