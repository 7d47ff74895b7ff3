using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CallTracking.Pbx.Wire;

/// <summary>
/// Reads rows of comma-separated values (RFC 4180) out of bytes, as PBXes write their call records: quoted values, doubled quotes, line
/// breaks inside quotes, LF or CR LF, a last row without line break. Nothing is copied but values with doubled quotes.
/// </summary>
/// <remarks>
/// Not thread-safe. Values are spans over the array that was read, or over a buffer of the reader: valid until the next row is read or that
/// array changes. Rows are bytes: what is no UTF-8 is for the caller to decode (<see cref="WireText"/>), NULs inside a row are kept. Tolerant
/// where the rest of a file can be saved: a quote inside an unquoted value, or a quote in a quoted value that was not doubled, stands for
/// itself; empty lines, a byte order mark and the NULs that a crash leaves before a row are passed over. What cannot be a row is one
/// <see cref="CsvRead.Damaged"/> physical line, and reading goes on behind it. Memory is bounded by the longest row allowed.
/// </remarks>
public sealed class CsvReader
{
    /// <summary>The longest row unless told otherwise: 64 KiB.</summary>
    public const int DefaultMaxRowBytes = 64 * 1024;

    private const byte Quote = (byte)'"';
    private const byte Lf = (byte)'\n';

    private readonly int _maxRowBytes;
    private readonly byte _separator;
    private byte[] _bytes = [];
    private byte[] _unescaped = [];
    private int _unescapedLength;
    private int[] _ends = new int[32];
    private int _start;
    private int _count;
    private long _nextLine;
    private bool _skipping;

