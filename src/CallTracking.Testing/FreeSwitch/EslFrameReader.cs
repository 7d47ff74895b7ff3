using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Splits what FreeSWITCH sends on one event socket into its messages, however the bytes were cut on their way.</summary>
/// <remarks>Not thread-safe. Events as XML are given as messages of their content type. A message that never ends is held in memory, up to
/// 64 MiB.</remarks>
public sealed class EslFrameReader
{
    private const int LongestFrame = 64 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>Bytes that are not a whole message yet.</summary>
    public int Pending => _length;

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">Some bytes of the stream; they are copied.</param>
    /// <returns>The messages that are now complete.</returns>
    /// <exception cref="InvalidDataException">This is not an event socket.</exception>
    public IReadOnlyList<EslFrame> Read(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length + bytes.Length, 2 * _buffer.Length));
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        var frames = new List<EslFrame>();
        var start = 0;
        for (int end; (end = Next(_buffer.AsSpan(start, _length - start), frames)) > 0; start += end)
        {
        }

        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        return _length <= LongestFrame
            ? frames
            : throw new InvalidDataException("64 MiB without the end of a message: this is not an event socket.");
    }

    /// <summary>Drops what is half read: the connection ended.</summary>
    public void Reset() => _length = 0;

    private static int Next(ReadOnlySpan<byte> bytes, List<EslFrame> frames)
    {
        var empty = 0;
        while (bytes[empty..].StartsWith("\n"u8))
        {
            empty++;
        }

        var end = bytes[empty..].IndexOf("\n\n"u8);
        if (end < 0)
        {
            return 0;
        }

        var headers = EslText.HeadersOf(Encoding.UTF8.GetString(bytes.Slice(empty, end)), isEncoded: false);
        var after = empty + end + 2;
        var told = headers.Find(static one => one.Key.Equals(EslFrame.ContentLength, StringComparison.OrdinalIgnoreCase)).Value;
        var length = int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        if (bytes.Length - after < length)
        {
            return 0;
        }

        frames.Add(Read(headers, told is not null, bytes.Slice(after, length)));
        return after + length;
    }

    private static EslFrame Read(List<KeyValuePair<string, string>> headers, bool hasBody, ReadOnlySpan<byte> body)
    {
        try
        {
            switch (headers.Find(static one => one.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value)
            {
                case "text/event-json":
                    return EslText.FromJson(body);
                case "text/event-plain":
                    return EslText.FromPlain(body);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"An event that is no JSON: {error.Message}", error);
        }

        headers.RemoveAll(static one => one.Key.Equals(EslFrame.ContentLength, StringComparison.OrdinalIgnoreCase));
        return new EslFrame(false, headers, !hasBody ? null : Encoding.UTF8.GetString(body));
    }
}
