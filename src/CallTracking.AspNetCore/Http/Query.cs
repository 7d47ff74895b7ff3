using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Http;

/// <summary>Reads query parameters; each error names the parameter and the cure. Names that the endpoint did not declare never come here:
/// <see cref="ApiGuard"/> refuses them.</summary>
internal readonly struct Query(HttpContext http)
{
    public static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public string? Text(string name)
    {
        var values = http.Request.Query[name];
        return values.Count == 0 || values[0] is not { Length: > 0 } text ? null : text;
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(
            text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Invalid(name, "It is no instant.", "Write it as 2026-11-23T09:30:00Z; a plus sign in an address is written %2B.");
    }

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Invalid(name, "It is no day.", "Write it as 2026-11-23.");
    }

    public int? Integer(string name, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw Invalid(name, "It is no number that can be used.", $"Give a whole number from {minimum} to {maximum}.");
    }

    public int Limit(int maximum, int standard) => Integer("limit", 1, maximum) ?? standard;

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Invalid(name, "It is neither true nor false.", "Give true or false."),
    };

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return Guid.TryParseExact(text, "D", out var id)
            ? id
            : throw Invalid(name, "It is no id.", "Give the id as the API shows it: 8-4-4-4-12 hexadecimal digits.");
    }

    /// <summary>All ids of a name.</summary>
    public IReadOnlyCollection<Guid> Ids(string name) => [.. http.Request.Query[name].Where(text => !string.IsNullOrEmpty(text)).Select(text =>
        Guid.TryParseExact(text, "D", out var id)
            ? id : throw Invalid(name, "It is no id.", "Give the id as the API shows it: 8-4-4-4-12 hexadecimal digits.")).Distinct()];

    public T? One<T>(string name)
        where T : struct, Enum => Text(name) is { } text ? Parse<T>(name, text) : null;

    public IReadOnlyCollection<T> Any<T>(string name)
        where T : struct, Enum => [.. http.Request.Query[name].Where(text => !string.IsNullOrEmpty(text)).Select(text => Parse<T>(name, text!)).Distinct()];

    /// <summary>The opaque cursor, read by the capability's own reader.</summary>
    public T? Cursor<T>(CursorReader<T> read)
        where T : struct
    {
        if (Text("cursor") is not { } text)
        {
            return null;
        }

        return read(text, out var cursor) ? cursor : throw BadCursor();
    }

    public static ApiProblemException BadCursor() =>
        Invalid("cursor", "It is no cursor of this list.", "Give 'next' of the page before unchanged, or leave it out for the first page.");

    public static ApiProblemException Invalid(string name, string detail, string cure) => new(ApiProblem.Invalid(name, detail, cure));

    private static T Parse<T>(string name, string text)
        where T : struct, Enum => Word<T>.TryParse(text, out var value)
            ? value
            : throw Invalid(name, "It is none of the words that stand here.", $"Give one of: {string.Join(", ", Word<T>.All)}.");
}

/// <summary>Reads a cursor that may come from anywhere.</summary>
internal delegate bool CursorReader<T>(string text, out T cursor);
