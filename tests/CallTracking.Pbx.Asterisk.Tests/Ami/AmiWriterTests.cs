using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void Write_Action_IsCrLfLinesAndABlankLine()
    {
        AmiWriter.Write(_output, new AmiAction("Setvar").With("Variable", "NOTE").With("Value", "Привет: a; b, c=\"d\""), "ct-1");

        Encoding.UTF8.GetString(_output.WrittenSpan).Should().Be(
            "Action: Setvar\r\nVariable: NOTE\r\nValue: Привет: a; b, c=\"d\"\r\nActionID: ct-1\r\n\r\n");
    }

    [Theory]
    [InlineData("101\r\nAction: Command")]
    [InlineData("101\n")]
    [InlineData("101\r")]
    [InlineData("101\0")]
    [InlineData("101\t")]
    [InlineData("101\u001B")]
    [InlineData("101\u0085")]
    [InlineData("101\uD800")]
    public void Write_ControlCharacterInAValue_IsRefusedByName(string value)
    {
        var write = () => AmiWriter.Write(_output, new AmiAction("Originate").With("Async", "true").With("Channel", value), "ct-1");

        write.Should().Throw<ArgumentException>().Which.Message.Should().Contain("Channel").And.NotContain("101");
        _output.WrittenCount.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Chan nel")]
    [InlineData("Channel:")]
    [InlineData("Channel\r\nX")]
    public void Write_NameThatIsNoHeaderName_IsRefused(string name)
    {
        var write = () => AmiWriter.Write(_output, new AmiAction("Hangup").With(name, "x"), "ct-1");

        write.Should().Throw<ArgumentException>();
        _output.WrittenCount.Should().Be(0);
    }

    [Fact]
    public void Write_ControlCharacterInTheActionItself_IsRefused()
    {
        var write = () => AmiWriter.Write(_output, new AmiAction("Ping\r\n"), "ct-1");

        write.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Write_LineLongerThanAsteriskReads_IsRefusedWithTheLimit()
    {
        var fits = new string('я', (AmiWriter.LongestLine - "Data: ".Length) / 2);
        AmiWriter.Write(_output, new AmiAction("Originate").With("Data", fits), "ct-1");

        var write = () => AmiWriter.Write(_output, new AmiAction("Originate").With("Data", fits + "я"), "ct-1");

        write.Should().Throw<ArgumentException>().Which.Message.Should().Contain("Data").And.Contain("1000");
    }

    [Fact]
    public void Write_MoreHeadersThanAsteriskReads_IsRefused()
    {
        var action = new AmiAction("Originate");
        for (var i = 0; i <= AmiWriter.MostHeaders; i++)
        {
            action.With("Variable", "a=b");
        }

        var write = () => AmiWriter.Write(_output, action, "ct-1");

        write.Should().Throw<ArgumentException>().Which.Message.Should().Contain("headers");
    }

    [Fact]
    public void Write_HiddenSecrets_AreReplacedEverywhere()
    {
        var action = new AmiAction("Login").With("Username", "ct").WithSecret("Key", "0123abcd");

        AmiWriter.Write(_output, action, "ct-1", hideSecrets: true);

        Encoding.UTF8.GetString(_output.WrittenSpan).Should().Contain("Key: [hidden]\r\n").And.NotContain("0123abcd");
        string.Join(' ', action.Headers).Should().NotContain("0123abcd");
    }
}
