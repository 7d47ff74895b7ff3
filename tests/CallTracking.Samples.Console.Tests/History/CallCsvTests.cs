using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Samples.Console.History;

namespace CallTracking.Samples.Console.Tests.History;

public sealed class CallCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+1202555+1", "'+1202555+1")]
    [InlineData("+", "'+")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    public void Cell_ThatASpreadsheetWouldRun_IsText(string text, string cell) => CallCsv.Cell(text).Should().Be(cell);

    [Theory]
    [InlineData("+12025550123")]
    [InlineData("-5")]
    [InlineData("101")]
    [InlineData("Ada = Boris")]
    public void Cell_NumbersAndPlainText_StayAsTheyAre(string text) => CallCsv.Cell(text).Should().Be(text);

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("\u001b[2Jgone", "\uFFFD[2Jgone")]
    [InlineData(null, "")]
    public void Cell_WithDelimitersOrControlCodes_IsLegal(string? text, string cell) => CallCsv.Cell(text).Should().Be(cell);

    [Fact]
    public void Line_HasACellPerHeading_AndTimesOfTheZone()
    {
        var call = new Call
        {
            Tenant = "default",
            Id = Guid.Empty,
            Link = "pbx",
            State = CallState.Ended,
            Direction = CallDirection.Inbound,
            Outcome = CallOutcome.Missed,
            MissedReason = MissedReason.CallerHungUp,
            StartedAt = new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero),
            External = new PhoneNumber("12025550111", PhoneNumberKind.Public, "+12025550111", null),
            CallerName = "=HYPERLINK(\"x\")",
            Wait = TimeSpan.FromMilliseconds(1500),
        };

        var line = CallCsv.Line(call, TimeZoneInfo.FindSystemTimeZoneById("Asia/Phnom_Penh"));

        line.Should().EndWith("\r\n");
        line.Split(',').Should().HaveCount(CallCsv.Header.Split(',').Length);
        line.Should().ContainAll(
            ",missed,callerHungUp,true,2026-11-24T03:00:00.000+07:00,", ",+12025550111,", ",\"'=HYPERLINK(\"\"x\"\")\",", ",1.5,");
    }
}
