using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>What an Asterisk sent, as readable text: every message below a line <c>@ ARRIVAL</c> (Unix seconds) with an empty line
/// behind it; a line <c>@ ARRIVAL eof</c> ends a connection, and what follows is the next one.</summary>
/// <remarks>Immutable. Meant for tests: the text is small, can be read and edited, and is replayed byte by byte as AMI.</remarks>
public sealed partial class AmiTranscript
{
    private AmiTranscript(IReadOnlyList<AmiTranscriptConnection> connections)
    {
        Connections = connections;
    }

    /// <summary>The connections, in order.</summary>
    public IReadOnlyList<AmiTranscriptConnection> Connections { get; }

    /// <summary>Reads a transcript from a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is not as it should be; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AmiTranscript Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(File.ReadAllLines(path), path);
    }

    /// <summary>Reads a transcript.</summary>
    /// <param name="text">The whole text.</param>
    /// <exception cref="FormatException">A line is not as it should be; the message names it.</exception>
    public static AmiTranscript Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.ReplaceLineEndings("\n").Split('\n'), "transcript");
    }

    private static AmiTranscript Parse(string[] lines, string place)
    {
        var connections = new List<AmiTranscriptConnection>();
        var messages = new List<AmiTranscriptMessage>();
        var block = new List<string>();
        DateTimeOffset? at = null;
        for (var i = 0; i <= lines.Length; i++)
        {
            var line = i < lines.Length ? lines[i] : string.Empty;
            if (line.Length > 0 && !line.StartsWith("@ ", StringComparison.Ordinal))
            {
                block.Add(line);
                continue;
            }

            if (block.Count > 0)
            {
                messages.Add(new(at ?? throw new FormatException($"{place}:{i}: a message without a line '@ SECONDS' before it"), Frame(block)));
                block.Clear();
            }

            if (line.Length > 0)
            {
                at = Time(line, $"{place}:{i + 1}");
                if (line.EndsWith(" eof", StringComparison.Ordinal))
                {
                    connections.Add(new(messages, at));
                    messages = [];
                }
            }
        }

        if (messages.Count > 0)
        {
            connections.Add(new(messages, null));
        }

        return new AmiTranscript(connections);
    }

    private static DateTimeOffset Time(string line, string place)
    {
        return decimal.TryParse(line.Split(' ')[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new FormatException($"{place}: write '@ SECONDS' or '@ SECONDS eof', with Unix seconds as 1795408016.7");
    }

    private static AmiFrame Frame(List<string> lines)
    {
        var isBanner = lines.Count == 1 && !lines[0].Contains(": ", StringComparison.Ordinal);
        return new(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + (isBanner ? "\r\n" : "\r\n\r\n")));
    }
}

/// <summary>One connection of a transcript.</summary>
/// <param name="Messages">What the PBX sent, in order.</param>
/// <param name="DiedAt">When the connection ended; null when that was not recorded.</param>
public sealed record AmiTranscriptConnection(IReadOnlyList<AmiTranscriptMessage> Messages, DateTimeOffset? DiedAt);

/// <summary>One message of a transcript.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Frame">The message.</param>
public sealed record AmiTranscriptMessage(DateTimeOffset At, AmiFrame Frame);
