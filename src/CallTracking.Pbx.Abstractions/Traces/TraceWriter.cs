using Microsoft.Win32.SafeHandles;

namespace CallTracking.Pbx.Traces;

/// <summary>When a <see cref="TraceWriter"/> hands its bytes to the operating system.</summary>
public enum TraceFlush
{
    /// <summary>With every chunk: a killed process loses nothing. The default.</summary>
    EveryChunk,

    /// <summary>When 64 KiB have come together, at the end of a connection, and on <see cref="TraceWriter.Flush"/>: for links so busy
    /// that a system call per read is felt.</summary>
    Buffered,
}

/// <summary>
/// Writes a trace: the bytes of one link as they came and went, with their times. The file is complete up to the last flush at every
/// moment, so that it can be read while it grows and after a crash.
/// </summary>
/// <remarks>Safe for concurrent use. What is written is written as it is: whoever records a login keeps the secret out of it.</remarks>
public sealed class TraceWriter : IDisposable
{
    private const int FlushAt = 64 * 1024;

    // Chunks that could not be written wait for a later attempt, up to here.
    private const int MaxBuffered = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private readonly TraceFlush _flush;
    private byte[] _buffer;
    private int _buffered;
    private long _offset;
    private bool _disposed;

    private TraceWriter(SafeFileHandle file, byte[] preamble, TraceFlush flush)
    {
        _file = file;
        _flush = flush;
        _buffer = new byte[Math.Max(preamble.Length, FlushAt)];
        preamble.CopyTo(_buffer, 0);
        _buffered = preamble.Length;
    }

    /// <summary>Begins a new trace.</summary>
    /// <param name="path">The file; it must not exist, as a trace is evidence and is never overwritten. Its usual ending is
    /// <c>.cttrace</c>.</param>
    /// <param name="header">What the trace says about itself.</param>
    /// <param name="flush">When bytes reach the operating system.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static TraceWriter Create(string path, TraceHeader header, TraceFlush flush = TraceFlush.EveryChunk)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(header);
        var preamble = TraceFile.Preamble(header);
        if (preamble.Length > TraceFile.PreambleLength + TraceFile.MaxHeader)
        {
            throw new ArgumentException("The header's texts are too long.", nameof(header));
        }

        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        var writer = new TraceWriter(file, preamble, flush);
        try
        {
            writer.Flush();
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a chunk. More than 1 MiB becomes several records of one time.</summary>
    /// <param name="chunk">The chunk; its bytes are copied.</param>
    /// <exception cref="IOException">The disk is full or gone. What was not written is kept, up to 4 MiB, and tried again with the
    /// next chunk or flush; the file stays readable.</exception>
    /// <exception cref="ObjectDisposedException">The trace is closed.</exception>
    public void Append(in TraceChunk chunk)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_buffered > MaxBuffered)
            {
                // Throws when the disk still takes nothing: this chunk is then refused, and memory does not grow.
                FlushLocked();
            }

            var rest = chunk.Bytes.Span;
            do
            {
                var part = rest[..Math.Min(rest.Length, TraceFile.MaxPayload)];
                rest = rest[part.Length..];
                Buffer(chunk, part, chunk.EndOfConnection && rest.IsEmpty);
            }
            while (!rest.IsEmpty);

            if (_flush == TraceFlush.EveryChunk || _buffered >= FlushAt || chunk.EndOfConnection)
            {
                FlushLocked();
            }
        }
    }

    /// <summary>Hands everything to the operating system.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Flush()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            FlushLocked();
        }
    }

    /// <summary>Writes what is left to the disk and closes the file.</summary>
    /// <exception cref="IOException">What was left could not be written. The file is closed all the same.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            using (_file)
            {
                FlushLocked();
                RandomAccess.FlushToDisk(_file);
            }
        }
    }

    private void Buffer(in TraceChunk chunk, ReadOnlySpan<byte> part, bool end)
    {
        var needed = _buffered + TraceFile.RecordHeaderLength + part.Length;
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, 2 * _buffer.Length));
        }

        TraceFile.WriteRecordHeader(_buffer.AsSpan(_buffered), chunk.At, chunk.Direction, end, part.Length);
        part.CopyTo(_buffer.AsSpan(_buffered + TraceFile.RecordHeaderLength));
        _buffered = needed;
    }

    // At an explicit offset, so that a write that failed half way is repeated and not continued.
    private void FlushLocked()
    {
        if (_buffered == 0)
        {
            return;
        }

        RandomAccess.Write(_file, _buffer.AsSpan(0, _buffered), _offset);
        _offset += _buffered;
        _buffered = 0;
    }
}
