using System.Text;
using AwesomeAssertions;
using CallTracking.Pbx.Wire;
using Xunit;

namespace CallTracking.Pbx.Tests.Wire;

public class CsvReaderTests
{
    [Theory]
    [InlineData("a,b,c\n", "[a|b|c]")]
    [InlineData("a,b,c\r\n", "[a|b|c]")]
    [InlineData("a,b,c", "[a|b|c]")]
    [InlineData("a,b\r", "[a|b]")]
    [InlineData("a\nb\r\nc", "[a][b][c]")]
    [InlineData("\"a\",\"b,b\",c\n", "[a|b,b|c]")]
    [InlineData("\"\",\"\"\"\",\"\"\"a\"\" <b>\"\n", "[|\"|\"a\" <b>]")]
    [InlineData("\"a\nb\",c\n\"d\r\ne\"\n", "[a\nb|c][d\r\ne]")]
    [InlineData(",,\n", "[||]")]
    [InlineData("\"\"\n", "[]")]
    [InlineData("\n\r\n\na\n\n", "[a]")]
    [InlineData("", "")]
    public void Text_OfRows_IsReadAsWritten(string text, string rows)
    {
        Rows(text).Should().Be(rows);
    }

    [Theory]
    [InlineData("a\"b,c\"\n", "[a\"b|c\"]")]
    [InlineData("\"a \"b\" c\",d\n", "[a \"b\" c|d]")]
    [InlineData("\"a\"b,c\"\n", "[a\"b,c]")]
    [InlineData("\"a\" ,b\"\nc\n", "[a\" ,b][c]")]
    [InlineData("\uFEFFa,b\n\uFEFFc\n", "[a|b][\uFEFFc]")]
    [InlineData("\0\0\0a,\0b\n\0\0", "[a|\0b]")]
    [InlineData("a\rb,c\r\r\n", "[a\rb|c\r]")]
    public void Text_NotAsItShouldBe_IsReadAsFarAsItMakesSense(string text, string rows)
    {
        Rows(text).Should().Be(rows);
    }

    [Theory]
    [InlineData("a\n\"b,c\nd\ne\n", "[a]{2 quote}[d][e]")]
    [InlineData("\"a\"b,\"c\nd,e\n", "{1 quote}[d|e]")]
    [InlineData("\"a", "{1 quote}")]
    [InlineData("ok\n\"", "[ok]{2 quote}")]
    public void Quote_NeverClosed_CostsItsLineOnly(string text, string rows)
    {
        Rows(text).Should().Be(rows);
    }

    [Fact]
    public void Row_LongerThanAllowed_CostsItsLineOnly()
    {
        var text = "a\n" + new string('x', 101) + "\nb\n\"" + new string('y', 60) + "\n" + new string('z', 60) + "\nc\n" + new string('w', 100) + "\n";

        var rows = Rows(text, maxRowBytes: 100);

        rows.Should().Be($"[a]{{2 longer}}[b]{{4 quote}}[{new string('z', 60)}][c][{new string('w', 100)}]");
    }

    [Fact]
    public void Line_WithoutEnd_IsReportedOnceAndNeverKept()
    {
        var reader = new CsvReader(maxRowBytes: 1000);
        var piece = Encoding.ASCII.GetBytes(new string('x', 1500));

        reader.Read(piece, 0, piece.Length, isEnd: false, out var consumed).Should().Be(CsvRead.Damaged);
        consumed.Should().Be(piece.Length);
        for (var i = 0; i < 5; i++)
        {
            reader.Read(piece, 0, piece.Length, isEnd: false, out consumed).Should().Be(CsvRead.Incomplete);
            consumed.Should().Be(piece.Length);
        }

        var rest = "xx\nnext\n"u8.ToArray();
        reader.Read(rest, 0, rest.Length, isEnd: false, out _).Should().Be(CsvRead.Row);
        Encoding.UTF8.GetString(reader[0]).Should().Be("next");
        reader.Line.Should().Be(2);
    }

    [Fact]
    public void Row_HalfWritten_IsNotConsumed()
    {
        var reader = new CsvReader();
        var text = "a,b\nc,\"d\"\"\ne"u8.ToArray();

        reader.Read(text, 0, text.Length, isEnd: false, out var consumed).Should().Be(CsvRead.Row);
        consumed.Should().Be(4);
        reader.Read(text, 4, text.Length - 4, isEnd: false, out consumed).Should().Be(CsvRead.Incomplete);
        consumed.Should().Be(0);
        reader.NextLine.Should().Be(2);
        reader.Count.Should().Be(0);
    }

