using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Tests.Wire;

/// <summary>Shows what a reader makes of a text that comes in pieces: <c>[value|value]</c> for a row, <c>{line word}</c> for damage.</summary>
internal static class CsvRows
{
    public static string Read(byte[] bytes, int piece, int maxRowBytes, int firstLine = 1)
    {
        var reader = new CsvReader(maxRowBytes);
        var seen = new StringBuilder();
        var held = Array.Empty<byte>();
        for (var at = 0; ; at += piece)
        {
            var isEnd = at + piece >= bytes.Length;
            held = [.. held, .. bytes.AsSpan(Math.Min(at, bytes.Length), Math.Min(piece, Math.Max(0, bytes.Length - at)))];
            var start = 0;
            CsvRead read;
            do
            {
                read = reader.Read(held, start, held.Length - start, isEnd, out var consumed);
                start += consumed;
                Show(seen, reader, read, firstLine);
            }
            while (read != CsvRead.Incomplete);

            held = held[start..];
            if (isEnd)
            {
                return held.Length == 0 ? seen.ToString() : $"{seen} and {held.Length} bytes left";
            }
        }
    }

    private static void Show(StringBuilder seen, CsvReader reader, CsvRead read, int firstLine)
    {
        if (read == CsvRead.Damaged)
        {
            var why = reader.Damage!.Contains("longer", StringComparison.Ordinal) ? "longer" : "quote";
            seen.Append('{').Append(reader.Line - 1 + firstLine).Append(' ').Append(why).Append('}');
            return;
        }

        if (read == CsvRead.Incomplete)
        {
            return;
        }

        for (var i = 0; i < reader.Count; i++)
        {
            seen.Append(i == 0 ? '[' : '|').Append(Encoding.UTF8.GetString(reader[i]));
        }

        seen.Append(']');
    }
}
