using System.Buffers.Binary;
using System.Xml.Linq;

namespace CallTracking.Samples.Web.Pwa;

public sealed class AppIconTests
{
    [Fact]
    public void Png_EverySize_IsAPictureOfThatSize()
    {
        foreach (var size in AppIcon.Sizes)
        {
            foreach (var isMaskable in new[] { false, true })
            {
                var bytes = AppIcon.Png(size, isMaskable);
                bytes.AsSpan(0, 8).SequenceEqual<byte>([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).Should().BeTrue();
                BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)).Should().Be(size);
                BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)).Should().Be(size);
            }
        }
    }

    [Fact]
    public void Svg_Picture_IsXmlWithoutScript() => XDocument.Parse(AppIcon.Svg()).Descendants().Select(element => element.Name.LocalName)
        .Distinct().Should().BeEquivalentTo("svg", "rect", "g", "path");

    [Theory]
    [InlineData("icon-192.png", 192, false)]
    [InlineData("maskable-512.png", 512, true)]
    public void Read_Name_IsAnIcon(string name, int size, bool isMaskable) => AppIcon.Read(name).Should().Be((size, isMaskable));

    [Theory]
    [InlineData("icon-9999999.png")]
    [InlineData("icon-191.png")]
    [InlineData("icon.png")]
    [InlineData("..-192.png")]
    public void Read_NameOfNothing_IsNone(string name) => AppIcon.Read(name).Should().BeNull("every size that is drawn is kept");
}
