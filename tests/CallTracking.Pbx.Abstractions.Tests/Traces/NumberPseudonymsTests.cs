using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Pbx.Traces;

public sealed class NumberPseudonymsTests : IDisposable
{
    private static readonly byte[] Key = SHA256.HashData("a key for tests"u8);

    private readonly NumberPseudonyms _numbers = new(Key);

    [Theory]
    [InlineData("CallerIDNum: 12025550111")]
    [InlineData("CallerIDNum: +12025550111")]
    [InlineData("Exten: 912025550111")]
    [InlineData("DialString: PJSIP/12025550111@line")]
    [InlineData("AppData: PJSIP/line/sip:+12025550111@pbx.example:5060,30,tT")]
    [InlineData("CallerIDName: Ann 12025550111")]
    [InlineData("CallerIDName: Ann +1 (202) 555-0111")]
    [InlineData("ConnectedLineName: 202-555-0111 Ann")]
    [InlineData("CallerID: \"1 202 555 0111\" <12025550111>")]
    [InlineData("Variable: TO=2025550111")]
    [InlineData("UserEvent: anything,(202) 555.0111")]
    [InlineData("Value: u12025550111")]
    public void Number_InEverySpelling_EndsWithTheSamePseudonym(string line)
    {
        var ending = _numbers.Apply("2025550111")[^6..];

        var shown = _numbers.Apply(line);

        ending.Should().NotBe("550111");
        shown.Should().HaveLength(line.Length).And.NotContain("550111").And.NotContain("555-0111").And.NotContain("555.0111");
        Masked(shown).Should().Be(Masked(line), "only digits change, and only to digits");
        Last(shown).Should().Be(ending);
    }

    [Theory]
    [InlineData("Uniqueid: 1795407807.118")]
    [InlineData("Linkedid: pbx-1-1795407807.118")]
    [InlineData("Timestamp: 1795407807.118231")]
    [InlineData("Event-Date-Timestamp: 1795407240091443")]
    [InlineData("{\"Event-Date-Timestamp\":\"1795407240091443\",\"CC-Agent-Called-Time\":\"1795407580\",\"created_epoch\":\"1795407630\"}")]
    [InlineData("Unique-ID: 12345678-1234-4123-8123-123456789012")]
    [InlineData("variable_transfer_history: a:12345678-9412-4123-8123-123456789012:b")]
    [InlineData("variable_hold_events: {{1795407333649411,1795407334649411}}")]
    [InlineData("Exten: 101")]
    [InlineData("Digit: 5")]
    [InlineData("StartTime: 2026-11-23 04:23:27")]
    [InlineData("Address: 192.168.100.200:5060")]
    [InlineData("Queue: support-2026")]
    [InlineData("")]
    [InlineData("no digits at all")]
    public void Text_WithoutNumbers_StaysAsItIs(string line)
    {
        _numbers.Apply(line).Should().Be(line);
    }

    [Fact]
    public void Numbers_NeverMeet()
    {
        using var numbers = new NumberPseudonyms(Key, minDigits: 5);
        var shown = Enumerable.Range(0, 10_000).Select(number => numbers.Apply($"{number:00000}"));

        new HashSet<string>(shown, StringComparer.Ordinal).Should().HaveCount(10_000, "every ending of four digits");
    }

    [Fact]
    public void Pseudonym_DependsOnTheKeyAlone()
    {
        using var same = new NumberPseudonyms(Key);
        using var other = new NumberPseudonyms(SHA256.HashData("another key"u8));

        same.Apply("12025550111").Should().Be(_numbers.Apply("12025550111")).And.NotBe(other.Apply("12025550111"));
    }

    [Fact]
    public void Keep_LeavesTheSitesOwnNumbers()
    {
        using var numbers = new NumberPseudonyms(Key, keep: "12025550[12]\\d\\d|5550100");

        numbers.Apply("Exten: 5550100, 12025550199").Should().Be("Exten: 5550100, 12025550199");
        numbers.Apply("912025550199").Should().NotBe("912025550199", "the whole number must match");
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(6, 5)]
    [InlineData(10, 6)]
    public void MinDigits_SaysWhatANumberIsAndHowMuchOfItGoes(int minDigits, int replaced)
    {
        using var numbers = new NumberPseudonyms(Key, minDigits);
        var shorter = new string('7', minDigits - 1);
        var number = new string('7', minDigits);

        numbers.Apply(shorter).Should().Be(shorter);
        numbers.Apply(number).Should().StartWith(number[..^replaced]).And.NotBe(number);
    }

    [Fact]
    public void Settings_ThatCannotBe_AreRefused()
    {
        ((Action)(() => _ = new NumberPseudonyms(new byte[15]))).Should().Throw<ArgumentException>().WithMessage("*15 bytes*16*");
        ((Action)(() => _ = new NumberPseudonyms(Key, 3))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => _ = new NumberPseudonyms(Key, keep: "("))).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Stream_InPieces_IsTheSameAsWhole(int piece)
    {
        const string Text = "Event: Newchannel\r\nCallerIDNum: 12025550111\r\nCallerIDName: +1 202 555 0112\r\n\r\nEvent: Cut\r\nExten: 9120255501";
        var whole = string.Join('\n', Text.Split('\n').Select(_numbers.Apply));
        var stream = new PseudonymStream(_numbers);
        var shown = new StringBuilder();
        var bytes = Encoding.ASCII.GetBytes(Text);

        for (var at = 0; at < bytes.Length; at += piece)
        {
            shown.Append(Encoding.ASCII.GetString(stream.Take(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at))).Span));
            (shown.Length == 0 || shown[^1] == '\n').Should().BeTrue("half a line may hold half a number");
        }

        shown.Append(Encoding.ASCII.GetString(stream.Finish().Span));
        shown.ToString().Should().Be(whole);
        stream.Finish().Length.Should().Be(0);
    }

    [Fact]
    public void Stream_WithoutLineBreaks_KeepsLittleAndLosesNothing()
    {
        var stream = new PseudonymStream(_numbers);
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abc 12025550111 ", 2000)));
        var shown = 0L;
        for (var i = 0; i < 20; i++)
        {
            shown += stream.Take(piece).Length;
        }

        var rest = stream.Finish();

        (shown + rest.Length).Should().Be(20L * piece.Length);
        rest.Length.Should().BeLessThan(80_000);
        Encoding.ASCII.GetString(rest.Span).Should().NotContain("550111");
    }

    public void Dispose() => _numbers.Dispose();

    private static string Masked(string text) => string.Concat(text.Select(one => char.IsAsciiDigit(one) ? '0' : one));

    private static string Last(string line)
    {
        // The user part of an address, or the number at the end.
        var number = line.Split('@')[0].Split(',')[^1];
        return string.Concat(number.Where(char.IsAsciiDigit))[^6..];
    }
}
