using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// The one place that writes actions. A line end inside a value would let whoever chose the value add headers of his own, so
/// control characters are refused, not replaced. Nothing is written of an action that is refused.
/// </summary>
internal static class AmiWriter
{
    public const string Hidden = "[hidden]";

    /// <summary>Asterisk reads a line into a buffer of 1,024 bytes and refuses longer ones ("line too long"), line end included.</summary>
    public const int LongestLine = 1000;

    /// <summary>Asterisk ignores the headers beyond its 128th.</summary>
    public const int MostHeaders = 120;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_()");

    /// <summary>Writes one action.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="action">The action.</param>
    /// <param name="actionId">Its id, by which the reply is known.</param>
    /// <param name="hideSecrets">Write a placeholder for secret values, for traces.</param>
    /// <exception cref="ArgumentException">The action cannot be sent; the message names the header.</exception>
    public static void Write(IBufferWriter<byte> output, AmiAction action, string actionId, bool hideSecrets = false)
    {
        Check("Action", action.Name);
        Check("ActionID", actionId);
        if (action.Headers.Count > MostHeaders)
        {
            throw new ArgumentException($"Action {action.Name} has {action.Headers.Count} headers; Asterisk reads at most {MostHeaders}.");
        }

        foreach (var header in action.Headers)
        {
            Check(header.Name, header.Value);
        }

        WriteLine(output, "Action", action.Name);
        foreach (var header in action.Headers)
        {
            WriteLine(output, header.Name, hideSecrets && header.IsSecret ? Hidden : header.Value);
        }

        WriteLine(output, "ActionID", actionId);
        output.Write("\r\n"u8);
    }

    private static void Check(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException(
                "A header's name may hold letters, digits, hyphens, underscores and parentheses only.", nameof(name));
        }

        var bytes = name.Length + 2;
        foreach (var rune in value.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character, which nobody dials or is called by either.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                throw new ArgumentException(
                    $"Header {name} holds the character U+{rune.Value:X4}, which may not be sent to Asterisk.", nameof(value));
            }

            bytes += rune.Utf8SequenceLength;
        }

        if (bytes > LongestLine)
        {
            throw new ArgumentException(
                $"Header {name} makes a line of {bytes} bytes; Asterisk reads lines of at most {LongestLine}. Shorten the "
                + "value.", nameof(value));
        }
    }

    private static void WriteLine(IBufferWriter<byte> output, string name, string value)
    {
        Encoding.UTF8.GetBytes(name, output);
        output.Write(": "u8);
        Encoding.UTF8.GetBytes(value, output);
        output.Write("\r\n"u8);
    }
}
