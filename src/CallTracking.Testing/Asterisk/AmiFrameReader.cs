namespace CallTracking.Testing.Asterisk;

/// <summary>Splits one direction of an AMI connection into its messages, however the bytes were cut on their way.</summary>
/// <remarks>Not thread-safe. Empty lines before a message belong to that message's bytes, so that the bytes of all frames together are
/// the stream. A message that never ends is held in memory, up to 16 MiB.</remarks>
public sealed class AmiFrameReader
{
    private const int LongestFrame = 16 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>Bytes that are not a whole message yet.</summary>
    public int Pending => _length;

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">Some bytes of the stream; they are copied.</param>
    /// <returns>The messages that are now complete.</returns>
    /// <exception cref="InvalidDataException">More than 16 MiB came without the end of a message: this is not AMI.</exception>
    public IReadOnlyList<AmiFrame> Read(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length + bytes.Length, 2 * _buffer.Length));
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        var frames = new List<AmiFrame>();
        var start = 0;
        for (int end; (end = EndOfFrame(_buffer.AsSpan(start, _length - start))) > 0; start += end)
        {
            frames.Add(new AmiFrame(_buffer.AsMemory(start, end).ToArray()));
        }

        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        return _length <= LongestFrame
            ? frames
            : throw new InvalidDataException("16 MiB without the empty line that ends an AMI message: this is not an AMI stream.");
    }

    /// <summary>Drops what is half read: the connection ended.</summary>
    public void Reset() => _length = 0;

    private static int EndOfFrame(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (bytes[start..].StartsWith("\r\n"u8))
        {
            start += 2;
        }

        var rest = bytes[start..];
        if (rest.StartsWith("Asterisk Call Manager"u8))
        {
            var line = rest.IndexOf("\r\n"u8);
            return line < 0 ? 0 : start + line + 2;
        }

        var end = rest.IndexOf("\r\n\r\n"u8);
        return end < 0 ? 0 : start + end + 4;
    }
}
