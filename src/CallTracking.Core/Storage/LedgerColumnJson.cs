using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Storage;

/// <summary>
/// How the parts of a call that nobody searches by are spelled in a store: JSON text, one column each. Every writer uses these, so that
/// all of them leave the same bytes. An enumeration is its number, as in the columns; a null member is left out; a list without elements
/// is <c>[]</c>.
/// </summary>
public static class LedgerColumnJson
{
    // The text goes into a column, never into a page: names stay readable in every script.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly LedgerColumnJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Encoder,
    });

    /// <summary>Of <see cref="Call.Transfers"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<CallTransfer>> Transfers => Context.IReadOnlyListCallTransfer;

    /// <summary>Of <see cref="Call.Relations"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<CallRelation>> Relations => Context.IReadOnlyListCallRelation;

    /// <summary>Of <see cref="Call.Digits"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<CallDigits>> Digits => Context.IReadOnlyListCallDigits;

    /// <summary>Of <see cref="Call.Recordings"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<RecordingRef>> Recordings => Context.IReadOnlyListRecordingRef;

    /// <summary>Of <see cref="Call.Because"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<Because>> Because => Context.IReadOnlyListBecause;

    /// <summary>Of <see cref="Call.Families"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<string>> Families => Context.IReadOnlyListString;

    /// <summary>Of <see cref="CoverageGap.Restored"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<GapRestoration>> Restored => Context.IReadOnlyListGapRestoration;

    /// <summary>A writer that spells like the columns do, for stores that serialise into their own buffers.</summary>
    /// <param name="output">Where the text goes.</param>
    public static Utf8JsonWriter CreateWriter(IBufferWriter<byte> output) =>
        new(output, new JsonWriterOptions { Encoder = Encoder, SkipValidation = true });
}

[JsonSerializable(typeof(IReadOnlyList<CallTransfer>))]
[JsonSerializable(typeof(IReadOnlyList<CallRelation>))]
[JsonSerializable(typeof(IReadOnlyList<CallDigits>))]
[JsonSerializable(typeof(IReadOnlyList<RecordingRef>))]
[JsonSerializable(typeof(IReadOnlyList<Because>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<GapRestoration>))]
internal sealed partial class LedgerColumnJsonContext : JsonSerializerContext;
