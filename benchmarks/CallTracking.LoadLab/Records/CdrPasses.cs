using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;
using Sylvan.Data.Csv;

namespace CallTracking.LoadLab.Records;

/// <summary>Ways to read one CDR file.</summary>
internal static class CdrPasses
{
    private static readonly int[] Texts = [1, 2, 3, 4, 5, 6, 7, 8, 14, 16, 19];

    /// <summary>A typed record with Sylvan.Data.Csv, a library that is known for its speed.</summary>
    public static long Sylvan(byte[] bytes)
    {
        using var text = new StreamReader(new MemoryStream(bytes));
        using var rows = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = false });
        var count = 0L;
        var sum = 0L;
        while (rows.Read())
        {
            count++;
            foreach (var column in Texts)
            {
                sum += rows.GetString(column).Length;
            }

            sum += rows.GetDateTime(9).Ticks + (rows.GetFieldSpan(10).IsEmpty ? 0 : rows.GetDateTime(10).Ticks) + rows.GetDateTime(11).Ticks;
            sum += rows.GetInt32(12) + rows.GetInt32(13) + rows.GetInt32(20);
        }

        return sum == 0 ? 0 : count;
    }

    /// <summary>Every value is looked at, none is made anything of.</summary>
    public static long Scan(byte[] bytes)
    {
        var rows = new CsvReader();
        var count = 0L;
        var sum = 0L;
        for (var at = 0; rows.Read(bytes, at, bytes.Length - at, isEnd: true, out var consumed) == CsvRead.Row; count++)
        {
            at += consumed;
            for (var i = 0; i < rows.Count; i++)
            {
                sum += rows[i].Length;
            }
        }

        return sum == 0 ? 0 : count;
    }

    /// <summary>The same typed record as with Sylvan.</summary>
    public static long Typed(byte[] bytes)
    {
        var rows = new CsvReader();
        var text = new WireText();
        var count = 0L;
        var sum = 0L;
        for (var at = 0; rows.Read(bytes, at, bytes.Length - at, isEnd: true, out var consumed) == CsvRead.Row; count++)
        {
            at += consumed;
            foreach (var column in Texts)
            {
                sum += text.Decode(rows[column]).Length;
            }

            sum += Time(rows[9]) + Time(rows[10]) + Time(rows[11]) + Number(rows[12]) + Number(rows[13]) + Number(rows[20]);
        }

        return sum == 0 ? 0 : count;
    }

    /// <summary>As the product reads: finished records with keys, times in UTC, places and results.</summary>
    public static long Records(byte[] bytes)
    {
        var decoder = new CdrDecoderFactory().Create();
        decoder.Open(null);
        var events = new List<PbxEvent>();
        var count = 0L;
        var rest = new ReadOnlySequence<byte>(bytes);
        while (!rest.IsEmpty)
        {
            var piece = rest.Slice(0, Math.Min(rest.Length, 64 * 1024));
            var consumed = decoder.Decode(piece, null, events);
            count += events.Count;
            events.Clear();
            var next = rest.Slice(consumed);
            if (next.Length == rest.Length)
            {
                break;
            }

            rest = next;
        }

        return count;
    }

    private static long Time(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        return LocalTimes.TryParse(value, out var time) ? time.Ticks : throw new FormatException("No time.");
    }

    private static int Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out var used) && used == value.Length ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"No number of {value.Length} digits."));
}
