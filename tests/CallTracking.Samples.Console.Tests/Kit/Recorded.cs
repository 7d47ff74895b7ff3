using System.Globalization;
using System.Text;
using CallTracking.Testing.Asterisk;

namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>Recorded conversations as raw captures with their timing, a file per connection.</summary>
internal static class Recorded
{
    public const string SiteJson =
        """{ "country": "US", "extensions": "^1\\d\\d$", "rooms": "^6\\d\\d$", "outboundPrefix": "9", "trunks": ["trunk"] }""";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The bytes that Asterisk sent, a text per connection.</summary>
    public static IReadOnlyList<string> Connections(string scenario) =>
        [.. Read(scenario).Select(connection => string.Concat(connection.Messages.Select(message => message.Text)))];

    /// <summary>The conversation for a fake PBX to play.</summary>
    public static AmiTranscript Transcript(string scenario) => AmiTranscript.Load(PathOf(scenario));

    /// <summary>Writes NAME-1.raw, NAME-1.timing.jsonl, NAME-2.raw, … into a folder.</summary>
    /// <returns>The files, a pair per connection.</returns>
    public static IReadOnlyList<(string Raw, string Timing)> WriteTo(string folder, string scenario)
    {
        var files = new List<(string, string)>();
        foreach (var (messages, died) in Read(scenario))
        {
            var name = Path.Combine(folder, $"{scenario}-{files.Count + 1}");
            var (raw, timing, offset) = (new StringBuilder(), new StringBuilder(), 0);
            foreach (var (at, text) in messages)
            {
                var length = Encoding.UTF8.GetByteCount(text);
                timing.Append(Invariant, $$"""{"t": {{at}}, "dir": "s2c", "off": {{offset}}, "len": {{length}}}""").Append('\n');
                raw.Append(text);
                offset += length;
            }

            if (died is not null)
            {
                timing.Append(Invariant, $$"""{"t": {{died}}, "dir": "s2c", "off": {{offset}}, "eof": true}""").Append('\n');
            }

            File.WriteAllText(name + ".raw", raw.ToString());
            File.WriteAllText(name + ".timing.jsonl", timing.ToString());
            files.Add((name + ".raw", name + ".timing.jsonl"));
        }

        return files;
    }

    /// <summary>What Asterisk wrote about the calls of the scenario into Master.csv.</summary>
    public static string CallDetailRecords(string scenario) => File.ReadAllText(Path.ChangeExtension(PathOf(scenario), ".csv"));

    private static List<(List<(string At, string Text)> Messages, string? Died)> Read(string scenario)
    {
        var connections = new List<(List<(string, string)>, string?)>();
        var (messages, headers, at) = (new List<(string, string)>(), new List<string>(), "0");
        foreach (var line in File.ReadLines(PathOf(scenario)))
        {
            if (line.StartsWith("@ ", StringComparison.Ordinal))
            {
                at = line.Split(' ')[1];
                if (line.EndsWith(" eof", StringComparison.Ordinal))
                {
                    connections.Add((messages, at));
                    messages = [];
                }
            }
            else if (line.Length > 0)
            {
                headers.Add(line + "\r\n");
            }
            else if (headers.Count > 0)
            {
                var isBanner = headers.Count == 1 && !headers[0].Contains(": ", StringComparison.Ordinal);
                messages.Add((at, string.Concat(headers) + (isBanner ? "" : "\r\n")));
                headers = [];
            }
        }

        return messages.Count > 0 ? [.. connections, (messages, null)] : connections;
    }

    private static string PathOf(string scenario) => Path.Combine(AppContext.BaseDirectory, "Scenarios", scenario + ".txt");
}
