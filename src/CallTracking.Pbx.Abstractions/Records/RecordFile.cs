using System.Security.Cryptography;

namespace CallTracking.Pbx.Records;

/// <summary>One file of records, read one by one while others may write, rename or delete it.</summary>
internal sealed class RecordFile : IDisposable
{
    // A record and a bit: two files of one PBX differ there, for records have times and ids.
    private const int HeadBytes = 512;

    private const int FirstBufferBytes = 128 * 1024;

    private readonly FileStream _stream;
    private readonly string _name;
    private string _head = string.Empty;
    private long _headLength = -1;
    private long _offset;
    private IRecordReader? _reader;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private RecordFile(string path, FileStream stream)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _stream = stream;
    }

    public string Path { get; }

    /// <summary>What it was begun with.</summary>
    public IRecordReader Reader => _reader ?? throw new InvalidOperationException("The file was not begun.");

    public long Length => _stream.Length;

    /// <summary>Behind the record read last.</summary>
    public RecordPosition Position => new(_name, _offset, _reader?.NextLine ?? 1, KnownHead());

    /// <summary>All that the file has of its beginning, read or not.</summary>
    public RecordPosition Beginning
    {
        get
        {
            var length = Math.Min(Length, HeadBytes);
            return new RecordPosition(_name, length, 1, HeadOf(length));
        }
    }

    /// <summary>Opens a file at its start.</summary>
    /// <exception cref="IOException">It cannot be read, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static RecordFile Open(string path) => new(path, new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>Whether what was read up to a position was read from this file, whatever its name is now.</summary>
    public bool Holds(in RecordPosition position) =>
        position.Offset <= Length && (position.Offset == 0 || HeadOf(position.Offset) == position.Head);

    /// <summary>Begins to read.</summary>
    /// <param name="reader">A fresh reader.</param>
    /// <param name="from">Where to go on.</param>
    public void Begin(IRecordReader reader, in RecordPosition from)
    {
        _reader = reader;
        _buffer = _buffer.Length == 0 ? new byte[FirstBufferBytes] : _buffer;
        GoTo(RecordPosition.StartOf(_name));
        if (from.Offset > 0)
        {
            // A line of names at the top holds for all the rows below.
            Read(isEnd: false);
            GoTo(from);
        }
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="isEnd">Whether the last one may lack its end: nobody writes into the file any more.</param>
    public RecordRead Read(bool isEnd)
    {
        for (var atEnd = false; ; atEnd = !Fill())
        {
            var read = Reader.Read(_buffer, _start, _end - _start, isEnd && atEnd, out var consumed);
            _start += consumed;
            _offset += consumed;
            if (read != RecordRead.Incomplete || atEnd)
            {
                return read;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private void GoTo(in RecordPosition position)
    {
        _stream.Position = position.Offset;
        _offset = position.Offset;
        _start = _end = 0;
        Reader.Restart(position.Line);
    }

    private bool Fill()
    {
        // What is left is the beginning of one record; mostly that is far shorter than the buffer.
        var rest = _buffer.AsSpan(_start, _end - _start);
        var target = rest.Length < _buffer.Length ? _buffer : new byte[Math.Min(_buffer.Length * 2L, Reader.MaxRecordBytes + 1L + FirstBufferBytes)];
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
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
