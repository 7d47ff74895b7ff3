using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>How AMI spells values: unknowns, times, escapes.</summary>
internal static class AmiValue
{
    private const int TicksPerMicrosecond = 10;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Empty, or one of the literals Asterisk sends where it knows nothing.</summary>
    public static bool IsUnknown(ReadOnlySpan<byte> value)
    {
        return value.Length switch
        {
            0 => true,
            7 => value.SequenceEqual("unknown"u8),
            9 => value.SequenceEqual("<unknown>"u8),
            _ => false,
        };
    }

    /// <summary>Seconds since 1970 with a decimal fraction, exact to the microsecond; more digits are cut off.</summary>
    public static DateTimeOffset? ParseTimestamp(ReadOnlySpan<byte> value)
    {
        long seconds = 0;
        var i = 0;
        for (; i < value.Length && value[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            seconds = (seconds * 10) + (value[i] - '0');
            if (seconds > LastSecond)
            {
                return null;
            }
        }

        if (i == 0)
        {
            return null;
        }

        long micros = 0;
        if (i < value.Length)
        {
            if (value[i++] != (byte)'.' || i == value.Length)
            {
                return null;
            }

            var unit = 100_000;
            for (; i < value.Length; i++)
            {
                if (value[i] is < (byte)'0' or > (byte)'9')
                {
                    return null;
                }

                micros += (value[i] - '0') * unit;
                unit /= 10;
            }
        }

        return DateTimeOffset.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (micros * TicksPerMicrosecond));
    }

    /// <summary>
    /// Undoes Asterisk's C escapes, then the backslashes that chan_pjsip leaves of a SIP quoted string. A backslash before anything
    /// else than a quote or a backslash is part of the name (<c>DOMAIN\user</c>) and stays.
    /// </summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = Undo(text, static c => c switch
        {
            '\\' or '"' or '\'' or '?' => c,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            _ => null,
        });
        return Undo(plain, static c => c is '\\' or '"' ? c : null);
    }

    private static string Undo(string text, Func<char, char?> meaning)
    {
        var first = text.IndexOf('\\', StringComparison.Ordinal);
        if (first < 0)
        {
            return text;
        }

        var result = new StringBuilder(text, 0, first, text.Length);
        for (var i = first; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && meaning(text[i + 1]) is { } c)
            {
                result.Append(c);
                i++;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
