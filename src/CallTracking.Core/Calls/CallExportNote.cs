using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Calls;

/// <summary>What the audit trail keeps of an export: which calls were asked for, and never a number.</summary>
internal sealed record CallExportNote(
    DateTimeOffset? From, DateTimeOffset? To, IReadOnlyCollection<CallDirection>? Directions, IReadOnlyCollection<CallOutcome>? Outcomes,
    Guid? Contact, Guid? Employee, Guid? Department, string? Link, bool OnlyOpen, bool OnlyUnserved, bool ByNumber, bool ByParty)
{
    public static string Of(CallHistoryFilter filter) => JsonSerializer.Serialize(
        new CallExportNote(
            filter.From, filter.To, filter.Directions.Count == 0 ? null : filter.Directions, filter.Outcomes.Count == 0 ? null : filter.Outcomes,
            filter.Contact, filter.Employee, filter.Department, filter.Link, filter.OnlyOpen, filter.OnlyUnserved, filter.Number is not null,
            filter.Party is not null),
        CallExportJson.Default.CallExportNote);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CallExportNote))]
internal sealed partial class CallExportJson : JsonSerializerContext;
