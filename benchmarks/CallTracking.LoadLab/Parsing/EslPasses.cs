using System.Buffers;
using System.Text;
using System.Text.Json;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Parsing;

/// <summary>Reads an event socket with the product's reader, and as others do.</summary>
internal static class EslPasses
{
    private static readonly EslSkip Wanted =
        new(FreeSwitchMapping.WantedEvents.Where(static name => name != "CUSTOM"), FreeSwitchMapping.WantedSubclasses);

    /// <summary>Every header of every event can be asked for.</summary>
    public static long ReadAll(in ReadOnlySequence<byte> bytes) => Read(bytes, EslSkip.None);

    /// <summary>As the product reads: events that mean nothing to a call are passed over.</summary>
    public static long ReadWanted(in ReadOnlySequence<byte> bytes) => Read(bytes, Wanted);

    /// <summary>How clients of the event socket commonly read it: a string per frame, split or deserialised into a dictionary. For
    /// comparison.</summary>
    public static long ReadDictionaries(byte[] bytes)
    {
        var frames = 0L;
        var at = 0;
        while (at < bytes.Length)
        {
            var end = at + bytes.AsSpan(at).IndexOf("\n\n"u8);
            var headers = Headers(Encoding.UTF8.GetString(bytes, at, end - at));
            at = end + 2;
            frames++;
            if (headers.TryGetValue("Content-Length", out var value))
            {
                var length = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                var body = Encoding.UTF8.GetString(bytes, at, length);
                _ = headers["Content-Type"] == "text/event-json"
                    ? JsonSerializer.Deserialize<Dictionary<string, object>>(body)!.Count
                    : Headers(body).Count;
                at += length;
            }
        }

        return frames;
    }

    private static Dictionary<string, string> Headers(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(':', 2);
            headers[parts[0]] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1].TrimStart()) : "";
        }

        return headers;
    }

    private static long Read(ReadOnlySequence<byte> rest, EslSkip skip)
    {
        var reader = new EslReader(skip);
        var message = new EslMessage(new WireText());
        var headers = 0L;
        while (reader.TryRead(ref rest, message))
        {
            headers += message.Count;
        }

        return headers < 0 ? -1 : reader.Frames;
    }
}
