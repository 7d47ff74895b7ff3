using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Webhooks;

/// <summary>The secrets of one subscription: the newest one, and those before it as long as receivers may still use them.</summary>
internal sealed record WebhookKey(string Protected, DateTimeOffset? Until)
{
    public static IReadOnlyList<WebhookKey> Read(string stored) => JsonSerializer.Deserialize(stored, WebhookKeyJson.Default.IReadOnlyListWebhookKey) ?? [];

    public static string Write(IReadOnlyList<WebhookKey> keys) => JsonSerializer.Serialize(keys, WebhookKeyJson.Default.IReadOnlyListWebhookKey);

    /// <summary>The secrets that sign now; empty when their protection cannot be taken off any more.</summary>
    public static IReadOnlyList<string> Open(string stored, IWebhookSecrets secrets, DateTimeOffset now) =>
        [.. Read(stored).Where(key => key.Until is null || key.Until > now).Select(key => secrets.Unprotect(key.Protected)).OfType<string>()];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<WebhookKey>))]
internal sealed partial class WebhookKeyJson : JsonSerializerContext;
