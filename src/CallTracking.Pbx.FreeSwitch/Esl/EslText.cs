using System.Buffers.Text;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>How the event socket spells values: percent signs in plain events, escapes in JSON, lists, unknowns.</summary>
internal static class EslText
{
    private const long LastMicrosecond = 253_402_300_799_999_999;

    private static ReadOnlySpan<byte> ListMark => "ARRAY::"u8;

    private static ReadOnlySpan<byte> ListSeparator => "|:"u8;

    /// <summary>What FreeSWITCH answers for a variable that is not set.</summary>
    public static bool IsUnknown(ReadOnlySpan<byte> value) => value.IsEmpty || value.SequenceEqual("_undef_"u8);

    /// <summary>Undoes percent encoding. A percent sign before anything but two hexadecimal digits stays.</summary>
    /// <param name="value">The value as sent.</param>
    /// <param name="room">At least as long as the value.</param>
    /// <returns>The value itself where nothing is encoded, else a part of the room.</returns>
    public static ReadOnlySpan<byte> Unpercent(ReadOnlySpan<byte> value, Span<byte> room)
    {
        var at = value.IndexOf((byte)'%');
        if (at < 0)
        {
            return value;
        }

        value[..at].CopyTo(room);
        var length = at;
        while (at < value.Length)
        {
            if (value[at] == (byte)'%' && at + 2 < value.Length && Hex(value[at + 1]) is >= 0 and var high
                && Hex(value[at + 2]) is >= 0 and var low)
            {
                room[length++] = (byte)((high << 4) | low);
                at += 3;
            }
            else
            {
                room[length++] = value[at++];
            }
        }

        return room[..length];
    }

    /// <summary>Undoes the escapes of a JSON string. What is no escape stays; half a surrogate pair becomes U+FFFD.</summary>
    /// <param name="value">What stands between the quotes.</param>
    /// <param name="room">At least as long as the value.</param>
    /// <returns>The value itself where nothing is escaped, else a part of the room.</returns>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value, Span<byte> room)
    {
        var at = value.IndexOf((byte)'\\');
        if (at < 0)
        {
            return value;
        }

        value[..at].CopyTo(room);
        var length = at;
        while (at < value.Length)
        {
            if (value[at] != (byte)'\\' || at + 1 == value.Length)
            {
                room[length++] = value[at++];
                continue;
            }

            if (value[at + 1] == (byte)'u' && TryUnit(value[at..], out var unit))
            {
                at += 6;
                var rune = Rune.ReplacementChar;
                if (char.IsHighSurrogate(unit) && TryUnit(value[at..], out var second) && Rune.TryCreate(unit, second, out var pair))
                {
                    at += 6;
                    rune = pair;
                }
                else if (Rune.TryCreate(unit, out var single))
                {
                    rune = single;
                }

                length += rune.EncodeToUtf8(room[length..]);
                continue;
            }

            var meant = Escaped(value[at + 1]);
            room[length++] = meant ?? (byte)'\\';
            at += meant is null ? 1 : 2;
        }

        return room[..length];
    }

    /// <summary>The first element of a list as plain events write it (<c>ARRAY::a|:b</c>); any other value is its own first
    /// element.</summary>
    /// <param name="value">The decoded value; on return, the elements behind the first.</param>
    /// <param name="isFirst">Whether the value is whole, with its mark.</param>
    /// <param name="element">The element.</param>
    /// <returns>False when there is none left.</returns>
    public static bool TryNextElement(scoped ref ReadOnlySpan<byte> value, bool isFirst, out ReadOnlySpan<byte> element)
    {
        element = value;
        if (isFirst)
        {
            if (!value.StartsWith(ListMark))
            {
                value = default;
                return true;
            }

            value = value[ListMark.Length..];
        }
        else if (value.IsEmpty)
        {
            return false;
        }
        else
        {
            // What is left begins with the separator.
            value = value[ListSeparator.Length..];
        }

        var end = value.IndexOf(ListSeparator);
        element = end < 0 ? value : value[..end];
        value = end < 0 ? default : value[end..];
        return true;
    }

    /// <summary>Text as it came, with U+FFFD where it is no UTF-8: readers of JSON refuse a whole list for one caller's name.</summary>
    public static byte[] Repaired(ReadOnlySpan<byte> text) =>
        System.Text.Unicode.Utf8.IsValid(text) ? text.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>A whole number; null where the value is anything else.</summary>
    public static long? ParseNumber(ReadOnlySpan<byte> value)
    {
        return Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length ? number : null;
    }

    /// <summary>Microseconds since 1970; null where the value is no number, zero, negative or beyond the year 9999.</summary>
    public static DateTimeOffset? ParseTime(ReadOnlySpan<byte> value)
    {
        return ParseNumber(value) is > 0 and <= LastMicrosecond and var micros
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond)
            : null;
    }

    private static bool TryUnit(ReadOnlySpan<byte> value, out char unit)
    {
        unit = default;
        if (value.Length < 6 || value[0] != (byte)'\\' || value[1] != (byte)'u')
        {
            return false;
        }

        var code = 0;
        foreach (var digit in value[2..6])
        {
            var four = Hex(digit);
            if (four < 0)
            {
                return false;
            }

            code = (code << 4) | four;
        }

        unit = (char)code;
        return true;
    }

    private static byte? Escaped(byte letter)
    {
        return letter switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => letter,
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => null,
        };
    }

    private static int Hex(byte digit)
    {
        return digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
    }
}
