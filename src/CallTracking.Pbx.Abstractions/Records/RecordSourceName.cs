using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Pbx.Records;

/// <summary>Names of record sources: the way of reading and the place.</summary>
internal static class RecordSourceName
{
    private const int Longest = 400;

    public static string Of(string way, string path)
    {
        var name = $"cdr-{way}:{path}";
        return name.Length <= Longest ? name : $"cdr-{way}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))}";
    }
}
