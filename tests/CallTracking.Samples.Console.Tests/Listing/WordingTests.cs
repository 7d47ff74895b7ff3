using System.Globalization;
using CallTracking.Calls;
using CallTracking.Samples.Console.Listing;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Listing;

public sealed class WordingTests
{
    [Theory]
    [InlineData("00:00:07.9", "0:07")]
    [InlineData("00:59:59", "59:59")]
    [InlineData("01:02:03", "1:02:03")]
    [InlineData("3.01:00:00", "73:00:00")]
    public void Clock_IsReadAsOne(string length, string text) =>
        Wording.Clock(TimeSpan.Parse(length, CultureInfo.InvariantCulture)).Should().Be(text);

    [Fact]
    public void Of_AnEnumerationsMember_IsWords() => Wording.Of(CallOutcome.NotStarted).Should().Be("not started");

    [Fact]
    public void Caller_WithheldOnAnInboundCall_IsSaidSo() =>
        Wording.Caller(SeededStore.Make(1, 8, CallDirection.Inbound, null, null)).Should().Be("withheld");

    [Fact]
    public void Outcome_OfACallThatWasLost_SaysWhere() =>
        Wording.Outcome(SeededStore.Calls[0] with { LostInTransfer = true }).Should().Be("lost in transfer");
}
