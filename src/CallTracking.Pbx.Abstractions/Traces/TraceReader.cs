using System.Buffers.Binary;
using System.Text.Json;

namespace CallTracking.Pbx.Traces;

/// <summary>
/// Reads a trace: a file of ours, or a raw capture (<c>name.raw</c>, the bytes received) with an optional timing file and, beside it,
/// the bytes sent (<c>name.client.raw</c>). Memory stays bounded whatever the size of the trace.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class TraceReader
{
    private readonly Func<TraceReader, IEnumerable<TraceChunk>> _read;

    private TraceReader(string path, TraceHeader header, Func<TraceReader, IEnumerable<TraceChunk>> read)
    {
        Path = path;
        Header = header;
        _read = read;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the trace says about itself; a raw capture says nothing.</summary>
    public TraceHeader Header { get; }

    /// <summary>
    /// Known when <see cref="ReadChunks"/> has been read to its end: the offset at which the file breaks off inside a record, because
    /// whoever wrote it died, or still writes. Null when it is whole. All records before it were read.
    /// </summary>
    public long? TornAt { get; internal set; }

    /// <summary>Opens a trace and checks what can be checked without reading it all; a timing file is checked whole.</summary>
    /// <param name="path">A file of ours, recognised by its first bytes, or a raw capture, recognised by its ending <c>.raw</c> or by
    /// having a timing file.</param>
    /// <param name="timingPath">The raw capture's timing, a JSON object a line: <c>{"t": seconds, "dir": "s2c"|"c2s", "off": n,
    /// "len": n}</c>, and <c>{"t": …, "dir": …, "off": n, "eof": true}</c> where the connection died. Without it the whole capture
    /// comes in chunks of 64 KiB without times.</param>
    /// <returns>The trace, ready to be read.</returns>
    /// <exception cref="TraceFormatException">It cannot be read, is no trace, is empty, breaks off in its header, was written by a newer
    /// version, or the timing does not fit it.</exception>
    public static TraceReader Open(string path, string? timingPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = OpenFile(path);
            if (file.Length == 0)
            {
                throw new TraceFormatException($"{path}: the file is empty, nothing was recorded; give another trace");
            }

            Span<byte> start = stackalloc byte[TraceFile.PreambleLength];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (start.StartsWith(TraceFile.Magic))
            {
                return timingPath is null
                    ? OpenOwn(path, file, start)
                    : throw new TraceFormatException($"{path}: this trace holds its own times; leave out the timing file {timingPath}");
            }

            if (start.StartsWith<byte>([0x1F, 0x8B]))
            {
                throw new TraceFormatException($"{path}: the file is compressed; unpack it first (gunzip)");
            }

            if (timingPath is null && !path.EndsWith(".raw", StringComparison.OrdinalIgnoreCase))
            {
                throw new TraceFormatException(
                    $"{path}: not a trace; give a file that 'capture' wrote, or a raw capture whose name ends in .raw");
            }

            var capture = RawCapture.Open(path, timingPath);
            return new TraceReader(path, new TraceHeader(null, null, null), _ => capture.Read());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new TraceFormatException(Explain(path, exception), exception);
        }
    }

    /// <summary>Reads the chunks in order. Each enumeration begins at the start; a chunk's bytes are valid until the next one.</summary>
    /// <returns>The chunks.</returns>
    /// <exception cref="TraceFormatException">The file is damaged; the message names the offset. All chunks before were read.</exception>
    /// <exception cref="IOException">The file went away.</exception>
    public IEnumerable<TraceChunk> ReadChunks() => _read(this);

    internal static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.SequentialScan);

    internal static string Explain(string path, Exception exception) => exception switch
    {
        FileNotFoundException missing => $"{missing.FileName ?? path}: there is no such file; check the path",
        DirectoryNotFoundException => $"{path}: there is no such folder; check the path",
        NotSupportedException => $"{path}: a pipe or device cannot be read as a trace; save it to a file first",
        UnauthorizedAccessException => $"{path}: it may not be read (a folder, or no permission)",
        _ => $"{path}: {exception.Message.ReplaceLineEndings(" ")}",
    };

    private static TraceReader OpenOwn(string path, FileStream file, ReadOnlySpan<byte> preamble)
    {
        var cut = $"{path}: the file breaks off in its header at offset {file.Length}, nothing was recorded; give another trace";
        if (preamble.Length < TraceFile.PreambleLength)
        {
            throw new TraceFormatException(cut);
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(preamble[10..]);
        if (version > TraceFile.Version)
        {
            throw new TraceFormatException(
                $"{path}: written in trace format {version}, this program reads up to {TraceFile.Version}; update CallTracking");
        }

        if (length > TraceFile.MaxHeader)
        {
            throw new TraceFormatException($"{path}: the header at offset 10 is damaged; give another copy of the trace");
        }

        var json = new byte[length];
        if (file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
        {
            throw new TraceFormatException(cut);
        }

        try
        {
            var header = JsonSerializer.Deserialize(json, TraceHeaderJson.Default.TraceHeader);
            return new TraceReader(
                path, header ?? new TraceHeader(null, null, null), reader => ReadOwn(reader, TraceFile.PreambleLength + length));
        }
        catch (JsonException exception)
        {
            throw new TraceFormatException(
                $"{path}: the header at offset {TraceFile.PreambleLength} is damaged; give another copy of the trace", exception);
        }
    }

    private static IEnumerable<TraceChunk> ReadOwn(TraceReader reader, long start)
    {
        reader.TornAt = null;
        using var file = OpenFile(reader.Path);
        file.Position = start;
        var header = new byte[TraceFile.RecordHeaderLength];
        var payload = new byte[64 * 1024];
        for (var offset = start; ;)
        {
            var got = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (got == 0)
            {
                yield break;
            }

            if (got < header.Length)
            {
                reader.TornAt = offset;
                yield break;
            }

            if (TraceFile.ReadRecordHeader(header) is not { } record)
            {
                // After a power cut a file system may give back zeros where the last records should be.
                if (header.AsSpan().ContainsAnyExcept((byte)0) || !IsZeroToTheEnd(file, payload))
                {
                    throw new TraceFormatException(
                        $"{reader.Path}: damaged at offset {offset}; what stands before it was read, give another copy for the rest");
                }

                reader.TornAt = offset;
                yield break;
            }

            if (record.Length > payload.Length)
            {
                payload = new byte[TraceFile.MaxPayload];
            }

            if (file.ReadAtLeast(payload.AsSpan(0, record.Length), record.Length, throwOnEndOfStream: false) < record.Length)
            {
                reader.TornAt = offset;
                yield break;
            }

            offset += TraceFile.RecordHeaderLength + record.Length;
            yield return new TraceChunk(record.At, record.Direction, payload.AsMemory(0, record.Length), record.EndOfConnection);
        }
    }

    private static bool IsZeroToTheEnd(FileStream file, byte[] scratch)
    {
        for (int got; (got = file.Read(scratch)) > 0;)
        {
            if (scratch.AsSpan(0, got).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }
}
