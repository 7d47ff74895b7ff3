using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.Wire;

public sealed class WireTextTests
{
    private readonly WireText _text = new();

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("PJSIP/")]
    [InlineData("1795407643.34")]
    [InlineData("PJSIP/trunk-00000004-and-a-long-tail-that-goes-beyond-one-word")]
    [InlineData("Привет, កម្ពុជា")]
    public void Decode_Utf8_IsTheText(string text)
    {
        _text.Decode(Encoding.UTF8.GetBytes(text)).Should().Be(text);
    }

    [Fact]
    public void Decode_NoUtf8_IsReadByTheFallback()
    {
        _text.Decode([0x52, 0x65, 0x6E, 0xE9]).Should().Be("René");
        new WireText(Encoding.GetEncoding("us-ascii")).Decode([0x52, 0xE9]).Should().Be("R?");
    }

    [Fact]
    public void Decode_SeenLately_IsTheSameInstanceAndAllocatesNothing()
    {
        var bytes = "1795407643.34"u8.ToArray();
        var first = _text.Decode(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = _text.Decode(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        second.Should().BeSameAs(first);
        allocated.Should().Be(0);
    }

    [Fact]
    public void Decode_MoreValuesThanTheCacheHolds_StaysRight()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                var value = string.Create(CultureInfo.InvariantCulture, $"PJSIP/trunk-{i:x8}");
                _text.Decode(Encoding.ASCII.GetBytes(value)).Should().Be(value);
            }
        }
    }
}
