using CallTracking.Kits;

namespace CallTracking.Calls;

public class CallHistoryCursorTests
{
    [Fact]
    public void TryParse_WhatToStringWrote_IsTheSame()
    {
        var cursor = new CallHistoryCursor(Sample.Start.ToOffset(TimeSpan.FromHours(7)), Sample.Id(7));
        cursor.ToString().Should().MatchRegex("^[A-Za-z0-9_-]+$");
        CallHistoryCursor.TryParse(cursor.ToString(), out var parsed).Should().BeTrue();
        parsed.Should().Be(cursor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("next")]
    [InlineData("%%%")]
    [InlineData("____________________________________________")]
    [InlineData("________________________________")]
    public void TryParse_AnythingElse_IsRefused(string? text) => CallHistoryCursor.TryParse(text, out _).Should().BeFalse();
}
