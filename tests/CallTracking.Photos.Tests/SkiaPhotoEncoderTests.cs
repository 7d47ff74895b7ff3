using System.Buffers.Binary;
using CallTracking.Contacts;
using SkiaSharp;

namespace CallTracking.Photos;

public sealed class SkiaPhotoEncoderTests : IDisposable
{
    private const int Longest = 64;

    private readonly SkiaPhotoEncoder _encoder = new();

    public void Dispose() => _encoder.Dispose();

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task Encode_OfALargePicture_IsASmallJpegOfTheSameShape(SKEncodedImageFormat format)
    {
        var photo = await EncodeAsync(Picture(400, 200, format));

        (photo!.MediaType, photo.Width, photo.Height).Should().Be(("image/jpeg", 64, 32));
        using var read = SKBitmap.Decode(photo.Content);
        (read.Width, read.Height).Should().Be((64, 32));
        IsRed(read.GetPixel(4, 16)).Should().BeTrue("the left half was red");
        IsRed(read.GetPixel(60, 16)).Should().BeFalse("the right half was blue");
    }

    [Fact]
    public async Task Encode_OfASmallPicture_IsNotEnlarged() => (await EncodeAsync(Picture(10, 20, SKEncodedImageFormat.Png)))!
        .Should().BeEquivalentTo(new { Width = 10, Height = 20 });

    /// <summary>The orientations of EXIF: where the stored picture's left half is seen.</summary>
    [Theory]
    [InlineData(1, 64, 32, 4, 16)]
    [InlineData(2, 64, 32, 60, 16)]
    [InlineData(3, 64, 32, 60, 16)]
    [InlineData(4, 64, 32, 4, 16)]
    [InlineData(5, 32, 64, 16, 4)]
    [InlineData(6, 32, 64, 16, 4)]
    [InlineData(7, 32, 64, 16, 60)]
    [InlineData(8, 32, 64, 16, 60)]
    public async Task Encode_OfAPictureTakenSideways_TurnsItUpright(int orientation, int width, int height, int redX, int redY)
    {
        var photo = (await EncodeAsync(Oriented(Picture(128, 64, SKEncodedImageFormat.Jpeg), (ushort)orientation)))!;

        (photo.Width, photo.Height).Should().Be((width, height));
        using var read = SKBitmap.Decode(photo.Content);
        IsRed(read.GetPixel(redX, redY)).Should().BeTrue();
        IsRed(read.GetPixel(width - 1 - redX, height - 1 - redY)).Should().BeFalse();
        photo.Content.AsSpan().IndexOf("Exif"u8).Should().Be(-1, "metadata says where a photo was taken");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(100)]
    public async Task Encode_OfWhatIsNoPicture_IsNothing(int length) => (await EncodeAsync(new byte[length])).Should().BeNull();

    [Fact]
    public async Task Encode_OfACutPicture_IsNothing()
    {
        var whole = Picture(400, 200, SKEncodedImageFormat.Png);

        (await EncodeAsync(whole[..(whole.Length / 2)])).Should().BeNull();
    }

    [Fact]
    public async Task Encode_OfAPictureThatSaysItIsHuge_IsNothingAndTakesNoMemory()
    {
        // Width and height of a PNG stand behind its signature and the head of its first chunk; the checksum is made right again.
        var bomb = Picture(10, 10, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 50_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc(bomb.AsSpan(12, 17)));

        (await EncodeAsync(bomb)).Should().BeNull();
    }

    private static bool IsRed(SKColor color) => color.Red > 180 && color.Blue < 80;

    private ValueTask<EncodedPhoto?> EncodeAsync(byte[] source) => _encoder.EncodeAsync(source, Longest, TestContext.Current.CancellationToken);

    private static byte[] Picture(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, width / 2, height, red);
        }

        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>The same JPEG with an EXIF block that has nothing but the orientation.</summary>
    private static byte[] Oriented(byte[] jpeg, ushort orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
