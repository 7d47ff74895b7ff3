using CallTracking.Contacts;
using SkiaSharp;

namespace CallTracking.Photos;

/// <summary>Encodes photos by SkiaSharp. Dimensions are looked at before anything is decoded, and few pictures are decoded at once: a file of some
/// kilobytes may unpack to gigabytes.</summary>
internal sealed class SkiaPhotoEncoder : IPhotoEncoder, IDisposable
{
    /// <summary>The most pixels that are decoded.</summary>
    public const long MaxSourcePixels = 40_000_000;

    private const int Quality = 85;

    private static readonly SKEncodedImageFormat[] Readable =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Gif, SKEncodedImageFormat.Bmp];

    private readonly SemaphoreSlim _atOnce = new(2);

    public async ValueTask<EncodedPhoto?> EncodeAsync(ReadOnlyMemory<byte> source, int maxPixels, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        await _atOnce.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Encode(source.Span, maxPixels), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private static EncodedPhoto? Encode(ReadOnlySpan<byte> source, int maxPixels)
    {
        using var data = SKData.CreateCopy(source);
        using var codec = SKCodec.Create(data);
        if (codec is null || !Readable.Contains(codec.EncodedFormat) || codec.Info is not { Width: > 0, Height: > 0 } info
            || (long)info.Width * info.Height > MaxSourcePixels)
        {
            return null;
        }

        using var decoded = Decode(codec, maxPixels);
        if (decoded is null)
        {
            return null;
        }

        var isTurned = codec.EncodedOrigin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var scale = Math.Min(1f, (float)maxPixels / Math.Max(decoded.Width, decoded.Height));
        var width = Math.Max(1, (int)Math.Round(decoded.Width * scale));
        var height = Math.Max(1, (int)Math.Round(decoded.Height * scale));
        using var surface = SKSurface.Create(new SKImageInfo(isTurned ? height : width, isTurned ? width : height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (surface is null)
        {
            return null;
        }

        // JPEG has no transparency: what was seen through becomes white.
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Concat(Upright(codec.EncodedOrigin, width, height));
        using var image = SKImage.FromBitmap(decoded);
        surface.Canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var result = surface.Snapshot();
        using var encoded = result.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded is null ? null : new EncodedPhoto("image/jpeg", result.Width, result.Height, encoded.ToArray());
    }

    private static SKBitmap? Decode(SKCodec codec, int maxPixels)
    {
        // A codec that can leave pixels out while it decodes saves most of the memory.
        var wanted = Math.Min(1f, 2f * maxPixels / Math.Max(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(wanted);
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var read = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (read is SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    // EXIF orientation (CIPA DC-008, tag 274) as a matrix from the picture as stored to the picture as seen.
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
