using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>How the body of a frame is written.</summary>
internal enum EslFormat
{
    /// <summary>No event.</summary>
    Text,

    /// <summary><c>text/event-json</c>.</summary>
    Json,

    /// <summary><c>text/event-plain</c>.</summary>
    Plain,

    /// <summary><c>text/event-xml</c>.</summary>
    Xml,
}

/// <summary>What the headers of a frame look like, and where an event has its name.</summary>
internal static class EslSyntax
{
    private static ReadOnlySpan<byte> LengthHeader => "Content-Length:"u8;

    private static ReadOnlySpan<byte> TypeHeader => "Content-Type:"u8;

    /// <summary>Whether a frame may begin with these bytes, as far as they go.</summary>
    public static bool MayStart(ReadOnlySpan<byte> bytes)
    {
        return Agrees(bytes, LengthHeader) || Agrees(bytes, TypeHeader) || Agrees(bytes, "Event-Name:"u8);
    }

    /// <summary>Whether the first header of an ordinary frame begins these bytes, all of its name.</summary>
    public static bool IsStart(ReadOnlySpan<byte> bytes) => bytes.StartsWith(LengthHeader) || bytes.StartsWith(TypeHeader);

    /// <summary>Where the first header of an ordinary frame begins, or may begin when more bytes come; -1 when nowhere.</summary>
    public static int IndexOfStart(ReadOnlySpan<byte> bytes)
    {
        var from = 0;
        while (from < bytes.Length)
        {
            var found = bytes[from..].IndexOf((byte)'C');
            if (found < 0)
            {
                return -1;
            }

            from += found;
            var rest = bytes[from..];
            if (Agrees(rest, LengthHeader) || Agrees(rest, TypeHeader))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    /// <summary>What kind of frame has these headers; null when none has.</summary>
    public static EslMessageKind? KindOf(HeaderBlock headers, out EslFormat format)
    {
        format = EslFormat.Text;
        if (!headers.TryGet("Content-Type"u8, out var type))
        {
            return null;
        }

        if (type.StartsWith("text/event-"u8))
        {
            format = type.SequenceEqual("text/event-json"u8) ? EslFormat.Json
                : type.SequenceEqual("text/event-plain"u8) ? EslFormat.Plain
                : type.SequenceEqual("text/event-xml"u8) ? EslFormat.Xml
                : EslFormat.Text;
            return format == EslFormat.Text ? EslMessageKind.Other : EslMessageKind.Event;
        }

        return type.SequenceEqual("command/reply"u8) ? EslMessageKind.CommandReply
            : type.SequenceEqual("api/response"u8) ? EslMessageKind.ApiResponse
            : type.SequenceEqual("auth/request"u8) ? EslMessageKind.AuthRequest
            : type.SequenceEqual("text/disconnect-notice"u8) ? EslMessageKind.DisconnectNotice
            : type.SequenceEqual("text/rude-rejection"u8) ? EslMessageKind.RudeRejection
            : EslMessageKind.Other;
    }

    /// <summary>What <c>Content-Length</c> says; null when it is absent, the greatest number when it is none.</summary>
    public static long? LengthOf(HeaderBlock headers)
    {
        return !headers.TryGet("Content-Length"u8, out var value) ? null
            : EslText.ParseNumber(value.Trim((byte)' ')) is >= 0 and var length ? length
            : long.MaxValue;
    }

    /// <summary>Finds an event's name without reading the event: it stands near the front.</summary>
    /// <param name="body">What is there of the body.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="name">The name.</param>
    /// <param name="subclass">The subclass of a <c>CUSTOM</c> event, as written.</param>
    /// <returns>Whether both are known; more bytes cannot change them.</returns>
    public static bool TryPeek(
        ReadOnlySpan<byte> body, EslFormat format, bool isWhole, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> subclass)
    {
        subclass = default;
        name = default;
        if (format == EslFormat.Xml)
        {
            return false;
        }

        var isJson = format == EslFormat.Json;
        var found = isJson
            ? TryPeekJson(body, "\"Event-Name\":\""u8, out name)
            : TryPeekPlain(body, "\nEvent-Name: "u8, out name);
        if (!found || !name.SequenceEqual("CUSTOM"u8))
        {
            return found;
        }

        return (isJson
            ? TryPeekJson(body, "\"Event-Subclass\":\""u8, out subclass)
            : TryPeekPlain(body, "\nEvent-Subclass: "u8, out subclass)) || isWhole;
    }

    private static bool TryPeekJson(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        // Quotes within a value are escaped, so that this text is a key wherever it stands.
        value = default;
        var at = body.Length > key.Length && body[1..].StartsWith(key) ? 1 : body.IndexOf(key);
        if (at < 0)
        {
            return false;
        }

        value = body[(at + key.Length)..];
        var end = value.IndexOf((byte)'"');
        value = end < 0 ? default : value[..end];
        return end >= 0;
    }

    private static bool TryPeekPlain(ReadOnlySpan<byte> body, ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        value = default;
        var at = -1;
        if (!body.StartsWith(line[1..]))
        {
            at = body.IndexOf(line);
            if (at < 0 || body[..at].IndexOf("\n\n"u8) >= 0)
            {
                return false;
            }
        }

        value = body[(at + line.Length)..];
        var end = value.IndexOf((byte)'\n');
        value = end < 0 ? default : value[..end];
        return end >= 0;
    }

    private static bool Agrees(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        var length = Math.Min(bytes.Length, name.Length);
        return bytes[..length].SequenceEqual(name[..length]);
    }
}
