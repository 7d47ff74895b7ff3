using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// The index of one JSON object as FreeSWITCH writes events: one flat level of texts, now and then a list. The quotes are found in one
/// vectorised pass, nothing is copied or decoded. Reused for object after object.
/// </summary>
/// <remarks>
/// Where the quotes do not stand as in <c>{"name":"value","name":"value"}</c> (blanks, lists, numbers, nested objects), that field is read
/// letter by letter and the pass goes on behind it. Names are compared as written, escapes and all.
/// </remarks>
internal sealed class JsonIndex
{
    private const int BlockBytes = 64;
    private const int WindowBytes = 512;

    private readonly int[] _marks = new int[WindowBytes + 8 + 3];
    private byte[] _bytes = [];
    private Field[] _fields = new Field[256];

    /// <summary>How many fields the object has, repeated ones counted each.</summary>
    public int Count { get; private set; }

    /// <summary>The name of a field, without its quotes.</summary>
    public ReadOnlySpan<byte> Name(int index)
    {
        ref readonly var field = ref _fields.AsSpan(0, Count)[index];
        return _bytes.AsSpan(field.NameStart, field.NameLength);
    }

    /// <summary>The value of a field: of a text what stands between its quotes, of anything else all of it.</summary>
    public ReadOnlySpan<byte> Value(int index, out JsonKind kind)
    {
        ref readonly var field = ref _fields.AsSpan(0, Count)[index];
        kind = field.Kind;
        return _bytes.AsSpan(field.ValueStart, field.ValueLength);
    }

