using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CallTracking.Pbx.Wire;

/// <summary>
/// Finds the end of one row and of its values. The quick way looks at 64 bytes at once and knows only what RFC 4180 allows; at the first
/// quote that stands where none may stand it gives up, and the slow way reads the row again, byte by byte and tolerantly.
/// </summary>
internal ref struct CsvScan(byte separator)
{
    private const int BlockBytes = 64;
    private const byte Quote = (byte)'"';

    /// <summary>How many values end were found.</summary>
    public int Count;

    /// <summary>Behind the row's line break.</summary>
    public int Position;

    /// <summary>How many line breaks the row has, its own included.</summary>
    public int Lines;

    private readonly byte _separator = separator;

    /// <summary>The quick way.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the row begins.</param>
    /// <param name="ends">Takes where the values end.</param>
    public CsvFound Run(ReadOnlySpan<byte> text, int start, ref int[] ends)
    {
        Span<byte> tail = stackalloc byte[BlockBytes];
        ref var first = ref MemoryMarshal.GetReference(text);
        var inside = 0UL;
        var mayOpen = 1UL;
        var closed = 0UL;
        for (var at = start; at < text.Length; at += BlockBytes)
        {
            Masks masks;
            if (at <= text.Length - BlockBytes)
            {
                masks = MasksOf(ref Unsafe.Add(ref first, at), _separator);
            }
            else
            {
                // Reading beyond the text is not allowed: the last bytes go by way of a copy, NULs behind them.
                tail.Clear();
                text[at..].CopyTo(tail);
                masks = MasksOf(ref MemoryMarshal.GetReference(tail), _separator);
            }

            // Bit i of "within": byte i opens a quoted value or lies in one. A closing quote is outside.
            var within = PrefixXor(masks.Quotes) ^ inside;
            var outside = ~within;
            var marks = masks.Separators & outside;
            var end = masks.LineFeeds & outside;

            // Up to and with the end of the row; all bits where it does not end here.
            var mine = end ^ (end - 1);
            var opens = masks.Quotes & within & mine;
            var closes = masks.Quotes & outside & mine;
            var stops = marks | end;
            var next = at + BlockBytes;
            var breaks = masks.CarriageReturns
                & ((masks.LineFeeds >> 1) | (next < text.Length && text[next] == (byte)'\n' ? 1UL << 63 : 0));
            var follows = stops | breaks | opens;
            var wrong = (opens & ~((stops << 1) | mayOpen | (closes << 1) | closed)) | (closes & ~(1UL << 63) & ~(follows >> 1))
                | (closed & ~follows);
            if ((wrong & mine) != 0 && !EndsWith(text, at, wrong & mine, closes))
            {
                return CsvFound.Irregular;
            }

            AddAll(ref ends, at, stops & mine);
            Lines += BitOperations.PopCount(masks.LineFeeds & mine);
            if (end != 0)
            {
                Position = at + BitOperations.TrailingZeroCount(end) + 1;
                return CsvFound.Row;
            }

            inside = (ulong)((long)within >> 63);
            mayOpen = stops >> 63;
            closed = closes >> 63;
        }

        return inside != 0 ? CsvFound.OpenInQuotes : CsvFound.Open;
    }

    /// <summary>The slow way: a quote opens only at the start of a value, and closes only before a separator or a line break.</summary>
    public static CsvFound RunSlowly(ReadOnlySpan<byte> text, int start, byte separator, ref int[] ends, ref CsvScan scan)
    {
        scan.Count = 0;
        scan.Lines = 0;
        var at = start;
        while (true)
        {
            if (at < text.Length && text[at] == Quote)
            {
                var closing = FindClosing(text, at + 1, separator, ref scan.Lines, out var found);
                if (closing < 0)
                {
                    return found;
                }

                at = closing + 1;
            }

            var length = text[at..].IndexOfAny(separator, (byte)'\n');
            if (length < 0)
            {
                return CsvFound.Open;
            }

            at += length;
            Add(ref ends, scan.Count++, at);
            at++;
            if (text[at - 1] == (byte)'\n')
            {
                scan.Position = at;
                scan.Lines++;
                return CsvFound.Row;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref int[] ends, int index, int end)
    {
        if (index >= ends.Length)
        {
            Array.Resize(ref ends, Math.Max(index + 1, ends.Length * 2));
        }

        ends[index] = end;
    }

    private static int FindClosing(ReadOnlySpan<byte> text, int at, byte separator, ref int lines, out CsvFound found)
    {
        var lineBreaks = 0;
        var isOdd = false;
        for (; at < text.Length; at++)
        {
            var now = text[at];
            if (now == (byte)'\n')
            {
                lineBreaks++;
            }
            else if (now == Quote)
            {
                var rest = text[(at + 1)..];
                if (rest.IsEmpty || rest[0] == separator || rest[0] == (byte)'\n' || rest is [(byte)'\r'] or [(byte)'\r', (byte)'\n', ..])
                {
                    lines += lineBreaks;
                    found = CsvFound.Row;
                    return at;
                }

                if (rest[0] == Quote)
                {
                    at++;
                }
                else
                {
                    isOdd = true;
                }
            }

            if (isOdd && lineBreaks > 0)
            {
                // A stray quote and a line break: more likely one line is damaged than that two belong together.
                found = CsvFound.Damaged;
                return -1;
            }
        }

        found = CsvFound.OpenInQuotes;
        return -1;
    }

    /// <summary>A closing quote with nothing behind it yet is not wrong.</summary>
    private static bool EndsWith(ReadOnlySpan<byte> text, int at, ulong wrong, ulong closes)
    {
        var last = text.Length - 1 - at;
        return last is >= 0 and < BlockBytes && (wrong & closes) == wrong && wrong == 1UL << last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddAll(ref int[] ends, int at, ulong marks)
    {
        var found = BitOperations.PopCount(marks);
        if (ends.Length < Count + found + 8)
        {
            Array.Resize(ref ends, Math.Max(ends.Length * 2, Count + found + 8));
        }

        // Four at a time, needed or not: what is written too much is written over. The array has room for it.
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ends), Count);
        for (var left = found; left > 0; left -= 4)
        {
            target = at + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            Unsafe.Add(ref target, 1) = at + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            Unsafe.Add(ref target, 2) = at + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            Unsafe.Add(ref target, 3) = at + BitOperations.TrailingZeroCount(marks);
            marks &= marks - 1;
            target = ref Unsafe.Add(ref target, 4);
        }

        Count += found;
    }

    private static ulong PrefixXor(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    /// <summary>Where quotes, separators and line breaks are in the next 64 bytes, one bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Masks MasksOf(ref byte from, byte separator)
    {
        var masks = default(Masks);
        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256.LoadUnsafe(ref from);
            var high = Vector256.LoadUnsafe(ref from, 32);
            masks.Quotes = Both(low, high, Vector256.Create(Quote));
            masks.Separators = Both(low, high, Vector256.Create(separator));
            masks.LineFeeds = Both(low, high, Vector256.Create((byte)'\n'));
            masks.CarriageReturns = Both(low, high, Vector256.Create((byte)'\r'));
            return masks;
        }

        for (var i = 0; i < BlockBytes; i += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)i);
            masks.Quotes |= (ulong)Vector128.Equals(block, Vector128.Create(Quote)).ExtractMostSignificantBits() << i;
            masks.Separators |= (ulong)Vector128.Equals(block, Vector128.Create(separator)).ExtractMostSignificantBits() << i;
            masks.LineFeeds |= (ulong)Vector128.Equals(block, Vector128.Create((byte)'\n')).ExtractMostSignificantBits() << i;
            masks.CarriageReturns |= (ulong)Vector128.Equals(block, Vector128.Create((byte)'\r')).ExtractMostSignificantBits() << i;
        }

        return masks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Both(Vector256<byte> low, Vector256<byte> high, Vector256<byte> wanted) =>
        Vector256.Equals(low, wanted).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);

    private struct Masks
    {
        public ulong Quotes;
        public ulong Separators;
        public ulong LineFeeds;
        public ulong CarriageReturns;
    }
}

/// <summary>What <see cref="CsvScan"/> found.</summary>
internal enum CsvFound
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>The text ends before the row does.</summary>
    Open,

    /// <summary>The text ends inside quotes.</summary>
    OpenInQuotes,

    /// <summary>A quote where RFC 4180 allows none: to be read slowly.</summary>
    Irregular,

    /// <summary>The line is no row.</summary>
    Damaged,
}
