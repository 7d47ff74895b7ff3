using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

/// <summary>A disk whose space and health the test decides.</summary>
internal sealed class FaultyDisk
{
    private readonly List<FaultyFile> _files = [];

    /// <summary>Bytes that it still takes; null for any number. A write that does not fit leaves a part behind, as a real disk does.</summary>
    public long? Room { get; set; }

    public bool Flushes { get; set; } = true;

    /// <summary>Runs before and after each write and each flush: every moment at which a process can die.</summary>
    public Action Moment { get; set; } = () => { };

    public SpoolFile Open(string path)
    {
        var file = new FaultyFile(path, this);
        _files.Add(file);
        return file;
    }

    /// <summary>All files that are open, as they lie there at this moment.</summary>
    public IReadOnlyDictionary<string, byte[]> Read() => _files.ToDictionary(file => Path.GetFileName(file.Path), file =>
    {
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    });

    private sealed class FaultyFile(string path, FaultyDisk disk) : SpoolFile(path)
    {
        public override void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Moment();
            if (disk.Room < bytes.Length)
            {
                base.Write(bytes[..(int)disk.Room.Value], offset);
                throw new IOException("No space left on device");
            }

            // A process can die amid a write too.
            base.Write(bytes[..(bytes.Length / 2)], offset);
            disk.Moment();
            base.Write(bytes, offset);
            disk.Room -= bytes.Length;
            disk.Moment();
        }

        public override void Flush()
        {
            if (!disk.Flushes)
            {
                throw new IOException("Input/output error");
            }

            base.Flush();
            disk.Moment();
        }

        protected override void Dispose(bool disposing)
        {
            disk._files.Remove(this);
            base.Dispose(disposing);
        }
    }
}
