using System.Text.Json;

namespace CallTracking.AspNetCore.Live;

/// <summary>Something a client is told. Of several with one key that wait, the newest counts.</summary>
/// <param name="Method">What the client listens for.</param>
/// <param name="Id">What it is about.</param>
/// <param name="Payload">What is told, made when it is sent: with the rights that hold then.</param>
internal sealed record LiveMessage(string Method, Guid Id, Func<LiveConnection, JsonElement?> Payload)
{
    public const string Call = "call";
    public const string Pop = "pop";
    public const string Notice = "notice";
    public const string Reread = "reread";

    /// <summary>What was left out, or may have changed altogether: the client reads everything again.</summary>
    public static LiveMessage ReadAgain(string reason)
    {
        var payload = JsonSerializer.SerializeToElement(new RereadBody(reason), Http.ApiJson.Strict.RereadBody);
        return new LiveMessage(Reread, Guid.Empty, _ => payload);
    }
}
