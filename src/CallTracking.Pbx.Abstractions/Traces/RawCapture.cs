namespace CallTracking.Pbx.Traces;

/// <summary>A capture in parts: the bytes received, perhaps the bytes sent, perhaps the times.</summary>
internal sealed class RawCapture
{
    private const int ChunkSize = 64 * 1024;

    private readonly string _path;
    private readonly string? _sentPath;
    private readonly string? _timingPath;

    private RawCapture(string path, string? sentPath, string? timingPath)
    {
        _path = path;
        _sentPath = sentPath;
        _timingPath = timingPath;
    }

    /// <summary>Opens a capture whose timing, if any, fits it.</summary>
    /// <exception cref="TraceFormatException">It does not.</exception>
    public static RawCapture Open(string path, string? timingPath)
    {
        if (timingPath is null)
        {
            return new RawCapture(path, null, null);
        }

        var client = Path.ChangeExtension(path, ".client.raw");
        var sentPath = path.EndsWith(".raw", StringComparison.OrdinalIgnoreCase) && File.Exists(client) ? client : null;
        try
        {
            Check(path, sentPath, timingPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TraceFormatException(TraceReader.Explain(timingPath, exception), exception);
        }

        return new RawCapture(path, sentPath, timingPath);
    }

    public IEnumerable<TraceChunk> Read() => _timingPath is null ? ReadUntimed() : ReadTimed(_timingPath);

    // Of the file, also where the path is a link to it.
    private static long LengthOf(string path)
    {
        using var file = TraceReader.OpenFile(path);
        return file.Length;
    }

    // Before anything is read: a ledger made from the half of a capture that fits would be wrong without a word.
    private static void Check(string path, string? sentPath, string timingPath)
    {
        var received = new Extent(path, LengthOf(path));
        var sent = sentPath is null ? null : new Extent(sentPath, LengthOf(sentPath));
        var lines = 0L;
        foreach (var line in CaptureTiming.Read(timingPath))
        {
            lines = line.Number;
            var extent = line.Direction == TraceDirection.Received ? received : sent;
            if (extent is null || (line.IsEnd && line.Length == 0))
            {
                continue;
            }

            if (line.Offset != extent.Covered || line.Length > extent.Size - extent.Covered)
            {
                throw new TraceFormatException(
                    $"{timingPath}, line {line.Number}: bytes {line.Offset} to {line.Offset + line.Length} do not "
                    + (line.Offset != extent.Covered ? $"follow byte {extent.Covered}" : "lie")
                    + $" in {extent.Path} of {extent.Size} bytes; give the timing of this capture, or none");
            }

            extent.Covered += line.Length;
        }

        foreach (var extent in new[] { received, sent })
        {
            if (extent is not null && extent.Covered < extent.Size)
            {
                throw new TraceFormatException($"{timingPath}, line {lines}: it ends at byte {extent.Covered} of {extent.Path}, which has "
                    + $"{extent.Size}; give the timing of this capture, or none");
            }
        }
    }

    private IEnumerable<TraceChunk> ReadUntimed()
    {
        using var file = TraceReader.OpenFile(_path);
        var buffer = new byte[ChunkSize];
        for (int got; (got = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            yield return new TraceChunk(null, TraceDirection.Received, buffer.AsMemory(0, got), EndOfConnection: false);
        }
    }

    private IEnumerable<TraceChunk> ReadTimed(string timingPath)
    {
        using var received = TraceReader.OpenFile(_path);
        using var sent = _sentPath is null ? null : TraceReader.OpenFile(_sentPath);
        var buffer = new byte[ChunkSize];
        foreach (var line in CaptureTiming.Read(timingPath))
        {
            var file = line.Direction == TraceDirection.Received ? received : sent;
            for (var rest = file is null ? 0 : line.Length; rest > 0;)
            {
                // A chunk of the capture may be larger than we want in memory; its parts then share its time.
                var wanted = (int)Math.Min(rest, buffer.Length);
                if (file!.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) < wanted)
                {
                    throw new TraceFormatException($"{_path}: the file became shorter while it was read; try again when it is complete");
                }

                rest -= wanted;
                yield return new TraceChunk(line.At, line.Direction, buffer.AsMemory(0, wanted), EndOfConnection: false);
            }

            if (line.IsEnd)
            {
                yield return new TraceChunk(line.At, line.Direction, default, EndOfConnection: true);
            }
        }
    }

    private sealed class Extent(string path, long size)
    {
        public string Path { get; } = path;

        public long Size { get; } = size;

        public long Covered { get; set; }
    }
}
