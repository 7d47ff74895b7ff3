namespace CallTracking.Pbx.Records;

public sealed class RecordPositionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2 1 1 - x")]
    [InlineData("1 x 1 - x")]
    [InlineData("1 5 0 ab x")]
    public void Position_ThatMeansNothing_IsNone(string? text)
    {
        RecordPosition.Parse(text).Should().BeNull();
    }

    [Fact]
    public void Position_ReadBack_IsTheSame()
    {
        var position = new RecordPosition("a file.csv", long.MaxValue, 7, "00ff");

        RecordPosition.Parse(position.ToString()).Should().Be(position);
        RecordPosition.Parse(RecordPosition.StartOf("x").ToString()).Should().Be(RecordPosition.StartOf("x"));
    }
}
