using System.Text;
using CsCheck;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a%20b%3A%3ac", "a b::c")]
    [InlineData("%C3%A9", "é")]
    [InlineData("100%", "100%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("%%41", "%A")]
    public void Unpercent_UndoesWhatIsEncoded(string value, string text)
    {
        Unpercent(Encoding.UTF8.GetBytes(value)).Should().Be(text);
    }

    [Theory]
    [InlineData(@"a\""b\\c\/d", "a\"b\\c/d")]
    [InlineData(@"\b\f\n\r\t", "\b\f\n\r\t")]
    [InlineData(@"\u00e9\u20AC", "é€")]
    [InlineData(@"\ud83d\ude00!", "\U0001F600!")]
    [InlineData(@"\ud83d!", "\uFFFD!")]
    [InlineData(@"\ude00\ud83d", "\uFFFD\uFFFD")]
    [InlineData(@"\x\u12", @"\x\u12")]
    [InlineData(@"end\", @"end\")]
    public void Unescape_UndoesJsonsEscapes(string value, string text)
    {
        Unescape(Encoding.UTF8.GetBytes(value)).Should().Be(text);
    }

    [Fact]
    public void AnyBytes_NeverGrow()
    {
        Gen.Byte.Array[0, 60].Sample(
            static bytes =>
            {
                Unpercent(bytes);
                Unescape(bytes);
                EslText.ParseNumber(bytes);
                EslText.ParseTime(bytes);
            },
            iter: 3_000, threads: 1);
    }

    [Theory]
    [InlineData("ARRAY::a|:b|:", "a", "b", "")]
    [InlineData("ARRAY::", "")]
    [InlineData("a|:b", "a|:b")]
    [InlineData("", "")]
    public void TryNextElement_TakesListsApart(string value, params string[] elements)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(value);
        var found = new List<string>();
        for (var isFirst = true; EslText.TryNextElement(ref rest, isFirst, out var element); isFirst = false)
        {
            found.Add(Encoding.UTF8.GetString(element));
        }

        found.Should().Equal(elements);
    }

    [Theory]
    [InlineData("1795407341369395", 1_795_407_341_369_395)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("253402300800000000", null)]
    [InlineData("12x", null)]
    [InlineData("", null)]
    public void ParseTime_IsInMicroseconds(string value, long? micros)
    {
        EslText.ParseTime(Encoding.ASCII.GetBytes(value)).Should().Be(micros is { } known ? DateTimeOffset.UnixEpoch.AddMicroseconds(known) : null);
    }

    private static string Unpercent(byte[] value) => Encoding.UTF8.GetString(EslText.Unpercent(value, new byte[value.Length]));

    private static string Unescape(byte[] value) => Encoding.UTF8.GetString(EslText.Unescape(value, new byte[value.Length]));
}
