using System.Buffers;
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Events as FreeSWITCH writes them, and back.</summary>
internal static class EslText
{
    private const string ArrayPrefix = "ARRAY::";
    private const string ArraySeparator = "|:";
    private const string BodyName = "_body";

    // What FreeSWITCH encodes in the plain form, beside controls and what is not ASCII.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create("\r\n #%&+:;<=>?@[\\]^`{|}\"");

    public static byte[] ToJson(EslFrame frame)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in frame.Headers)
        {
            Quote(text, name).Append(':');
            if (value.StartsWith(ArrayPrefix, StringComparison.Ordinal))
            {
                text.Append('[');
                foreach (var item in value[ArrayPrefix.Length..].Split(ArraySeparator))
                {
                    Quote(text, item).Append(',');
                }

                text[^1] = ']';
            }
            else
            {
                Quote(text, value);
            }

            text.Append(',');
        }

        if (frame.Body is { } body)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"{EslFrame.ContentLength}\":\"{Encoding.UTF8.GetByteCount(body)}\",\"{BodyName}\":");
            Quote(text, body).Append(',');
        }

        text.Length -= text.Length > 1 ? 1 : 0;
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    public static byte[] ToPlain(EslFrame frame)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in frame.Headers)
        {
            Encode(text.Append(name).Append(": "), value).Append('\n');
        }

        if (frame.Body is { } body)
        {
            text.Append(CultureInfo.InvariantCulture, $"{EslFrame.ContentLength}: {Encoding.UTF8.GetByteCount(body)}\n\n").Append(body);
        }
        else
        {
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] ToXml(EslFrame frame)
    {
        var text = new StringBuilder("<event>\n  <headers>\n");
        foreach (var (name, value) in frame.Headers)
        {
            Encode(text.Append(CultureInfo.InvariantCulture, $"    <{name}>"), value).Append(CultureInfo.InvariantCulture, $"</{name}>\n");
        }

        text.Append("  </headers>\n");
        if (frame.Body is { } body)
        {
            text.Append(CultureInfo.InvariantCulture, $"  <{EslFrame.ContentLength}>{Encoding.UTF8.GetByteCount(body)}</{EslFrame.ContentLength}>\n");
            text.Append("  <body>").Append(SecurityElement.Escape(body)).Append("</body>\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("</event>").ToString());
    }

    public static EslFrame FromJson(ReadOnlySpan<byte> bytes)
    {
        var headers = new List<KeyValuePair<string, string>>();
        string? body = null;
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                var items = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(reader.GetString() ?? string.Empty);
                }

                headers.Add(new(name, ArrayPrefix + string.Join(ArraySeparator, items)));
            }
            else if (name == BodyName)
            {
                body = reader.GetString();
            }
            else
            {
                headers.Add(new(name, reader.TokenType == JsonTokenType.Null ? string.Empty : reader.GetString()!));
            }
        }

        return Make(headers, body);
    }

    public static EslFrame FromPlain(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\n\n"u8);
        var block = end < 0 ? bytes : bytes[..end];
        var headers = HeadersOf(Encoding.UTF8.GetString(block), isEncoded: true);
        var body = end < 0 || !headers.Any(static one => one.Key == EslFrame.ContentLength) ? null : Encoding.UTF8.GetString(bytes[(end + 2)..]);
        return Make(headers, body);
    }

    public static List<KeyValuePair<string, string>> HeadersOf(string block, bool isEncoded)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? string.Empty : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            headers.Add(new(colon < 0 ? line : line[..colon], isEncoded ? Uri.UnescapeDataString(value) : value));
        }

        return headers;
    }

    private static EslFrame Make(List<KeyValuePair<string, string>> headers, string? body)
    {
        // The length is written anew with the body.
        var length = body is null ? -1 : headers.FindLastIndex(static one => one.Key == EslFrame.ContentLength);
        if (length >= 0)
        {
            headers.RemoveAt(length);
        }

        return new EslFrame(true, headers, body);
    }

    private static StringBuilder Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var one in value)
        {
            _ = one switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"),
                _ => text.Append(one),
            };
        }

        return text.Append('"');
    }

    private static StringBuilder Encode(StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var one = value[i];
            if (one == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                // FreeSWITCH leaves alone what looks encoded, so that a reader decodes what nobody had encoded.
                text.Append(one);
            }
            else if (one < ' ' || one == 127 || Unsafe.Contains(one))
            {
                text.Append(CultureInfo.InvariantCulture, $"%{(int)one:X2}");
            }
            else if (one > 127)
            {
                var length = char.IsHighSurrogate(one) && i + 1 < value.Length ? 2 : 1;
                foreach (var octet in Encoding.UTF8.GetBytes(value.Substring(i, length)))
                {
                    text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
                }

                i += length - 1;
            }
            else
            {
                text.Append(one);
            }
        }

        return text;
    }
}
