using System.Collections.Frozen;
using System.Text.Json;

namespace CallTracking.AspNetCore.Http;

/// <summary>Enumerations as the API spells them: their names in camel case.</summary>
internal static class Word
{
    public static string Of<T>(T value)
        where T : struct, Enum => Word<T>.Of(value);

    public static string? Of<T>(T? value)
        where T : struct, Enum => value is { } known ? Word<T>.Of(known) : null;
}

/// <summary>The words of one enumeration.</summary>
internal static class Word<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words =
        Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> Values =
        Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All of them, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<T>().Distinct().Select(value => Words[value])];

    /// <summary>A value that is no member (flags together) is told member by member.</summary>
    public static string Of(T value) => Words.TryGetValue(value, out var word) ? word : string.Join('+', OfFlags(value));

    public static IReadOnlyList<string> OfFlags(T flags) =>
        [.. Words.Where(pair => Convert.ToInt64(pair.Key, null) != 0 && flags.HasFlag(pair.Key)).OrderBy(pair => Convert.ToInt64(pair.Key, null)).Select(pair => pair.Value)];

    public static bool TryParse(string text, out T value) => Values.TryGetValue(text, out value);

    /// <summary>Reads a member of a body.</summary>
    /// <exception cref="ApiProblemException">It is none of the words.</exception>
    public static T Require(string? text, string member) => Optional(text, member) ?? throw new ApiProblemException(ApiProblem.InvalidBody(
        member, $"'{member}' is missing.", $"Give one of: {string.Join(", ", All)}."));

    /// <summary>Reads a member of a body; null when it is not given.</summary>
    /// <exception cref="ApiProblemException">It is none of the words.</exception>
    public static T? Optional(string? text, string member) => text switch
    {
        null => null,
        _ when TryParse(text, out var value) => value,
        _ => throw new ApiProblemException(ApiProblem.InvalidBody(
            member, $"'{member}' is none of the words that stand here.", $"Give one of: {string.Join(", ", All)}.")),
    };
}
