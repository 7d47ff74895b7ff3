using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// How FreeSWITCH understands what it is sent, written apart from the writer: a command ends at an empty line, its further lines are
/// headers, a blank ends an argument, and in what <c>originate</c> and <c>bridge</c> take, <c>,</c> and <c>|</c> add destinations and
/// <c>,</c> separates variables. What has a meaning beyond that (quotes, escapes, expansions) is reported, never interpreted.
/// </summary>
internal static class EslGrammar
{
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("'\"\\$%{}[]()<>^;|,`\t");

    public sealed record Command(string Line, IReadOnlyList<KeyValuePair<string, string>> Headers)
    {
        public string? this[string header] =>
            Headers.Where(pair => string.Equals(pair.Key, header, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.Value).SingleOrDefault();
    }

    /// <summary>Every command in the bytes, an unfinished one included.</summary>
    public static List<Command> Commands(ReadOnlySpan<byte> bytes)
    {
        // A lone CR or a NUL may end a line for some reader of the bytes, so it does for this one.
        var text = Encoding.UTF8.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\0', '\n');
        var commands = new List<Command>();
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0)
            {
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                commands.Add(ToCommand(lines));
                lines.Clear();
            }
        }

        if (lines.Count > 0)
        {
            commands.Add(new Command("unfinished: " + lines[0], []));
        }

        return commands;
    }

    /// <summary>What a command asks for, word by word.</summary>
    public static string[] Meaning(Command command)
    {
        var words = command.Line.Split(' ');
        return words switch
        {
            ["auth", ..] => ["auth", command.Line["auth ".Length..]],
            ["userauth", ..] => ["userauth", .. UserAndPassword(command.Line["userauth ".Length..])],
            ["sendmsg", var leg] => ["sendmsg", Plain(leg), .. Message(command)],
            ["bgapi", "originate", .. var arguments] => ["originate", .. Originate(arguments), "job=" + command["Job-UUID"]],
            ["bgapi", .. var arguments] => [.. arguments.Select(Plain), "job=" + command["Job-UUID"]],
            _ => [.. words.Select(Plain)],
        };
    }

    private static Command ToCommand(List<string> lines)
    {
        var headers = lines.Skip(1).Select(static line => line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? KeyValuePair.Create(line[..colon], line[(colon + 2)..])
            : KeyValuePair.Create("not a header", line));
        return new Command(lines[0], [.. headers]);
    }

    private static string[] UserAndPassword(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at >= 0 && at < colon
            ? [text[..at], text[(at + 1)..colon], text[(colon + 1)..]]
            : [text[..colon], string.Empty, text[(colon + 1)..]];
    }

    private static IEnumerable<string> Message(Command command)
    {
        foreach (var (name, value) in command.Headers.Where(static pair => pair.Key != "execute-app-arg"))
        {
            yield return $"{name}={Plain(value)}";
        }

        if (command["execute-app-arg"] is not { } argument)
        {
            yield break;
        }

        var parts = command["execute-app-name"] switch
        {
            "bridge" => DialString(argument),
            "event" => argument.Split(',').Select(Plain),
            _ => argument.Split(' ').Select(Plain),
        };
        foreach (var part in parts)
        {
            yield return part;
        }
    }

    private static IEnumerable<string> Originate(string[] arguments)
    {
        foreach (var part in DialString(arguments[0]))
        {
            yield return part;
        }

        foreach (var argument in arguments[1..])
        {
            if (argument.StartsWith("&bridge(", StringComparison.Ordinal) && argument.EndsWith(')'))
            {
                yield return "&bridge";
                foreach (var part in DialString(argument["&bridge(".Length..^1]))
                {
                    yield return part;
                }
            }
            else
            {
                yield return Plain(argument);
            }
        }
    }

    /// <summary>Each variable, and each destination, of which there should be one.</summary>
    private static IEnumerable<string> DialString(string text)
    {
        var rest = text;
        while (rest.Length > 0 && rest[0] is '{' or '[' or '<')
        {
            var end = rest.IndexOf(rest[0] switch { '{' => '}', '[' => ']', _ => '>' }, StringComparison.Ordinal);
            if (end < 0)
            {
                yield return "unclosed: " + rest;
                yield break;
            }

            foreach (var variable in rest[1..end].Split(','))
            {
                yield return Plain(variable);
            }

            rest = rest[(end + 1)..];
        }

        foreach (var destination in rest.Replace(":_:", ",", StringComparison.Ordinal).Split(',', '|'))
        {
            yield return "to " + Plain(destination);
        }
    }

    private static string Plain(string text) =>
        text.AsSpan().ContainsAny(Meaningful) ? "not plain: " + text : text;
}
