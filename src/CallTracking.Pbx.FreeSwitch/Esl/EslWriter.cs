using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// The one place that writes to an event socket. FreeSWITCH ends a command at the first empty line and takes each further line as a header
/// of it, so a line end in an argument would begin headers or a second command of whoever chose the argument; <c>${…}</c> is expanded in
/// arguments of applications, API calls included. Both are refused here once more, whatever <see cref="EslArgument"/> has let through.
/// Nothing is written of a command that is refused.
/// </summary>
internal static class EslWriter
{
    /// <summary>Longest line that is sent. The longest of ours, a subscription, has about 1 kB.</summary>
    public const int LongestLine = 8000;

    /// <summary>Writes one command.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="command">The command.</param>
    /// <param name="hideSecrets">Write a placeholder for a password, for traces.</param>
    /// <exception cref="ArgumentException">The command cannot be sent.</exception>
    public static void Write(IBufferWriter<byte> output, EslCommand command, bool hideSecrets = false)
    {
        var line = command.LineToWrite(hideSecrets);
        Check(command, line);
        foreach (var (name, value) in command.Headers)
        {
            Check(command, name);
            Check(command, value);
        }

        WriteLine(output, line);
        foreach (var (name, value) in command.Headers)
        {
            WriteLine(output, $"{name}: {value}");
        }

        output.Write("\n"u8);
    }

    private static void Check(EslCommand command, string text)
    {
        EslArgument.CheckLine(command.Name, text);

        // A password is compared, never expanded.
        if (!command.IsSecret && text.Contains("${", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The command {command.Name} holds \"${{\", which FreeSWITCH may expand; leave it out.");
        }

        if (Encoding.UTF8.GetByteCount(text) > LongestLine)
        {
            throw new ArgumentException($"The command {command.Name} has a line of more than {LongestLine} bytes; shorten it.");
        }
    }

    private static void WriteLine(IBufferWriter<byte> output, string line)
    {
        Encoding.UTF8.GetBytes(line, output);
        output.Write("\n"u8);
    }
}
