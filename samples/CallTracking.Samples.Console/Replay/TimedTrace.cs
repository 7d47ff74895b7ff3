using System.CommandLine;
using System.CommandLine.Parsing;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Replay;

/// <summary>A trace and, for a raw capture, the file that holds its times.</summary>
internal sealed record TimedTrace(string Path, string? Timing)
{
    /// <summary>Pairs the traces of a command line with its timings. Both <c>--timing A --timing B</c> and <c>--timing A B</c> are
    /// understood: of the two readings that one counts in which there are as many timings as traces.</summary>
    /// <exception cref="CommandException">Neither does.</exception>
    public static IReadOnlyList<TimedTrace> Pair(ParseResult parsed, Argument<string[]> traces, Option<string[]> timing)
    {
        var paths = parsed.GetRequiredValue(traces);
        var times = parsed.GetValue(timing) ?? [];
        if (times.Length == 0)
        {
            return [.. paths.Select(path => new TimedTrace(path, null))];
        }

        if (times.Length != paths.Length)
        {
            (paths, times) = ReadListsBehind(timing.Name, parsed.Tokens, [.. paths, .. times]);
        }

        return times.Length == paths.Length
            ? [.. paths.Zip(times, (path, time) => new TimedTrace(path, time))]
            : throw new CommandException(
                ExitCode.Usage, $"The number of timings ({times.Length}) is not that of the traces ({paths.Length}). "
                + "Give --timing once per trace in the same order, or not at all.");
    }

    private static (string[] Paths, string[] Times) ReadListsBehind(string option, IReadOnlyList<Token> tokens, HashSet<string> known)
    {
        var (paths, times) = (new List<string>(), new List<string>());
        var inList = false;
        foreach (var token in tokens)
        {
            if (token.Type == TokenType.Option)
            {
                inList = token.Value == option;
            }
            else if (token.Type == TokenType.Argument && known.Contains(token.Value))
            {
                (inList ? times : paths).Add(token.Value);
            }
        }

        return ([.. paths], [.. times]);
    }
}
