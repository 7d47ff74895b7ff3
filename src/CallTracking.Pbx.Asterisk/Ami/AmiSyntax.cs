using System.Buffers;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What AMI's bytes mean where a message begins and ends.</summary>
internal static class AmiSyntax
{
    private static readonly SearchValues<byte> HeaderNameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static bool IsBanner(ReadOnlySpan<byte> line)
    {
        return line.StartsWith("Asterisk Call Manager"u8) && !line.Contains((byte)':');
    }

    /// <summary>Whether a line reads as <c>Name: value</c>, the name being of the kind that Asterisk gives.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        return colon > 0 && !line[..colon].ContainsAnyExcept(HeaderNameBytes);
    }

    /// <summary>What a message is, by its first line; with the event's name or the response word.</summary>
    public static AmiMessageKind KindOf(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (line.Length >= 6 && (line[0] | 0x20) == 'e' && Ascii.EqualsIgnoreCase(line[..6], "Event:"u8))
        {
            value = AfterColon(line, 6);
            return AmiMessageKind.Event;
        }

        if (line.Length >= 9 && Ascii.EqualsIgnoreCase(line[..9], "Response:"u8))
        {
            value = AfterColon(line, 9);
            return AmiMessageKind.Response;
        }

        value = default;
        return AmiMessageKind.Other;
    }

    /// <summary>Where the line end before the first blank line begins.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="lineEnd">CR LF: only CR LF CR LF counts. LF: any blank line does.</param>
    /// <param name="blank">How long that line end and the blank line are together.</param>
    public static int IndexOfBlank(ReadOnlySpan<byte> bytes, LineEnd lineEnd, out int blank)
    {
        if (lineEnd == LineEnd.CrLf)
        {
            blank = 4;
            return bytes.IndexOf("\r\n\r\n"u8);
        }

        var from = 0;
        while (bytes[from..].IndexOf((byte)'\n') is >= 0 and var lf)
        {
            var next = from + lf + 1;
            if (next < bytes.Length && bytes[next] == (byte)'\r')
            {
                next++;
            }

            if (next < bytes.Length && bytes[next] == (byte)'\n')
            {
                blank = next + 1 - (from + lf);
                return from + lf;
            }

            from += lf + 1;
        }

        blank = 0;
        return -1;
    }

    /// <summary>Before Asterisk 14 the output of a command stands in the reply as it is, blank lines included, up to a mark.</summary>
    public static int FindCommandEnd(ReadOnlySpan<byte> rest, out int textEnd)
    {
        var mark = "--END COMMAND--"u8;
        textEnd = rest.IndexOf(mark);
        return textEnd >= 0 && IndexOfBlank(rest[(textEnd + mark.Length)..], LineEnd.Lf, out var blank) is >= 0 and var at
            ? textEnd + mark.Length + at + blank
            : -1;
    }

    /// <summary>How much of such a reply are headers, before the output.</summary>
    public static int CommandHeaders(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (text[length..].IndexOf((byte)'\n') is >= 0 and var lf)
        {
            var line = text.Slice(length, lf);
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || !(length == 0 || Ascii.EqualsIgnoreCase(line[..colon], "Privilege"u8)
                || Ascii.EqualsIgnoreCase(line[..colon], "ActionID"u8) || Ascii.EqualsIgnoreCase(line[..colon], "Message"u8)))
            {
                break;
            }

            length += lf + 1;
        }

        return length;
    }

    private static ReadOnlySpan<byte> AfterColon(ReadOnlySpan<byte> line, int start)
    {
        return start < line.Length && line[start] == (byte)' ' ? line[(start + 1)..] : line[start..];
    }
}
