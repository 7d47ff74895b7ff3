using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Calls;

namespace CallTracking.AspNetCore.Calls;

/// <summary>Calls in the public shape, written by Core: the API's call resource and the replay's are one.</summary>
[JsonConverter(typeof(CallItemsConverter))]
internal sealed class CallItems(IReadOnlyList<Call> calls)
{
    public IReadOnlyList<Call> Calls => calls;
}

/// <summary>One call in the public shape.</summary>
[JsonConverter(typeof(CallItemConverter))]
internal sealed class CallItem(Call call)
{
    public Call Call => call;
}

/// <summary>A page of calls.</summary>
[Description("A page of calls, latest start first.")]
internal sealed record CallPage
{
    [Description("The calls.")]
    public required CallItems Items { get; init; }

    [Description("Give it as `cursor` for the next page; null when this is the last one.")]
    public string? Next { get; init; }
}

/// <summary>A number of rows.</summary>
internal sealed record CountBody([property: Description("How many there are.")] long Count);

internal sealed class CallItemsConverter : JsonConverter<CallItems>
{
    public override CallItems Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("Calls are never sent in.");

    public override void Write(Utf8JsonWriter writer, CallItems value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var call in value.Calls)
        {
            writer.WriteRawValue(LedgerCall.From(call).ToJson(), skipInputValidation: true);
        }

        writer.WriteEndArray();
    }
}

internal sealed class CallItemConverter : JsonConverter<CallItem>
{
    public override CallItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("Calls are never sent in.");

    public override void Write(Utf8JsonWriter writer, CallItem value, JsonSerializerOptions options) =>
        writer.WriteRawValue(LedgerCall.From(value.Call).ToJson(), skipInputValidation: true);
}
