using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Contacts;

/// <summary>A property of a contact that changed. Values are in the canonical text of files and programs: dates as <c>2026-11-23</c>, numbers
/// with a point, ids as text.</summary>
/// <param name="Field">The property as the API names it, or <c>field:KEY</c> for a custom field.</param>
/// <param name="Before">The value before; null for none.</param>
/// <param name="After">The value after; null for none.</param>
public sealed record ContactChange(string Field, string? Before, string? After);

/// <summary>How the lists of this capability are spelled in columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ContactChange>))]
[JsonSerializable(typeof(IReadOnlyList<Guid>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ContactImportSettings))]
internal sealed partial class ContactColumnJson : JsonSerializerContext
{
    // The text goes into a column, never into a page: names stay readable in every script.
    public static ContactColumnJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
