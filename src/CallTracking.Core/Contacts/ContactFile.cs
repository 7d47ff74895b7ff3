using System.Security.Cryptography;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Contacts;

/// <summary>A row of a file: cells as they were written, or why it is none.</summary>
internal sealed record ContactFileRow(long Line, string[] Cells, string? Damage, int BadCell = -1);

/// <summary>Reads a CSV file of contacts row by row and knows, at each row, how many bytes lie behind it and their hash.</summary>
/// <remarks>Not thread-safe. Memory is bounded by the longest row.</remarks>
internal sealed class ContactFile : IDisposable
{
    /// <summary>The longest row: 1 MiB.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    private const int Chunk = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private CsvReader _reader = new(MaxRowBytes);
    private byte[] _buffer = new byte[Chunk];
    private int _start;
    private int _end;
    private bool _isEnd;

    private ContactFile(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>The column headers.</summary>
    public string[] Header { get; private set; } = [];

    /// <summary>Bytes behind the row read last.</summary>
    public long Bytes { get; private set; }

    /// <summary>The line on which the next row begins.</summary>
    public long NextLine => _reader.NextLine;

    /// <summary>SHA-256 of <see cref="Bytes"/> so far.</summary>
    public byte[] Hash => _hash.GetCurrentHash();

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="ContactFileException">It has none, or is no CSV in UTF-8.</exception>
    public static async Task<ContactFile> OpenAsync(Stream stream, char? separator, CancellationToken cancellationToken)
    {
        var file = new ContactFile(stream);
        try
        {
            await file.FillAsync(cancellationToken).ConfigureAwait(false);
            var head = file._buffer.AsMemory(0, file._end);
            if (head.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.Span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            {
                throw new ContactFileException("The file is UTF-16: save it as \"CSV UTF-8\".");
            }

            file._reader = new CsvReader(MaxRowBytes, (byte)(separator ?? GuessSeparator(head.Span)));
            var row = await file.ReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new ContactFileException("The file is empty: its first line must name the columns.");
            if (row.Damage is not null)
            {
                throw new ContactFileException($"Line {row.Line}: the line with the column names cannot be read: {row.Damage}.");
            }

            file.Header = [.. row.Cells.Select(cell => cell.Trim())];
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next row; null at the end.</summary>
    public async ValueTask<ContactFileRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = _reader.Read(_buffer, _start, _end - _start, _isEnd, out var consumed);

            // The row is copied out before its bytes are given up.
            var row = read == CsvRead.Incomplete ? null : Copy(read);
            _hash.AppendData(_buffer, _start, consumed);
            _start += consumed;
            Bytes += consumed;
            if (row is not null)
            {
                return row;
            }

            if (_isEnd)
            {
                return null;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Passes over bytes whose rows are in already.</summary>
    /// <returns>Whether they are the same bytes as then.</returns>
    public async Task<bool> SkipAsync(long bytes, ReadOnlyMemory<byte> hash, long nextLine, CancellationToken cancellationToken)
    {
        while (Bytes < bytes)
        {
            if (_start == _end)
            {
                if (_isEnd)
                {
                    return false;
                }

                await FillAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var step = (int)Math.Min(_end - _start, bytes - Bytes);
            _hash.AppendData(_buffer, _start, step);
            _start += step;
            Bytes += step;
        }

        _reader.Restart(nextLine);
        return Bytes == bytes && _hash.GetCurrentHash().AsSpan().SequenceEqual(hash.Span);
    }

    public void Dispose() => _hash.Dispose();

    private ContactFileRow Copy(CsvRead read)
    {
        if (read == CsvRead.Damaged)
        {
            return new ContactFileRow(_reader.Line, [], _reader.Damage!.Contains("longer", StringComparison.Ordinal)
                ? $"it is longer than {MaxRowBytes} bytes"
                : _reader.Damage);
        }

        var cells = new string[_reader.Count];
        var bad = -1;
        for (var i = 0; i < cells.Length; i++)
        {
            try
            {
                cells[i] = ContactCsv.Unguard(Strict.GetString(_reader[i]));
            }
            catch (DecoderFallbackException)
            {
                cells[i] = string.Empty;
                bad = i;
            }
        }

        return new ContactFileRow(_reader.Line, cells, bad < 0 ? null : "it is not UTF-8; save the file as \"CSV UTF-8\"", bad);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _isEnd = read == 0;
        _end += read;
    }

    private static char GuessSeparator(ReadOnlySpan<byte> head)
    {
        var lf = head.IndexOf((byte)'\n');
        var line = lf < 0 ? head : head[..lf];
        var (commas, semicolons, tabs) = (line.Count((byte)','), line.Count((byte)';'), line.Count((byte)'\t'));
        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}
