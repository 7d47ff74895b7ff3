namespace CallTracking.LoadLab.Parsing;

/// <summary>
/// The fixed baseline of parsing: finds every line, colon and message end with the run time's vectorised search, copies nothing, and
/// tells a count and a checksum. It must never be made faster: the targets are shares of it.
/// </summary>
internal static class SpanScan
{
    public static (long Messages, long Checksum) Run(ReadOnlySpan<byte> bytes)
    {
        var messages = 0L;
        var checksum = 0L;
        var lines = 0;
        while (true)
        {
            var lf = bytes.IndexOf((byte)'\n');
            if (lf < 0)
            {
                return (messages, checksum);
            }

            var line = lf > 0 && bytes[lf - 1] == (byte)'\r' ? bytes[..(lf - 1)] : bytes[..lf];
            if (line.IsEmpty)
            {
                messages += lines > 0 ? 1 : 0;
                lines = 0;
            }
            else
            {
                var colon = line.IndexOf((byte)':');
                checksum += (colon * 31) + line.Length;
                lines++;
            }

            bytes = bytes[(lf + 1)..];
        }
    }
}