    [Fact]
    public void Lines_AreCountedThroughQuotedLineBreaksAndRestarts()
    {
        var reader = new CsvReader();
        var text = "a\n\"b\nb\nb\"\n\nc\n"u8.ToArray();
        var at = 0;
        var lines = new List<long>();
        while (reader.Read(text, at, text.Length - at, isEnd: true, out var consumed) == CsvRead.Row)
        {
            at += consumed;
            lines.Add(reader.Line);
        }

        reader.Restart(line: 40);
        reader.Read(text, 0, text.Length, isEnd: true, out _);
        lines.Add(reader.Line);
        lines.Add(reader.NextLine);

        lines.Should().Equal(1, 2, 6, 40, 41);
    }

    [Fact]
    public void Row_Raw_HasNoLineBreak()
    {
        var reader = new CsvReader();
        var text = "x\n\"a\"\"\n\",b\r\n"u8.ToArray();

        reader.Read(text, 2, text.Length - 2, isEnd: false, out _);

        Encoding.UTF8.GetString(reader.Row).Should().Be("\"a\"\"\n\",b");
        reader[1].SequenceEqual("b"u8).Should().BeTrue();
    }

    [Fact]
    public void Values_WithDoubledQuotes_StayBesideEachOther()
    {
        var reader = new CsvReader();
        var text = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"<\"\"{i}\"\">\"")) + "\n");
        reader.Read(text, 0, text.Length, isEnd: false, out _);

        var first = reader[0];
        var second = reader[1];
        var last = reader[199];

        Encoding.ASCII.GetString(first).Should().Be("<\"0\">");
        Encoding.ASCII.GetString(second).Should().Be("<\"1\">");
        Encoding.ASCII.GetString(last).Should().Be("<\"199\">");
    }

    [Fact]
    public void Rows_OfARecordFile_AllocateNothing()
    {
        var row = "\"\",\"12025550111\",\"100\",\"in\",\"\"\"Ann \"\"\"\"A\"\"\"\" B\"\" <12025550111>\",\"X/a-01\",\"\",\"Dial\",\"X/b,8\",,2,1,\"ANSWERED\"\n";
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(row, 1000)));
        var reader = new CsvReader();
        ReadAll(reader, text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var values = ReadAll(reader, text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        values.Should().Be(13_000);
        allocated.Should().Be(0);
    }

    [Fact]
    public void Values_AreThoseOfTheRow()
    {
        var reader = new CsvReader();
        var text = "a\n"u8.ToArray();
        reader.Read(text, 0, 2, isEnd: false, out _);

        var beyond = () => reader[1].Length;
        var before = () => reader[-1].Length;

        beyond.Should().Throw<ArgumentOutOfRangeException>();
        before.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static int ReadAll(CsvReader reader, byte[] text)
    {
        var at = 0;
        var values = 0;
        while (reader.Read(text, at, text.Length - at, isEnd: true, out var consumed) == CsvRead.Row)
        {
            at += consumed;
            for (var i = 0; i < reader.Count; i++)
            {
                values += reader[i].Length >= 0 ? 1 : 0;
            }
        }

        return values;
    }

    /// <summary>Reads a text whole, then in pieces of every small size: all must say the same.</summary>
    private static string Rows(string text, int maxRowBytes = CsvReader.DefaultMaxRowBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = CsvRows.Read(bytes, bytes.Length, maxRowBytes);
        for (var piece = 1; piece <= 17 && piece < bytes.Length; piece++)
        {
            CsvRows.Read(bytes, piece, maxRowBytes).Should().Be(whole, $"of pieces of {piece} bytes");
        }

        // The quick way looks at 64 bytes at once: all must say the same wherever the row begins in them.
        for (var filler = 1; filler < 70; filler++)
        {
            byte[] moved = [.. Encoding.ASCII.GetBytes(new string('f', filler)), (byte)'\n', .. bytes];
            if (!text.StartsWith('\uFEFF') && !text.StartsWith('\0') && maxRowBytes > 100)
            {
                CsvRows.Read(moved, moved.Length, maxRowBytes, firstLine: 0).Should().Be($"[{new string('f', filler)}]{whole}");
            }
        }

        return whole;
    }
}
