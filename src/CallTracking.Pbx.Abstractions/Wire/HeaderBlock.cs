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
        if (Vector256.IsHardwareAccelerated)
        {
            var lf = Vector256.Create((byte)'\n');
            var colon = Vector256.Create((byte)':');
            for (; i <= end - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var block = Vector256.LoadUnsafe(ref origin, (nuint)i);
                Take((Vector256.Equals(block, lf) | Vector256.Equals(block, colon)).ExtractMostSignificantBits(), i, ref scan);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var lf = Vector128.Create((byte)'\n');
            var colon = Vector128.Create((byte)':');
            for (; i <= end - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var block = Vector128.LoadUnsafe(ref origin, (nuint)i);
                Take((Vector128.Equals(block, lf) | Vector128.Equals(block, colon)).ExtractMostSignificantBits(), i, ref scan);
            }
        }

        for (; i < end; i++)
        {
            if (bytes[i] is (byte)'\n' or (byte)':')
            {
                Mark(i, ref scan);
            }
        }

        if (scan.LineStart < end)
        {
            EndLine(end, ref scan);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(uint mask, int origin, ref Scan scan)
    {
        while (mask != 0)
        {
            Mark(origin + BitOperations.TrailingZeroCount(mask), ref scan);
            mask &= mask - 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark(int at, ref Scan scan)
    {
        if (_bytes[at] == (byte)':')
        {
            if (scan.Colon < 0)
            {
                scan.Colon = at;
            }

            return;
        }

        if (at > scan.LineStart && _bytes[at - 1] == (byte)'\r')
        {
            EndLine(at - 1, ref scan);
        }
        else if (scan.Strict)
        {
            return;
        }
        else
        {
            EndLine(at, ref scan);
        }

        scan.LineStart = at + 1;
        scan.Colon = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndLine(int end, ref Scan scan)
    {
        if (end == scan.LineStart)
        {
            return;
        }

        ref var line = ref Add();
        line.NameStart = scan.LineStart;
        if (scan.Colon < 0)
        {
            line.NameLength = 0;
            line.ValueStart = scan.LineStart;
        }
        else
        {
            line.NameLength = scan.Colon - scan.LineStart;
            line.ValueStart = scan.Colon + 1;
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
