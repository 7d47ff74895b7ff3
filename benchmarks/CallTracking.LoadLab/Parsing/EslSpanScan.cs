namespace CallTracking.LoadLab.Parsing;

/// <summary>
/// The fixed baseline of parsing an event socket: finds every line end and every colon with the run time's vectorised search, and every
/// frame, copies nothing, and tells a count and a checksum. It is the same for JSON and plain text. It must never be made faster: the
/// targets are shares of it.
/// </summary>
internal static class EslSpanScan
{
    public static (long Frames, long Checksum) Run(ReadOnlySpan<byte> bytes)
    {
        var frames = 0L;
        var checksum = 0L;
        while (!bytes.IsEmpty)
        {
            var length = 0;
            while (true)
            {
                var lf = bytes.IndexOf((byte)'\n');
                if (lf <= 0)
                {
                    bytes = bytes[(lf + 1)..];
                    break;
                }

                var line = bytes[..lf];
                if (line.StartsWith("Content-Length: "u8))
                {
                    _ = System.Buffers.Text.Utf8Parser.TryParse(line["Content-Length: "u8.Length..], out length, out _);
                }

                bytes = bytes[(lf + 1)..];
            }

            frames++;
            var body = bytes[..length];
            bytes = bytes[length..];
            while (true)
            {
                var mark = body.IndexOfAny((byte)'\n', (byte)':');
                if (mark < 0)
                {
                    break;
                }

                checksum += mark;
                body = body[(mark + 1)..];
            }
        }

        return (frames, checksum);
    }
}
