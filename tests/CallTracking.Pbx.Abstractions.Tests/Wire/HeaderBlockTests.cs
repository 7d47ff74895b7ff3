using System.Text;
using CsCheck;

namespace CallTracking.Pbx.Wire;

public sealed class HeaderBlockTests
{
    private static readonly string[] Words = [":", "\r\n", "\n", " ", "ab", "0123456789"];

    private readonly HeaderBlock _block = new();

    [Fact]
    public void Parse_CrLfLines_SplitsAtTheFirstColonAndDropsOneBlank()
    {
        Parse("Event: Hangup\r\nTime: 04:28:45\r\nOutput:   two\r\nEmpty:\r\nAction:Ping", LineEnd.CrLf);

        Pairs().Should().Equal("Event=Hangup", "Time=04:28:45", "Output=  two", "Empty=", "Action=Ping");
    }

    [Fact]
    public void Parse_LoneLfInCrLfLines_BelongsToTheValue()
    {
        Parse("Message: No Contacts\nfound\n\r\nNote: x\r\n", LineEnd.CrLf);

        Pairs().Should().Equal("Message=No Contacts\nfound\n", "Note=x");
    }

    [Fact]
    public void Parse_LfLines_DropACrBeforeTheLf()
    {
        Parse("A: 1\r\nB: 2\nC: 3\n\n", LineEnd.Lf);

        Pairs().Should().Equal("A=1", "B=2", "C=3");
    }

    [Fact]
    public void Parse_LineWithoutColon_IsANamelessValue()
    {
        Parse("just text\r\nA: 1", LineEnd.CrLf);

        Pairs().Should().Equal("=just text", "A=1");
        _block.TryGet(""u8, out _).Should().BeFalse();
    }

    [Fact]
    public void TryGet_AnyCase_FindsTheFirst()
    {
        Parse("UniqueID: 1\r\nUniqueid: 2\r\nUniqueXY: 3", LineEnd.CrLf);

        _block.TryGet("uniqueid"u8, out var value).Should().BeTrue();
        Encoding.ASCII.GetString(value).Should().Be("1");
        _block.TryGet("Unique"u8, out _).Should().BeFalse();
    }

    [Fact]
    public void AppendText_FreeText_KeepsEmptyLinesAndColons()
    {
        var bytes = Encoding.ASCII.GetBytes("Response: Follows\r\nName: a\n\nlast\r\n");
        _block.Parse(bytes, 0, 19, LineEnd.CrLf);

        _block.AppendText(19, bytes.Length - 19);

        Pairs().Should().Equal("Response=Follows", "=Name: a", "=", "=last");
    }

    [Fact]
    public void Parse_RangeOutsideTheArray_IsRefused()
    {
        var parse = () => _block.Parse(new byte[10], 5, 6, LineEnd.Lf);

        parse.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Name_NoSuchLine_IsRefused()
    {
        Parse("A: 1", LineEnd.Lf);
        var name = () => _block.Name(1).Length;

        name.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Parse_AnyText_GivesWhatASimpleSplitGives()
    {
        Gen.Select(Gen.Int[0, 5].Array[0, 400], Gen.Bool, Gen.Int[0, 40]).Sample(
            (choice, strict, offset) =>
            {
                var text = string.Concat(choice.Select(static c => Words[c]));
                var bytes = Encoding.ASCII.GetBytes(new string('#', offset) + text + "###");
                _block.Parse(bytes, offset, text.Length, strict ? LineEnd.CrLf : LineEnd.Lf);
                Pairs().Should().Equal(Expected(text, strict));
            },
            iter: 3_000,
            threads: 1);
    }

    private static IEnumerable<string> Expected(string text, bool strict)
    {
        var lines = strict ? text.Split("\r\n") : text.ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines.Where(static line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..];
            yield return (colon < 0 ? string.Empty : line[..colon]) + "=" + (colon >= 0 && value.StartsWith(' ') ? value[1..] : value);
        }
    }

    private void Parse(string text, LineEnd lineEnd)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        _block.Parse(bytes, 0, bytes.Length, lineEnd);
    }

    private List<string> Pairs()
    {
        var result = new List<string>();
        for (var i = 0; i < _block.Count; i++)
        {
            result.Add(Encoding.ASCII.GetString(_block.Name(i)) + "=" + Encoding.ASCII.GetString(_block.Value(i)));
        }

        return result;
    }
}
