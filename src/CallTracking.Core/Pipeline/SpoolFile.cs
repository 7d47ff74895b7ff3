using Microsoft.Win32.SafeHandles;

namespace CallTracking.Pipeline;

/// <summary>One file of a spool, open for this process alone. Every access names its place, so nobody moves another one's position.</summary>
/// <remarks>Open to derivation so that tests can let a disk fail.</remarks>
internal class SpoolFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    public SpoolFile(string path)
    {
        Path = path;
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> bytes, long offset)
    {
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(_handle, bytes[read..], offset + read) is var count and > 0)
        {
            read += count;
        }

        return read;
    }

    /// <exception cref="IOException">Nothing or only a part of it was written.</exception>
    public virtual void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    /// <summary>Makes durable what was written.</summary>
    /// <exception cref="IOException">What was written since the last flush may be lost.</exception>
    public virtual void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Cut(long length) => RandomAccess.SetLength(_handle, length);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handle.Dispose();
        }
    }
}
