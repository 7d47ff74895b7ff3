namespace CallTracking.Pbx.Wire;

/// <summary>Bytes of a wire as people may see them.</summary>
internal static class WireBytes
{
    /// <summary>Bytes of a stranger for a message to people: at most 60 characters, nothing that a terminal would act on.</summary>
    public static string Printable(ReadOnlySpan<byte> bytes, int longest = 60)
    {
        return string.Create(Math.Min(bytes.Length, longest), bytes, static (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = source[i] is >= 0x20 and < 0x7F ? (char)source[i] : '?';
            }
        });
    }
}