    /// <summary>Creates a reader that stands at the first line of a text.</summary>
    /// <param name="maxRowBytes">The longest row, line breaks inside quotes included.</param>
    /// <param name="separator">What stands between values.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRowBytes"/> is not positive, or the separator is a quote or a part
    /// of a line break.</exception>
    public CsvReader(int maxRowBytes = DefaultMaxRowBytes, byte separator = (byte)',')
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRowBytes);
        if (separator is Quote or Lf or (byte)'\r')
        {
            throw new ArgumentOutOfRangeException(nameof(separator), "Quotes and line breaks cannot separate values.");
        }

        _maxRowBytes = maxRowBytes;
        _separator = separator;
        Restart(line: 1);
    }

    /// <summary>The line on which the row read last begins, from 1; for a damaged row, the line to mend.</summary>
    public long Line { get; private set; }

    /// <summary>The line on which the next row begins: what <see cref="Restart"/> takes to go on from here later.</summary>
    public long NextLine => _nextLine;

    /// <summary>How many values the row read last has.</summary>
    public int Count => _count;

    /// <summary>Why the row read last is damaged, one sentence without the place; null when it is not.</summary>
    public string? Damage { get; private set; }

    /// <summary>The row read last as it was written, without its line break.</summary>
    public ReadOnlySpan<byte> Row => _count == 0 ? default : _bytes.AsSpan(_start, _ends[_count - 1] - _start);

    /// <summary>A value of the row read last, without its quotes.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            var start = index == 0 ? _start : _ends[index - 1] + 1;
            var value = _bytes.AsSpan(start, _ends[index] - start);
            if (value.Length < 2 || value[0] != Quote)
            {
                return value;
            }

            value = value[1..^1];
            return value.Contains(Quote) ? Unescape(value) : value;
        }
    }

    /// <summary>Begins anew, for another text or for a place in the middle of one.</summary>
    /// <param name="line">The line that comes next.</param>
    public void Restart(long line)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(line);
        _nextLine = line;
        _skipping = false;
        Forget();
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="bytes">The array the text lies in; it must not change while the row is used.</param>
    /// <param name="start">Where the unread text begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="isEnd">Whether nothing will follow: a last row without line break is then a row, before it may be half written.</param>
    /// <param name="consumed">How many bytes were used; to be passed over before the next call, whatever the result.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the array.</exception>
    public CsvRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length - start);
        Forget();
        var text = bytes.AsSpan(0, start + length);
        var at = start;
        while (PassOver(text, ref at))
        {
            // A row begins here.
            _bytes = bytes;
            _start = at;
            Line = _nextLine;
            var scan = new CsvScan(_separator);
            var limit = Math.Min(text.Length, (int)Math.Min(int.MaxValue, (long)at + _maxRowBytes + 1));
            var found = scan.Run(text[..limit], at, ref _ends);
            if (found == CsvFound.Irregular)
            {
                found = CsvScan.RunSlowly(text[..limit], at, _separator, ref _ends, ref scan);
            }

            var isLast = isEnd && limit == text.Length;
            switch (found)
            {
                case CsvFound.Row:
                    at = scan.Position;
                    _nextLine += scan.Lines;
                    break;

                case CsvFound.Damaged:
                case CsvFound.Open when limit - _start > _maxRowBytes:
                case CsvFound.OpenInQuotes when limit - _start > _maxRowBytes || isLast:
                    consumed = Reject(text, at, found) - start;
                    return CsvRead.Damaged;

                case CsvFound.Open when isLast:
                    CsvScan.Add(ref _ends, scan.Count++, limit);
                    at = limit;
                    _nextLine += scan.Lines;
                    break;

                default:
                    Forget();
                    consumed = at - start;
                    return CsvRead.Incomplete;
            }

            ref var last = ref _ends[scan.Count - 1];
            if (last > _start && bytes[last - 1] == (byte)'\r')
            {
                last--;
            }

            if (scan.Count > 1 || last > _start)
            {
                _count = scan.Count;
                consumed = at - start;
                return CsvRead.Row;
            }
        }

        Forget();
        consumed = at - start;
        return CsvRead.Incomplete;
    }

    /// <summary>Passes over what is no row: the rest of a line too long, a byte order mark, NULs.</summary>
    /// <returns>Whether something else follows.</returns>
    private bool PassOver(ReadOnlySpan<byte> text, ref int at)
    {
        if (_skipping)
        {
            var lf = text[at..].IndexOf(Lf);
            _skipping = lf < 0;
            _nextLine += lf < 0 ? 0 : 1;
            at = lf < 0 ? text.Length : at + lf + 1;
        }

        while (true)
        {
            var rest = text[at..].IndexOfAnyExcept((byte)0);
            at = rest < 0 ? text.Length : at + rest;
            if (_nextLine != 1 || !text[at..].StartsWith("\uFEFF"u8))
            {
                return at < text.Length;
            }

            at += 3;
        }
    }

    /// <summary>Gives up one physical line; what follows it may be sound.</summary>
    private int Reject(ReadOnlySpan<byte> text, int at, CsvFound found)
    {
        var lf = text[at..].IndexOf(Lf);
        var isLong = lf < 0 || lf > _maxRowBytes;
        Damage = isLong && found != CsvFound.OpenInQuotes
            ? $"the line is longer than {_maxRowBytes} bytes; this is no record of a call"
            : "a quote in it is never closed; close it, or double it where it belongs to the value";
        _skipping = lf < 0;
        _nextLine += lf < 0 ? 0 : 1;
        _count = 0;
        return lf < 0 ? text.Length : at + lf + 1;
    }

    private void Forget()
    {
        _bytes = [];
        _count = 0;
        _unescapedLength = 0;
        Damage = null;
    }

    /// <summary>Copies a value with one quote for every two. Values of a row lie one behind the other, so that none overwrites another;
    /// asked for again they are copied again, within the bounds of the buffer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        if (_unescaped.Length - _unescapedLength < value.Length)
        {
            // What was handed out stays valid in the old array.
            _unescaped = new byte[Math.Max(value.Length, Math.Min(_maxRowBytes, Math.Max(256, _unescaped.Length * 2)))];
            _unescapedLength = 0;
        }

        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_unescaped), _unescapedLength);
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            Unsafe.Add(ref target, length++) = value[i];
            if (value[i] == Quote && i + 1 < value.Length && value[i + 1] == Quote)
            {
                i++;
            }
        }

        var copy = _unescaped.AsSpan(_unescapedLength, length);
        _unescapedLength += length;
        return copy;
    }
}

/// <summary>What <see cref="CsvReader.Read"/> found.</summary>
public enum CsvRead
{
    /// <summary>No whole row: more bytes are needed, or the text is over.</summary>
    Incomplete,

    /// <summary>A row.</summary>
    Row,

    /// <summary>A line that cannot be a row: <see cref="CsvReader.Line"/> and <see cref="CsvReader.Damage"/> say which and why. It is
    /// passed over.</summary>
    Damaged,
}
