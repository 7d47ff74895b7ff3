using System.Text.Json.Serialization;

namespace CallTracking.Ratings;

/// <summary>What the audit trail keeps of a mark.</summary>
internal sealed record RatingAudit(string Source, int Score, int? Before, Guid? Employee);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RatingAudit))]
internal sealed partial class RatingJson : JsonSerializerContext;
