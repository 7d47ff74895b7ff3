using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Calls;

/// <summary>Source-generated serialisation of the public JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerDocument))]
[JsonSerializable(typeof(LedgerCall))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>One line.</summary>
    public static LedgerJson Compact { get; } = Create(indented: false);

    /// <summary>With line breaks.</summary>
    public static LedgerJson Indented { get; } = Create(indented: true);

    public static LedgerJson For(bool indented) => indented ? Indented : Compact;

    /// <summary>Seconds to the nearest millisecond.</summary>
    public static double Seconds(TimeSpan time) =>
        (double)Math.Round((decimal)time.Ticks / TimeSpan.TicksPerSecond, 3, MidpointRounding.AwayFromZero);

    // A plus sign, a quote in a name and every script stay legible. The JSON is never put into HTML without encoding.
    private static LedgerJson Create(bool indented) => new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
    });
}

/// <summary>The public words of an enumeration: its names in camel case.</summary>
internal static class LedgerWord<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Words =
        Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    public static string Of(T value) => Words.TryGetValue(value, out var word)
        ? word
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(T).Name} has no such member.");

    public static string? Of(T? value) => value is { } known ? Of(known) : null;

    public static IReadOnlyList<string> OfFlags(T flags) =>
        [.. Words.Where(pair => !EqualityComparer<T>.Default.Equals(pair.Key, default) && flags.HasFlag(pair.Key))
            .Select(pair => pair.Value)];
}

/// <summary>Instants as ISO 8601 in UTC: milliseconds, and microseconds where there are any.</summary>
internal sealed class LedgerInstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        var utc = value.UtcDateTime;
        var format = utc.Ticks / TimeSpan.TicksPerMicrosecond % 1000 == 0
            ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"
            : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        Span<char> text = stackalloc char[32];
        utc.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
