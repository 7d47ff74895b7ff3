using System.Collections.Concurrent;
using System.Globalization;
using CallTracking.Samples.Web.Theming;
using SkiaSharp;

namespace CallTracking.Samples.Web.Pwa;

/// <summary>The product's picture, drawn as lines here and as points when a device asks for its size.</summary>
internal static class AppIcon
{
    private const int Side = 512;

    /// <summary>The sizes that devices ask for: tab, iPhone, Android, splash screen.</summary>
    public static readonly IReadOnlyList<int> Sizes = [32, 180, 192, 512];

    // A receiver, and what it rings.
    private static readonly (string Path, int Width)[] Lines =
    [
        ("M176 168 C 150 262 250 362 344 336", 58),
        ("M176 168 L 178 164", 104),
        ("M344 336 L 348 334", 104),
        ("M284 168 A 60 60 0 0 1 344 228", 26),
        ("M284 108 A 120 120 0 0 1 404 228", 26),
    ];

    private static readonly ConcurrentDictionary<(int Size, bool IsMaskable), byte[]> Drawn = new();

    private static Tone Ground => ThemeColours.Of(Themes.Default, isDark: false).Bar;

    /// <summary>As an SVG document.</summary>
    public static string Svg() => $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Side} {Side}"><rect width="{Side}" height="{Side}" rx="112" fill="{Ground}"/><g fill="none" stroke="#ffffff" stroke-linecap="round">{string.Concat(Lines.Select(line => $"""<path d="{line.Path}" stroke-width="{line.Width}"/>"""))}</g></svg>""";

    /// <summary>As a PNG.</summary>
    /// <param name="size">One of <see cref="Sizes"/>.</param>
    /// <param name="isMaskable">Whether the device cuts the shape: then the ground fills all and the picture keeps to the middle.</param>
    public static byte[] Png(int size, bool isMaskable) => Drawn.GetOrAdd((size, isMaskable), static key => Draw(key.Size, key.IsMaskable));

    private static byte[] Draw(int size, bool isMaskable)
    {
        using var surface = SKSurface.Create(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(size / (float)Side);
        var ground = Ground;
        using var fill = new SKPaint { Color = new SKColor(ground.R, ground.G, ground.B), IsAntialias = true };
        if (isMaskable)
        {
            canvas.DrawRect(0, 0, Side, Side, fill);
            canvas.Translate(Side * 0.1f, Side * 0.1f);
            canvas.Scale(0.8f);
        }
        else
        {
            canvas.DrawRoundRect(0, 0, Side, Side, 112, 112, fill);
        }

        foreach (var (text, width) in Lines)
        {
            using var path = SKPath.ParseSvgPathData(text);
            using var stroke = new SKPaint
            {
                Color = SKColors.White,
                IsAntialias = true,
                Style = SKPaintStyle.Stroke,
                StrokeCap = SKStrokeCap.Round,
                StrokeWidth = width,
            };
            canvas.DrawPath(path, stroke);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Reads the name of an icon file: <c>icon-192.png</c>, <c>maskable-512.png</c>.</summary>
    public static (int Size, bool IsMaskable)? Read(string name)
    {
        var parts = name.Split('-', '.');
        return parts is ["icon" or "maskable", var size, "png"] && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var side)
            && Sizes.Contains(side) ? (side, parts[0] == "maskable") : null;
    }
}