    /// <summary>Finds a field by name; the first of several. ASCII letters match in either case.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out JsonKind kind)
    {
        if (!name.IsEmpty)
        {
            var last = name[^1] | 0x20;
            ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes);
            foreach (ref readonly var field in _fields.AsSpan(0, Count))
            {
                if (field.NameLength == name.Length && (Unsafe.Add(ref bytes, field.NameStart + name.Length - 1) | 0x20) == last)
                {
                    var found = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref bytes, field.NameStart), name.Length);
                    if (found.SequenceEqual(name) || Ascii.EqualsIgnoreCase(found, name))
                    {
                        value = _bytes.AsSpan(field.ValueStart, field.ValueLength);
                        kind = field.Kind;
                        return true;
                    }
                }
            }
        }

        value = default;
        kind = default;
        return false;
    }

    /// <summary>Forgets the object.</summary>
    public void Clear()
    {
        _bytes = [];
        Count = 0;
    }

    /// <summary>Indexes an object.</summary>
    /// <param name="bytes">The array it lies in; it must not change while the index is used.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How long it is; blanks around it are passed over.</param>
    /// <returns>False when these bytes are no object, or not a whole one; the index is then of no use.</returns>
    public bool TryParse(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        Count = 0;
        var text = bytes.AsSpan(start, length);
        var at = JsonText.SkipBlanks(text, 0);
        if (at == length || text[at] != (byte)'{')
        {
            return false;
        }

        at++;
        while (true)
        {
            at = Run(start + at, start + length) - start;
            switch (TakeField(text, ref at, start))
            {
                case Taken.Field:
                    continue;
                case Taken.End:
                    return JsonText.SkipBlanks(text, at) == length;
                default:
                    return false;
            }
        }
    }

    /// <summary>Takes fields as long as they are plain: comma, quote, name, quote, colon, quote, value, quote.</summary>
    /// <param name="at">Behind the brace or the last value.</param>
    /// <param name="end">Where the bytes end.</param>
    /// <returns>Behind the last value that was taken.</returns>
    private int Run(int at, int end)
    {
        ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes);
        ref var marks = ref MemoryMarshal.GetArrayDataReference(_marks);
        var before = Count == 0 ? (byte)'{' : (byte)',';
        var next = Count == 0 ? at : at + 1;
        var isEscaped = 0UL;
        var open = 0;
        for (var from = at; from < end; from += WindowBytes)
        {
            var found = open + FindQuotes(from, Math.Min(from + WindowBytes, end), open, ref isEscaped);
            if (_fields.Length < Count + (found / 4))
            {
                Array.Resize(ref _fields, Math.Max(_fields.Length * 2, Count + found));
            }

            // No checks of bounds in here: a mark has a byte on either side, but for the last one, and there is room for each field.
            ref var field = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_fields), Count);
            ref var mark = ref marks;
            var left = found;
            for (; left >= 4; left -= 4)
            {
                var name = mark;
                var nameEnd = Unsafe.Add(ref mark, 1);
                var value = Unsafe.Add(ref mark, 2);
                if (name != next || Unsafe.Add(ref bytes, name - 1) != before
                    || value != nameEnd + 2 || Unsafe.Add(ref bytes, nameEnd + 1) != (byte)':')
                {
                    return at;
                }

                var valueEnd = Unsafe.Add(ref mark, 3);
                field.NameStart = name + 1;
                field.NameLength = nameEnd - name - 1;
                field.ValueStart = value + 1;
                field.ValueLength = valueEnd - value - 1;
                field.Kind = JsonKind.Text;
                field = ref Unsafe.Add(ref field, 1);
                Count++;
                at = valueEnd + 1;
                next = valueEnd + 2;
                before = (byte)',';
                mark = ref Unsafe.Add(ref mark, 4);
            }

            // The quotes of a field that goes on in the next window.
            for (open = 0; open < left; open++)
            {
                Unsafe.Add(ref marks, open) = Unsafe.Add(ref mark, open);
            }
        }

        return at;
    }

    /// <summary>The places of the quotes that no backslash stands before, a block of 64 bytes at a time.</summary>
    private int FindQuotes(int from, int end, int room, ref ulong isEscaped)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_bytes);
        ref var marks = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_marks), room);
        Span<byte> tail = stackalloc byte[BlockBytes];
        var count = 0;
        for (var i = from; i < end; i += BlockBytes)
        {
            ulong mask;
            ulong backslashes;
            if (i <= _bytes.Length - BlockBytes)
            {
                mask = QuotesIn(ref Unsafe.Add(ref first, i), out backslashes);
            }
            else
            {
                // Reading beyond the array is not allowed: the last bytes go by way of a copy.
                tail.Clear();
                _bytes.AsSpan(i).CopyTo(tail);
                mask = QuotesIn(ref MemoryMarshal.GetReference(tail), out backslashes);
            }

            if ((backslashes | isEscaped) != 0)
            {
                mask &= ~EscapedIn(backslashes, ref isEscaped);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong QuotesIn(ref byte from, out ulong backslashes)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256.LoadUnsafe(ref from);
            var high = Vector256.LoadUnsafe(ref from, 32);
            var backslash = Vector256.Create((byte)'\\');
            backslashes = Vector256.Equals(low, backslash).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, backslash).ExtractMostSignificantBits() << 32);
            var quote = Vector256.Create((byte)'"');
            return Vector256.Equals(low, quote).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, quote).ExtractMostSignificantBits() << 32);
        }

        var quotes = 0UL;
        backslashes = 0;
        for (var i = 0; i < BlockBytes; i += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)i);
            quotes |= (ulong)Vector128.Equals(block, Vector128.Create((byte)'"')).ExtractMostSignificantBits() << i;
            backslashes |= (ulong)Vector128.Equals(block, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() << i;
        }

        return quotes;
    }

    /// <summary>The letters behind a backslash that is not itself behind one.</summary>
    /// <param name="backslashes">One bit per backslash.</param>
    /// <param name="isEscaped">1 when the first letter is escaped by the block before; on return, the same for the block behind.</param>
    private static ulong EscapedIn(ulong backslashes, ref ulong isEscaped)
    {
        var escaped = isEscaped;
        backslashes &= ~isEscaped;
        isEscaped = 0;
        while (backslashes != 0)
        {
            var one = backslashes & (0 - backslashes);
            isEscaped = one >> 63;
            escaped |= one << 1;
            backslashes &= ~(one | (one << 1));
        }

        return escaped;
    }

    /// <summary>Reads one field letter by letter, or the end of the object.</summary>
    private Taken TakeField(ReadOnlySpan<byte> text, ref int at, int start)
    {
        var i = JsonText.SkipBlanks(text, at);
        if (i < text.Length && text[i] == (byte)'}')
        {
            at = i + 1;
            return Taken.End;
        }

        if (Count > 0)
        {
            if (i == text.Length || text[i] != (byte)',')
            {
                return Taken.Nothing;
            }

            i = JsonText.SkipBlanks(text, i + 1);
        }

        var name = i + 1;
        if (!JsonText.TrySkipText(text, ref i))
        {
            return Taken.Nothing;
        }

        var field = new Field { NameStart = start + name, NameLength = i - 1 - name };
        i = JsonText.SkipBlanks(text, i);
        if (i == text.Length || text[i] != (byte)':')
        {
            return Taken.Nothing;
        }

        i = JsonText.SkipBlanks(text, i + 1);
        var value = i;
        if (!JsonText.TrySkipValue(text, ref i, out var kind))
        {
            return Taken.Nothing;
        }

        var quotes = kind == JsonKind.Text ? 1 : 0;
        field.Kind = kind;
        field.ValueStart = start + value + quotes;
        field.ValueLength = i - value - (2 * quotes);
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, _fields.Length * 2);
        }

        _fields[Count++] = field;
        at = i;
        return Taken.Field;
    }

    private enum Taken
    {
        Nothing,
        Field,
        End,
    }

    private struct Field
    {
        public int NameStart;
        public int NameLength;
        public int ValueStart;
        public int ValueLength;
        public JsonKind Kind;
    }
}
