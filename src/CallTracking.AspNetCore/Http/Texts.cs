using System.Globalization;

namespace CallTracking.AspNetCore.Http;

/// <summary>Members of bodies: each error names the member and the cure.</summary>
internal static class Texts
{
    /// <summary>A text that must be there.</summary>
    public static string Required(string? text, string member, int longest) => string.IsNullOrWhiteSpace(text)
        ? throw Invalid(member, $"'{member}' is missing or blank.", "Give a text.")
        : Optional(text, member, longest)!;

    /// <summary>A text that may be missing.</summary>
    public static string? Optional(string? text, string member, int longest)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > longest)
        {
            throw Invalid(member, $"'{member}' is too long.", $"Give at most {longest} characters.");
        }

        foreach (var letter in text)
        {
            if (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            {
                throw Invalid(member, $"'{member}' holds a control character.", "Leave it out.");
            }
        }

        return text;
    }

    public static DateTimeOffset? Instant(string? text, string member)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(
            text, Query.InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Invalid(member, $"'{member}' is no instant.", "Write it as 2026-11-23T09:30:00Z.");
    }

    public static DateTimeOffset RequiredInstant(string? text, string member) =>
        Instant(text, member) ?? throw Invalid(member, $"'{member}' is missing.", "Write it as 2026-11-23T09:30:00Z.");

    public static IReadOnlyCollection<T> Words<T>(IReadOnlyList<string>? words, string member)
        where T : struct, Enum => words is null ? [] : [.. words.Select(word => Word<T>.Require(word, member)).Distinct()];

    public static int Limit(int? limit, int maximum, int standard) => limit switch
    {
        null => standard,
        >= 1 when limit <= maximum => limit.Value,
        _ => throw Invalid("limit", "'limit' is out of range.", $"Give 1 to {maximum}."),
    };

    public static Guid RequiredId(Guid? id, string member) =>
        id is { } given && given != Guid.Empty ? given : throw Invalid(member, $"'{member}' is missing.", "Give the id.");

    /// <summary>A list that may have so many members.</summary>
    public static IReadOnlyList<T> List<T>(IReadOnlyList<T>? items, string member, int most)
    {
        if (items is null || items.Count == 0)
        {
            throw Invalid(member, $"'{member}' is missing or empty.", "Give at least one.");
        }

        return items.Count > most ? throw Invalid(member, $"'{member}' has too many members.", $"Give at most {most} at a time.") : items;
    }

    public static ApiProblemException Invalid(string member, string detail, string cure) => new(ApiProblem.InvalidBody(member, detail, cure));
}
