using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiValueTests
{
    [Theory]
    [InlineData("1795408004.138355", "2026-11-23T04:26:44.1383550Z")]
    [InlineData("1795408004.000001", "2026-11-23T04:26:44.0000010Z")]
    [InlineData("1795408004.5", "2026-11-23T04:26:44.5000000Z")]
    [InlineData("1795408004.1234569", "2026-11-23T04:26:44.1234560Z")]
    [InlineData("1795408004", "2026-11-23T04:26:44.0000000Z")]
    public void ParseTimestamp_EpochWithFraction_IsExactToTheMicrosecond(string text, string expected)
    {
        AmiValue.ParseTimestamp(Encoding.ASCII.GetBytes(text))!.Value.UtcDateTime.ToString("O").Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-23 04:26:44")]
    [InlineData("1795408004.")]
    [InlineData("1795408004.12x")]
    [InlineData("-1.5")]
    [InlineData("99999999999999999999.5")]
    public void ParseTimestamp_SomethingElse_IsNull(string text)
    {
        AmiValue.ParseTimestamp(Encoding.ASCII.GetBytes(text)).Should().BeNull();
    }

    [Theory]
    [InlineData("""Ян \\\"Кот\\\"; a,b: <x>""", """Ян "Кот"; a,b: <x>""")]
    [InlineData("Ян \\\"Кот\\\"", "Ян \"Кот\"")]
    [InlineData("""DOMAIN\\user""", """DOMAIN\user""")]
    [InlineData("""DOMAIN\user""", """DOMAIN\user""")]
    [InlineData("""a\\\\b""", """a\b""")]
    [InlineData("""two\nlines""", "two\nlines")]
    [InlineData("ends with \\", "ends with \\")]
    [InlineData("plain", "plain")]
    public void Unescape_NamesAsAsteriskSpellsThem_AreWhatPeopleWrote(string wire, string expected)
    {
        AmiValue.Unescape(wire).Should().Be(expected);
    }

    [Fact]
    public void Printable_ControlCharacters_AreReplacedAndTheLengthIsBounded()
    {
        WireBytes.Printable("a\u001b[31m\r\nb"u8).Should().Be("a?[31m??b");
        WireBytes.Printable(new byte[500]).Should().HaveLength(60);
    }
}
