using System.Text.Json.Serialization;

namespace CallTracking.Dialing;

/// <summary>What the audit trail keeps of a placed call. The number is in the call.</summary>
internal sealed record DialAudit(Guid Employee, string Link, string Extension, Guid? Obligation, Guid? Contact);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DialAudit))]
internal sealed partial class DialJson : JsonSerializerContext;
