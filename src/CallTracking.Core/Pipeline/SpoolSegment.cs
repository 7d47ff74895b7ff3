using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>
/// A run of entries in one file: 8 bytes that name the format, then frames of length, checksum and content, the first of which names the
/// link. Entries are appended at the end and read from the beginning; whatever a crash or a full disk left behind the last whole one is cut
/// off.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SpoolSegment : IDisposable
{
    /// <summary>Bytes of a frame beside its content.</summary>
    public const int FrameHead = 8;

    private const int LongestEntry = 1 << 28;

    private readonly SpoolFile _file;
    private long _start;
    private long _read;

    private SpoolSegment(SpoolFile file)
    {
        _file = file;
    }

    private static ReadOnlySpan<byte> Format => "CTSPOOL1"u8;

    /// <summary>Where it lies.</summary>
    public string Path => _file.Path;

    /// <summary>Behind the last whole entry.</summary>
    public long End { get; private set; }

    /// <summary>Whether every entry was dropped.</summary>
    public bool IsEmpty => _read >= End;

    /// <summary>Where the first entry begins that was not dropped.</summary>
    public long First => _read;

    /// <summary>Bytes of its entries, the dropped ones included: the space they take. Zero once all are dropped.</summary>
    public long Bytes => IsEmpty ? 0 : End - _start;

    /// <summary>Opens or creates a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="owner">Whose entries it holds.</param>
    /// <param name="flaws">Takes what was wrong with it.</param>
    /// <exception cref="InvalidDataException">It is not a spool of this owner that this program can read. Nothing was changed.</exception>
    public static SpoolSegment Open(SpoolFile file, string owner, ICollection<SpoolFlaw> flaws)
    {
        var segment = new SpoolSegment(file);
        if (!segment.HasHead(owner))
        {
            segment.Begin(owner);
        }

        segment.Check(flaws);
        return segment;
    }

    /// <summary>Puts length and checksum in front of an entry.</summary>
    public static void WriteFrame(Stream output, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[FrameHead];
        BinaryPrimitives.WriteInt32LittleEndian(head, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(head[..4], content));
        output.Write(head);
        output.Write(content);
    }

    /// <summary>Appends whole frames and makes them durable; all of them count, or none.</summary>
    /// <exception cref="IOException">They are not durable, and do not count.</exception>
    public void Append(ReadOnlySpan<byte> frames)
    {
        _file.Write(frames, End);
        _file.Flush();
        End += frames.Length;
    }

    /// <summary>The next entry at a place, passing over damaged ones.</summary>
    /// <param name="offset">The place; behind the entry afterwards.</param>
    /// <returns>The entry; null at the end.</returns>
    public byte[]? Read(ref long offset)
    {
        while (offset < End)
        {
            var content = ReadFrame(offset, End, out var next);
            offset = next;
            if (content is not null)
            {
                return content;
            }
        }

        return null;
    }

    /// <summary>Entries before a place are done with.</summary>
    public void DropBefore(long offset) => _read = offset;

    /// <summary>Forgets all entries, which must have been dropped, and gives their space back.</summary>
    public void Clear()
    {
        _file.Cut(_start);
        (End, _read) = (_start, _start);
    }

    /// <summary>Takes away what a failed write may have left behind the last whole entry, as far as the disk lets us.</summary>
    public void CutRest()
    {
        try
        {
            _file.Cut(End);
        }
        catch (IOException)
        {
            // The next write goes to the same place, and a reader stops at what is not whole.
        }
    }

    public void Dispose() => _file.Dispose();

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> content)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(length));
        while (content.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(content));
            content = content[sizeof(ulong)..];
        }

        foreach (var value in content)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }

    // False for a file that was never finished: its head is made durable before any entry.
    private bool HasHead(string owner)
    {
        var name = Encoding.UTF8.GetBytes(owner);
        Span<byte> format = stackalloc byte[Format.Length];
        var isShort = _file.Length <= Format.Length + FrameHead + name.Length;
        if (_file.Read(format, 0) == format.Length && format.SequenceEqual(Format)
            && ReadFrame(Format.Length, _file.Length, out _start) is { } content)
        {
            return content.AsSpan().SequenceEqual(name)
                ? true : throw new InvalidDataException($"{Path} belongs to another link: move the file away.");
        }

        return isShort ? false : throw new InvalidDataException(format.StartsWith("CTSPOOL"u8) && !format.SequenceEqual(Format)
            ? $"{Path} was written by a newer version: let that version drain it, or move the file away."
            : $"{Path} is damaged at its beginning, or is no spool: move the file away.");
    }

    private void Begin(string owner)
    {
        using var head = new MemoryStream();
        head.Write(Format);
        WriteFrame(head, Encoding.UTF8.GetBytes(owner));
        _file.Cut(0);
        _file.Write(head.GetBuffer().AsSpan(0, (int)head.Length), 0);
        _file.Flush();
        DiskSync.Folder(Path);
        _start = head.Length;
    }

    private void Check(ICollection<SpoolFlaw> flaws)
    {
        var length = _file.Length;
        var offset = _start;
        while (offset < length)
        {
            if (ReadFrame(offset, length, out var next) is null)
            {
                if (next >= length || ReadFrame(next, length, out _) is null)
                {
                    flaws.Add(new SpoolFlaw(Path, offset, length - offset, IsTorn: true));
                    break;
                }

                flaws.Add(new SpoolFlaw(Path, offset, next - offset, IsTorn: false));
            }

            offset = next;
        }

        (_read, End) = (_start, offset);
        if (offset < length)
        {
            CutRest();
        }
    }

    // Null when there is no whole entry; what its head says of its length is then believed as far as it can be true.
    private byte[]? ReadFrame(long offset, long end, out long next)
    {
        Span<byte> head = stackalloc byte[FrameHead];
        next = end;
        if (end - offset < FrameHead || _file.Read(head, offset) < FrameHead)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is <= 0 or > LongestEntry || length > end - offset - FrameHead)
        {
            return null;
        }

        next = offset + FrameHead + length;
        var content = new byte[length];
        return _file.Read(content, offset + FrameHead) == length
            && Checksum(head[..4], content) == BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) ? content : null;
    }
}

/// <summary>Bytes of a spool that are no entry.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Bytes">How many.</param>
/// <param name="IsTorn">True at the end of the file: an entry that was never finished, and so never counted. False amid it: an entry that
/// counted and is lost.</param>
internal sealed record SpoolFlaw(string Path, long Offset, long Bytes, bool IsTorn);
