using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CallTracking.Pbx.Wire;

/// <summary>
/// The index of one block of <c>Name: value</c> lines, as many PBX protocols send them: every line is found in one vectorised pass and
/// nothing is copied. Reused for block after block.
/// </summary>
/// <remarks>Not thread-safe. Names and values are spans over the parsed array: valid until that array changes or the next block is parsed.
/// A line without a colon is kept as a nameless value. One blank after the colon is not part of the value.</remarks>
public sealed class HeaderBlock
{
    private const int BlockBytes = 64;

    private byte[] _bytes = [];
    private Line[] _lines = new Line[64];
    private int _count;

    /// <summary>How many lines the block has.</summary>
    public int Count => _count;

    /// <summary>The name of a line; empty when it has none.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public ReadOnlySpan<byte> Name(int index)
    {
        ref readonly var line = ref At(index);
        return _bytes.AsSpan(line.NameStart, line.NameLength);
    }

    /// <summary>The value of a line.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public ReadOnlySpan<byte> Value(int index)
    {
        ref readonly var line = ref At(index);
        return _bytes.AsSpan(line.ValueStart, line.ValueLength);
    }

    /// <summary>Finds a line by name; the first of several.</summary>
    /// <param name="name">The name; ASCII letters match in either case.</param>
    /// <param name="value">The value, or empty.</param>
    /// <returns>Whether there is such a line.</returns>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var bytes = _bytes;
        if (!name.IsEmpty)
        {
            var first = name[0] | 0x20;
            foreach (ref readonly var line in _lines.AsSpan(0, _count))
            {
                if (line.NameLength == name.Length && (bytes[line.NameStart] | 0x20) == first
                    && Ascii.EqualsIgnoreCase(bytes.AsSpan(line.NameStart, line.NameLength), name))
                {
                    value = bytes.AsSpan(line.ValueStart, line.ValueLength);
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    /// <summary>Forgets the block.</summary>
    public void Clear()
    {
        _bytes = [];
        _count = 0;
    }

    /// <summary>Indexes a block.</summary>
    /// <param name="bytes">The array the block lies in; it must not change while the block is used.</param>
    /// <param name="start">Where the block begins.</param>
    /// <param name="length">How long it is; the blank line that ends it may be left out.</param>
    /// <param name="lineEnd">What ends its lines. The last line may end with the block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the array.</exception>
    public void Parse(byte[] bytes, int start, int length, LineEnd lineEnd)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length - start);
        _bytes = bytes;
        _count = 0;
        var scan = new Scan { LineStart = start, Colon = -1, Strict = lineEnd == LineEnd.CrLf };
        var end = start + length;
        var i = start;
        ref var origin = ref MemoryMarshal.GetArrayDataReference(bytes);
        for (; i <= end - BlockBytes; i += BlockBytes)
        {
            FindMarks(ref Unsafe.Add(ref origin, i), out var ends, out var colons);
            TakeLines(ends, colons, i, ref scan);
        }

        if (i < end)
        {
            // The last bytes of the block, by way of a copy: reading past the end of the array is not allowed.
            Span<byte> tail = stackalloc byte[BlockBytes];
            tail.Clear();
            bytes.AsSpan(i, end - i).CopyTo(tail);
            FindMarks(ref MemoryMarshal.GetReference(tail), out var ends, out var colons);
            TakeLines(ends, colons, i, ref scan);
        }

        if (scan.LineStart < end)
        {
            AddLine(scan.LineStart, scan.Colon, end);
        }
    }

    /// <summary>Adds lines of free text behind the headers, as nameless values; each ends with LF, and a CR before it is dropped. Unlike
    /// headers, a line with a colon has no name here. Empty lines are kept.</summary>
    /// <param name="start">Where the text begins, in the array that was parsed.</param>
    /// <param name="length">How long it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the array.</exception>
    public void AppendText(int start, int length)
    {
        var text = _bytes.AsSpan(start, length);
        while (!text.IsEmpty)
        {
            var lf = text.IndexOf((byte)'\n');
            var line = lf < 0 ? text : text[..lf];
            var trimmed = line.Length > 0 && line[^1] == (byte)'\r' ? line.Length - 1 : line.Length;
            Add() = new Line { NameStart = start, NameLength = 0, ValueStart = start, ValueLength = trimmed };
            var step = lf < 0 ? text.Length : lf + 1;
            start += step;
            text = text[step..];
        }
    }

    /// <summary>Where the LFs and the colons are in the next 64 bytes, one bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FindMarks(ref byte from, out ulong ends, out ulong colons)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256.LoadUnsafe(ref from);
            var high = Vector256.LoadUnsafe(ref from, 32);
            var lf = Vector256.Create((byte)'\n');
            var colon = Vector256.Create((byte)':');
            ends = Vector256.Equals(low, lf).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, lf).ExtractMostSignificantBits() << 32);
            colons = Vector256.Equals(low, colon).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, colon).ExtractMostSignificantBits() << 32);
            return;
        }

        ends = 0;
        colons = 0;
        for (var i = 0; i < BlockBytes; i += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)i);
            ends |= (ulong)Vector128.Equals(block, Vector128.Create((byte)'\n')).ExtractMostSignificantBits() << i;
            colons |= (ulong)Vector128.Equals(block, Vector128.Create((byte)':')).ExtractMostSignificantBits() << i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeLines(ulong ends, ulong colons, int origin, ref Scan scan)
    {
        var lineStart = scan.LineStart;
        var colon = scan.Colon;
        var all = ends | colons;
        while (true)
        {
            // Behind the first colon of a line only its end matters.
            var marks = colon < 0 ? all : all & ends;
            if (marks == 0)
            {
                break;
            }

            var at = origin + BitOperations.TrailingZeroCount(marks);
            var mark = marks & (0 - marks);
            all &= ~(mark | (mark - 1));
            if ((mark & ends) == 0)
            {
                colon = at;
                continue;
            }

            var hasCr = at > lineStart && _bytes[at - 1] == (byte)'\r';
            if (!hasCr && scan.Strict)
            {
                continue;
            }

            AddLine(lineStart, colon, hasCr ? at - 1 : at);
            lineStart = at + 1;
            colon = -1;
        }

        scan.LineStart = lineStart;
        scan.Colon = colon;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLine(int start, int colon, int end)
    {
        if (end == start)
        {
            return;
        }

        ref var line = ref Add();
        line.NameStart = start;
        if (colon < 0)
        {
            line.NameLength = 0;
            line.ValueStart = start;
        }
        else
        {
            line.NameLength = colon - start;
            line.ValueStart = colon + 1;
            if (line.ValueStart < end && _bytes[line.ValueStart] == (byte)' ')
            {
                line.ValueStart++;
            }
        }

        line.ValueLength = end - line.ValueStart;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Line Add()
    {
        if (_count == _lines.Length)
        {
            Array.Resize(ref _lines, _lines.Length * 2);
        }

        return ref _lines[_count++];
    }

    private ref readonly Line At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
        return ref _lines[index];
    }

    private struct Line
    {
        public int NameStart;
        public int NameLength;
        public int ValueStart;
        public int ValueLength;
    }

    private ref struct Scan
    {
        public int LineStart;
        public int Colon;
        public bool Strict;
    }
}
