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
    private const int WindowBytes = 256;

    private readonly int[] _marks = new int[WindowBytes + 8];
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
        if (!name.IsEmpty)
        {
            var last = name[^1] | 0x20;
            ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes);
            foreach (ref readonly var line in _lines.AsSpan(0, _count))
            {
                if (line.NameLength == name.Length && (Unsafe.Add(ref bytes, line.NameStart + name.Length - 1) | 0x20) == last)
                {
                    var found = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref bytes, line.NameStart), name.Length);
                    if (found.SequenceEqual(name) || Ascii.EqualsIgnoreCase(found, name))
                    {
                        value = _bytes.AsSpan(line.ValueStart, line.ValueLength);
                        return true;
                    }
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

    /// <summary>Indexes a block of known length.</summary>
    /// <param name="bytes">The array the block lies in; it must not change while the block is used.</param>
    /// <param name="start">Where the block begins.</param>
    /// <param name="length">How long it is. The last line may end with the block; empty lines are passed over.</param>
    /// <param name="lineEnd">What ends its lines.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the array.</exception>
    public void Parse(byte[] bytes, int start, int length, LineEnd lineEnd)
    {
        CheckRange(bytes, start, length);
        var scan = new Scan(start, start + length, lineEnd, untilBlank: false);
        Run(bytes, ref scan);
        if (scan.LineStart < scan.End)
        {
            Set(ref Add(), ref MemoryMarshal.GetArrayDataReference(bytes), scan.LineStart, scan.Colon, scan.End);
        }
    }

    /// <summary>Indexes a block that ends with its first empty line.</summary>
    /// <param name="bytes">The array the block lies in; it must not change while the block is used.</param>
    /// <param name="start">Where the block begins.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <param name="lineEnd">What ends its lines.</param>
    /// <param name="consumed">How long the block is, the empty line included.</param>
    /// <returns>False when no empty line is there: the block is not complete, and its index is of no use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the array.</exception>
    public bool TryParse(byte[] bytes, int start, int length, LineEnd lineEnd, out int consumed)
    {
        CheckRange(bytes, start, length);
        var scan = new Scan(start, start + length, lineEnd, untilBlank: true);
        Run(bytes, ref scan);
        consumed = scan.LineStart - start;
        return scan.IsDone;
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

    private static void CheckRange(byte[] bytes, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length - start);
    }

    /// <summary>
    /// Two steps per window: first the places of all LFs and colons, without branches that depend on the text; then the lines between
    /// them. In one step the processor would guess wrong at nearly every block of 64 bytes.
    /// </summary>
    private void Run(byte[] bytes, ref Scan scan)
    {
        _bytes = bytes;
        _count = 0;
        for (var from = scan.LineStart; from < scan.End && !scan.IsDone; from += WindowBytes)
        {
            var count = FindMarks(bytes, from, Math.Min(from + WindowBytes, scan.End));
            TakeLines(_marks.AsSpan(0, count), ref scan);
        }
    }

    private int FindMarks(byte[] bytes, int from, int end)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(bytes);
        ref var marks = ref MemoryMarshal.GetArrayDataReference(_marks);
        Span<byte> tail = stackalloc byte[BlockBytes];
        var count = 0;
        for (var i = from; i < end; i += BlockBytes)
        {
            ulong mask;
            if (i <= bytes.Length - BlockBytes)
            {
                mask = MarksIn(ref Unsafe.Add(ref first, i));
            }
            else
            {
                // Reading beyond the array is not allowed: the last bytes go by way of a copy.
                tail.Clear();
                bytes.AsSpan(i).CopyTo(tail);
                mask = MarksIn(ref MemoryMarshal.GetReference(tail));
            }

            if (end - i < BlockBytes)
            {
                mask &= (1UL << (end - i)) - 1;
            }

            // Eight at a time, needed or not: what is written too much is written over. The array has room for it.
            for (var found = BitOperations.PopCount(mask); found > 0; found -= 8, count += Math.Min(8, found + 8))
            {
                ref var mark = ref Unsafe.Add(ref marks, count);
                mark = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 1) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 2) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 3) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 4) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 5) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 6) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                Unsafe.Add(ref mark, 7) = i + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }
        }

        return count;
    }

    /// <summary>Where the LFs and the colons are in the next 64 bytes, one bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MarksIn(ref byte from)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var lf = Vector256.Create((byte)'\n');
            var colon = Vector256.Create((byte)':');
            var low = Vector256.LoadUnsafe(ref from);
            var high = Vector256.LoadUnsafe(ref from, 32);
            return (Vector256.Equals(low, lf) | Vector256.Equals(low, colon)).ExtractMostSignificantBits()
                | ((ulong)(Vector256.Equals(high, lf) | Vector256.Equals(high, colon)).ExtractMostSignificantBits() << 32);
        }

        var marks = 0UL;
        for (var i = 0; i < BlockBytes; i += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)i);
            var found = Vector128.Equals(block, Vector128.Create((byte)'\n')) | Vector128.Equals(block, Vector128.Create((byte)':'));
            marks |= (ulong)found.ExtractMostSignificantBits() << i;
        }

        return marks;
    }

    private void TakeLines(ReadOnlySpan<int> marks, ref Scan scan)
    {
        if (_lines.Length < _count + marks.Length)
        {
            Array.Resize(ref _lines, Math.Max(_lines.Length * 2, _count + marks.Length));
        }

        // No checks of bounds in here: marks lie in the array, there is room for a line per mark, and a mark is behind its line's start.
        ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes);
        ref var line = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lines), _count);
        ref var first = ref line;
        var lineStart = scan.LineStart;
        var colon = scan.Colon;
        foreach (var at in marks)
        {
            if (Unsafe.Add(ref bytes, at) == (byte)':')
            {
                // Behind the first colon of a line only its end matters.
                colon = colon < 0 ? at : colon;
                continue;
            }

            var end = at;
            if (at > lineStart && Unsafe.Add(ref bytes, at - 1) == (byte)'\r')
            {
                end = at - 1;
            }
            else if (scan.Strict)
            {
                continue;
            }

            if (end > lineStart)
            {
                Set(ref line, ref bytes, lineStart, colon, end);
                line = ref Unsafe.Add(ref line, 1);
            }
            else if (scan.UntilBlank)
            {
                lineStart = at + 1;
                scan.IsDone = true;
                break;
            }

            lineStart = at + 1;
            colon = -1;
        }

        _count += (int)(Unsafe.ByteOffset(ref first, ref line) / Unsafe.SizeOf<Line>());
        scan.LineStart = lineStart;
        scan.Colon = colon;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(ref Line line, ref byte bytes, int start, int colon, int end)
    {
        line.NameStart = start;
        if (colon < 0)
        {
            line.NameLength = 0;
            line.ValueStart = start;
            line.ValueLength = end - start;
            return;
        }

        var value = colon + 1;
        if (value < end && Unsafe.Add(ref bytes, value) == (byte)' ')
        {
            value++;
        }

        line.NameLength = colon - start;
        line.ValueStart = value;
        line.ValueLength = end - value;
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

    private ref struct Scan(int start, int end, LineEnd lineEnd, bool untilBlank)
    {
        public int LineStart = start;
        public int Colon = -1;
        public bool IsDone;
        public readonly int End = end;
        public readonly bool Strict = lineEnd == LineEnd.CrLf;
        public readonly bool UntilBlank = untilBlank;
    }
}
