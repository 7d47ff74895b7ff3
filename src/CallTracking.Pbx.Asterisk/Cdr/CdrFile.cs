using System.Security.Cryptography;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>One CDR file, read row by row while others may write, rename or delete it.</summary>
internal sealed class CdrFile : IDisposable
{
    /// <summary>The longest row taken. <c>cdr_csv</c> itself writes no more than 1 KiB.</summary>
    public const int MaxRowBytes = 16 * 1024;

    // A record and a bit: two files of one PBX differ there, for records have times and ids.
    private const int HeadBytes = 512;

    private readonly FileStream _stream;
    private readonly CsvReader _rows = new(MaxRowBytes);
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly string _name;
    private string _head = string.Empty;
    private long _headLength = -1;
    private long _offset;
    private int _start;
    private int _end;

    private CdrFile(string path, FileStream stream)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _stream = stream;
    }

    public string Path { get; }

    /// <summary>The row read last.</summary>
    public CsvReader Row => _rows;

    public long Length => _stream.Length;

    /// <summary>Behind the row read last.</summary>
    public CdrPosition Position => new(_name, _offset, _rows.NextLine, KnownHead());

    /// <summary>All that the file has of its beginning, read or not.</summary>
    public CdrPosition Beginning
    {
        get
        {
            var length = Math.Min(Length, HeadBytes);
            return new CdrPosition(_name, length, 1, HeadOf(length));
        }
    }

    /// <summary>Opens a file at its start.</summary>
    /// <exception cref="IOException">It cannot be read, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static CdrFile Open(string path) => new(path, new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>Whether what was read up to a position was read from this file, whatever its name is now.</summary>
    public bool Holds(in CdrPosition position) =>
        position.Offset <= Length && (position.Offset == 0 || HeadOf(position.Offset) == position.Head);

    /// <summary>Goes on from a position in this file.</summary>
    public void GoTo(in CdrPosition position)
    {
        _stream.Position = position.Offset;
        _offset = position.Offset;
        _start = _end = 0;
        _rows.Restart(position.Line);
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="isEnd">Whether a last row without line break is one: nobody writes into the file any more.</param>
    public CsvRead Read(bool isEnd)
    {
        for (var atEnd = false; ; atEnd = !Fill())
        {
            var read = _rows.Read(_buffer, _start, _end - _start, isEnd && atEnd, out var consumed);
            _start += consumed;
            _offset += consumed;
            if (read != CsvRead.Incomplete || atEnd)
            {
                return read;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private bool Fill()
    {
        // What is left is the beginning of one row, and rows are far shorter than the buffer.
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var got = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += got;
        return got > 0;
    }

    /// <summary>The hash of what was read; asked for once, since the file may be emptied meanwhile.</summary>
    private string KnownHead()
    {
        var length = Math.Min(_offset, HeadBytes);
        if (length != _headLength)
        {
            (_head, _headLength) = (HeadOf(length), length);
        }

        return _head;
    }

    private string HeadOf(long offset)
    {
        var length = Math.Min(offset, HeadBytes);
        Span<byte> bytes = stackalloc byte[HeadBytes];
        var got = 0;
        for (int read; got < length && (read = RandomAccess.Read(_stream.SafeFileHandle, bytes[got..(int)length], got)) > 0;)
        {
            got += read;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..got], hash);
        return got == 0 ? string.Empty : Convert.ToHexStringLower(hash[..8]);
    }
}
