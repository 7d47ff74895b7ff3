using System.Buffers.Binary;
using System.IO.Compression;
using CallTracking.Contacts;

namespace CallTracking.Demo;

/// <summary>Portraits of nobody: a head and shoulders before a colour, drawn here and written as PNG.</summary>
internal sealed class DemoPhoto : IPhotoEncoder
{
    private const int Side = 96;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static value =>
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return crc;
    })];

    /// <summary>What it drew itself needs no cleaning.</summary>
    public ValueTask<EncodedPhoto?> EncodeAsync(ReadOnlyMemory<byte> source, int maxPixels, CancellationToken cancellationToken) =>
        ValueTask.FromResult<EncodedPhoto?>(new EncodedPhoto("image/png", Side, Side, source.ToArray()));

    public static byte[] Draw(Random random)
    {
        var back = Colour(random, 150, 235);
        var skin = (R: 200 + random.Next(40), G: 150 + random.Next(50), B: 110 + random.Next(50));
        var hair = Colour(random, 20, 110);
        var shirt = Colour(random, 60, 200);
        var width = 17 + random.Next(5);
        var pixels = new byte[Side * ((Side * 3) + 1)];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var colour = Inside(x, y, 48, 96, 40, 30) ? shirt
                    : Inside(x, y, 48, 44, width, 23) ? (y < 34 ? hair : skin)
                    : Inside(x, y, 48, 38, width + 4, 24) && y < 46 ? hair
                    : back;
                var at = (y * ((Side * 3) + 1)) + 1 + (x * 3);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)colour.R, (byte)colour.G, (byte)colour.B);
            }
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = [0, 0, 0, Side, 0, 0, 0, Side, 8, 2, 0, 0, 0];
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Deflate(pixels));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static (int R, int G, int B) Colour(Random random, int least, int most) =>
        (random.Next(least, most), random.Next(least, most), random.Next(least, most));

    private static bool Inside(int x, int y, int centreX, int centreY, int radiusX, int radiusY)
    {
        var (dx, dy) = ((double)(x - centreX) / radiusX, (double)(y - centreY) / radiusY);
        return (dx * dx) + (dy * dy) <= 1;
    }

    private static byte[] Deflate(byte[] pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(pixels);
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(kind);
        png.Write(data);
        var crc = Crc(Crc(uint.MaxValue, kind), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var one in data)
        {
            crc = Table[(crc ^ one) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }
}
