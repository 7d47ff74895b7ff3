using System.Text;
using CallTracking.Testing.Traces;

namespace CallTracking.Testing.Asterisk;

/// <summary>What an Asterisk sent, as readable text: every message below a line <c>@ ARRIVAL</c> (Unix seconds) with an empty line
/// behind it; a line <c>@ ARRIVAL eof</c> ends a connection, and what follows is the next one.</summary>
/// <remarks>Immutable. Meant for tests: the text is small, can be read and edited, and is replayed byte by byte as AMI.</remarks>
public sealed partial class AmiTranscript
{
    private AmiTranscript(IReadOnlyList<TranscriptConnection<AmiFrame>> connections)
    {
        Connections = connections;
    }

    /// <summary>The connections, in order.</summary>
    public IReadOnlyList<TranscriptConnection<AmiFrame>> Connections { get; }

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

    private static AmiTranscript Parse(string[] lines, string place) => new(Transcript.Parse(lines, place, Frame));

    private static AmiFrame Frame(IReadOnlyList<string> lines)
    {
        var isBanner = lines.Count == 1 && !lines[0].Contains(": ", StringComparison.Ordinal);
        return new(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + (isBanner ? "\r\n" : "\r\n\r\n")));
    }
}
