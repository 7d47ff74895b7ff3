using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CallTracking.AspNetCore.Http;

/// <summary>Reads JSON bodies strictly: only members that the API knows, each once, no deeper and no larger than it needs.</summary>
internal static class Body
{
    private const int MaxMembers = 20_000;

    /// <summary>The request's body.</summary>
    /// <exception cref="ApiProblemException">It is not what the endpoint takes.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        DemandType(http.Request, "application/json");
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? 64 * 1024;
        var bytes = await ReadAllAsync(http.Request, limit, cancellationToken).ConfigureAwait(false);
        Inspect(bytes.Span, type);
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) ?? throw Invalid(null, "The body is null.");
        }
        catch (JsonException exception)
        {
            throw Invalid(SafePath(exception.Path), "A member is unknown, comes twice, or has a value of another kind.");
        }
    }

    /// <summary>Refuses every other type of content, and content that would have to be unpacked.</summary>
    public static void DemandType(HttpRequest request, params ReadOnlySpan<string> types)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsOneOf(type.MediaType.Value, types)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ApiProblemException(new ApiProblem(415, "unsupported-media-type", "The body is of a type that is not taken here.")
            {
                Parameter = "Content-Type",
                Cure = $"Send {string.Join(" or ", types)} in UTF-8.",
            });
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new ApiProblemException(new ApiProblem(415, "unsupported-media-type", "The body is packed.")
            {
                Parameter = "Content-Encoding",
                Cure = "Send it as it is.",
            });
        }
    }

    /// <summary>All bytes of a body that may have so many.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw new ApiProblemException(Problems.TooLarge());
        }

        var bytes = new ArrayBufferWriter<byte>(request.ContentLength is { } length and > 0 ? (int)length : 1024);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (bytes.WrittenCount + read.Buffer.Length > limit)
            {
                throw new ApiProblemException(Problems.TooLarge());
            }

            foreach (var part in read.Buffer)
            {
                bytes.Write(part.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return bytes.WrittenMemory;
            }
        }
    }

    private static bool IsOneOf(string? type, ReadOnlySpan<string> types)
    {
        foreach (var one in types)
        {
            if (string.Equals(one, type, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // What the serialiser would let through, or would only say in words that name our types.
    private static void Inspect(ReadOnlySpan<byte> bytes, JsonTypeInfo type)
    {
        if (bytes.IsEmpty)
        {
            throw Invalid(null, "The body is empty.");
        }

        if (!Utf8.IsValid(bytes))
        {
            throw Invalid(null, "The body is not UTF-8.");
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        var members = 0;
        HashSet<string> top = new(StringComparer.Ordinal);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Invalid(null, "The body is no JSON object.");
            }

            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
                {
                    continue;
                }

                var text = reader.GetString()!;
                if (text.Contains('\0', StringComparison.Ordinal))
                {
                    throw Invalid(null, "A text holds the character U+0000.");
                }

                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    CheckMember(text, reader.CurrentDepth, type, top);
                    if (++members > MaxMembers)
                    {
                        throw Invalid(null, "The body has too many members.");
                    }
                }
            }
        }
        catch (JsonException)
        {
            throw Invalid(null, $"The body is no JSON, or is nested deeper than {ApiJson.MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(null, "A text holds half a character (an unpaired surrogate).");
        }
    }

    private static void CheckMember(string name, int depth, JsonTypeInfo type, HashSet<string> top)
    {
        if (depth != 1)
        {
            return;
        }

        if (!type.Properties.Any(property => property.Name == name))
        {
            throw Invalid(SafePath("$." + name), "The body has a member that is not known here.");
        }

        if (!top.Add(name))
        {
            throw Invalid(name, "The body has a member twice.");
        }
    }

    private static ApiProblemException Invalid(string? member, string detail) =>
        new(ApiProblem.InvalidBody(member, detail, "Send what the OpenAPI document describes."));

    // A client may have put anything where a name should be: only what looks like one goes back to it.
    private static string? SafePath(string? path) =>
        path is { Length: > 2 and <= 80 } && path.StartsWith("$.", StringComparison.Ordinal)
        && path.AsSpan(2).IndexOfAnyExcept(NameLetters) < 0 ? SafeText.Of(path[2..]) : null;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.[]");
}

/// <summary>Most bytes of an endpoint's body.</summary>
internal sealed record BodyLimit(long Bytes) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => Bytes;
}
