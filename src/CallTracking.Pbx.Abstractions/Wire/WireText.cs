using System.Buffers.Binary;
using System.Text;

namespace CallTracking.Pbx.Wire;

/// <summary>
/// Turns values of a wire into strings: UTF-8, or a single-byte encoding where the bytes are no UTF-8. Short ASCII values that were seen
/// lately (channel names, ids, states) come from a cache of fixed size, so that a busy link does not allocate them again and again.
/// </summary>
/// <remarks>Not thread-safe. The cache keeps at most 2,048 strings of at most 96 characters.</remarks>
public sealed class WireText
{
    private const int Slots = 2048;
    private const int LongestCached = 96;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string?[] _slots = new string?[Slots];
    private readonly Encoding _fallback;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="fallback">How bytes are read that are no UTF-8; null means ISO 8859-1 (Latin-1).</param>
    public WireText(Encoding? fallback = null)
    {
        _fallback = fallback ?? Encoding.Latin1;
    }

    /// <summary>Decodes one value.</summary>
    /// <param name="bytes">The value as received.</param>
    /// <returns>The text; the same instance for a value seen lately.</returns>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        if (bytes.Length > LongestCached)
        {
            return DecodeUncached(bytes);
        }

        ref var slot = ref _slots[Hash(bytes) & (Slots - 1)];
        if (slot is { } seen && Ascii.Equals(bytes, seen))
        {
            return seen;
        }

        var text = DecodeUncached(bytes);
        if (text.Length == bytes.Length && Ascii.IsValid(text))
        {
            slot = text;
        }

        return text;
    }

    private string DecodeUncached(ReadOnlySpan<byte> bytes)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return _fallback.GetString(bytes);
        }

        return StrictUtf8.GetString(bytes);
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * 0x9E3779B97F4A7C15;
        if (bytes.Length >= 8)
        {
            var rest = bytes;
            while (rest.Length > 8)
            {
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
                rest = rest[8..];
            }

            // The last eight bytes, overlapping what was read: a tail without a loop over single bytes.
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]));
        }
        else
        {
            foreach (var b in bytes)
            {
                hash = (hash << 8) ^ (hash >> 56) ^ b;
            }

            hash = Mix(hash);
        }

        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0xFF51AFD7ED558CCD;
        return value ^ (value >> 29);
    }
}
