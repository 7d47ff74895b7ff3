using System.Text;
using CallTracking.Pbx.Traces;
using CallTracking.Testing.Traces;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>
/// What a FreeSWITCH sent on its event socket, as readable text: every message below a line <c>@ ARRIVAL</c> (Unix seconds) with an empty
/// line behind it; a line <c>@ ARRIVAL eof</c> ends a connection, and what follows is the next one. Events stand there decoded, a header a
/// line, whatever form they came in; a line of a body begins with <c>| </c>.
/// </summary>
/// <remarks>Immutable. Meant for tests: the text is small, can be read and edited, and is replayed as JSON, plain or XML. In values
/// <c>\n</c>, <c>\r</c> and <c>\\</c> stand for a line feed, a carriage return and a backslash.</remarks>
public sealed partial class EslTranscript
{
    private static readonly string[] Messages = ["auth/request", "command/reply", "api/response", "text/disconnect-notice", "text/rude-rejection"];

    private EslTranscript(IReadOnlyList<TranscriptConnection<EslFrame>> connections)
    {
        Connections = connections;
    }

    /// <summary>The connections, in order.</summary>
    public IReadOnlyList<TranscriptConnection<EslFrame>> Connections { get; }

    /// <summary>Reads a transcript from a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is not as it should be; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EslTranscript Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(Transcript.Parse(File.ReadAllLines(path), path, Read));
    }

    /// <summary>Reads a transcript.</summary>
    /// <param name="text">The whole text.</param>
    /// <exception cref="FormatException">A line is not as it should be; the message names it.</exception>
    public static EslTranscript Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(Transcript.Parse(text.ReplaceLineEndings("\n").Split('\n'), "transcript", Read));
    }

    /// <summary>Makes a transcript of a recording, for instance <see cref="TraceReader.ReadChunks"/> of a trace or a raw capture.</summary>
    /// <param name="chunks">What was received, in order; it must have times.</param>
    /// <param name="keep">Picks and changes messages, for instance with <see cref="EslFrame.With"/>; null drops one.</param>
    /// <exception cref="InvalidDataException">The recording has no times, or is none of an event socket.</exception>
    public static EslTranscript Of(IEnumerable<TraceChunk> chunks, Func<EslFrame, EslFrame?> keep)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(keep);
        var connections = new List<TranscriptConnection<EslFrame>>();
        var messages = new List<TranscriptMessage<EslFrame>>();
        var reader = new EslFrameReader();
        foreach (var chunk in chunks.Where(static chunk => chunk.Direction == TraceDirection.Received))
        {
            var at = chunk.At ?? throw new InvalidDataException("A recording without times cannot become a transcript.");
            messages.AddRange(reader.Read(chunk.Bytes.Span).Select(keep).OfType<EslFrame>().Select(frame => new TranscriptMessage<EslFrame>(at, frame)));
            if (chunk.EndOfConnection)
            {
                connections.Add(new(messages, at));
                messages = [];
                reader.Reset();
            }
        }

        return new(messages.Count > 0 ? [.. connections, new(messages, null)] : connections);
    }

    /// <summary>The transcript with the connections of another one behind its own.</summary>
    /// <param name="next">The other one.</param>
    public EslTranscript Then(EslTranscript next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new([.. Connections, .. next.Connections]);
    }

    /// <summary>The whole text, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Transcript.Write(Connections, Write);

    private static EslFrame Read(IReadOnlyList<string> lines)
    {
        var headers = new List<KeyValuePair<string, string>>();
        StringBuilder? body = null;
        foreach (var line in lines)
        {
            if (line.StartsWith('|'))
            {
                (body ??= new StringBuilder()).Append(Unescape(line.Length > 1 ? line[2..] : string.Empty));
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || body is not null)
            {
                throw new FormatException("write 'Name: value', and '| ' before each line of a body, behind the headers");
            }

            headers.Add(new(line[..colon], Unescape(line.Length > colon + 1 ? line[(colon + 2)..] : string.Empty)));
        }

        var isMessage = headers.Any(static one => one.Key == "Content-Type" && Array.IndexOf(Messages, one.Value) >= 0);
        return new EslFrame(!isMessage, headers, body?.ToString());
    }

    private static void Write(StringBuilder text, EslFrame frame)
    {
        foreach (var (name, value) in frame.Headers)
        {
            text.Append(name).Append(':').Append(value.Length > 0 ? " " : string.Empty).Append(Escape(value)).Append('\n');
        }

        for (var rest = frame.Body; rest is not null;)
        {
            var end = rest.IndexOf('\n', StringComparison.Ordinal) + 1;
            end = end == 0 ? rest.Length : end;
            text.Append("| ").Append(Escape(rest[..end])).Append('\n');
            rest = end < rest.Length ? rest[end..] : null;
        }
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' || i + 1 == value.Length ? value[i] : value[++i] switch { 'n' => '\n', 'r' => '\r', var other => other });
        }

        return text.ToString();
    }
}
