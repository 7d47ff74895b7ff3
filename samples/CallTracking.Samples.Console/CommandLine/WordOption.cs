using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>Options whose values are words of an enumeration, spelt as the ledger's JSON does and read in any case.</summary>
internal static class WordOption
{
    // What does not fit into the left column of a help page stands in the right one.
    private const int WidestHelpName = 40;

    /// <summary>An option that takes one word.</summary>
    public static Option<T?> One<T>(string name, string description)
        where T : struct, Enum
    {
        var words = WordsOf<T>();
        var (helpName, help) = Explain(name, description, words.Keys);
        var option = new Option<T?>(name)
        {
            Description = help,
            HelpName = helpName,
            CustomParser = argument => Read(argument, words, name) is [var value, ..] ? value : null,
        };
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    /// <summary>An option that takes any number of words.</summary>
    public static Option<T[]> Several<T>(string name, string description)
        where T : struct, Enum
    {
        var words = WordsOf<T>();
        var (helpName, help) = Explain(name, description, words.Keys);
        var option = new Option<T[]>(name)
        {
            Description = help,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument => Read(argument, words, name),
        };
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    private static (string HelpName, string Help) Explain(string name, string description, IEnumerable<string> words)
    {
        var choice = string.Join('|', words);
        return choice.Length <= WidestHelpName ? (choice, description)
            : (name.TrimStart('-').ToUpperInvariant(), $"{description} One of {string.Join(", ", words)}.");
    }

    private static Dictionary<string, T> WordsOf<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(
            value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.OrdinalIgnoreCase);

    private static T[] Read<T>(ArgumentResult argument, Dictionary<string, T> words, string option)
    {
        if (argument.Tokens.FirstOrDefault(token => !words.ContainsKey(token.Value)) is { } wrong)
        {
            argument.AddError($"'{wrong.Value}' is no value of {option}; it takes {string.Join(", ", words.Keys)}.");
            return [];
        }

        return [.. argument.Tokens.Select(token => words[token.Value])];
    }
}
