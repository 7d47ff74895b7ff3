using System.Globalization;

namespace CallTracking.Samples.Web.Theming;

/// <summary>An opaque colour of the screen, made in OKLCH, in which equal steps of lightness look equal in every hue.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
internal readonly record struct Tone(byte R, byte G, byte B)
{
    public static readonly Tone White = new(255, 255, 255);
    public static readonly Tone Black = new(0, 0, 0);

    /// <summary>WCAG's relative luminance.</summary>
    public double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>A colour of a lightness, chroma and hue; chroma is lowered to what screens can show.</summary>
    /// <param name="lightness">0 to 1.</param>
    /// <param name="chroma">0 to about 0.3.</param>
    /// <param name="hue">Degrees.</param>
    public static Tone Of(double lightness, double chroma, double hue)
    {
        var (low, high) = (0.0, chroma);
        if (TryMix(lightness, chroma, hue, out var whole))
        {
            return whole;
        }

        for (var step = 0; step < 12; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = TryMix(lightness, middle, hue, out _) ? (middle, high) : (low, middle);
        }

        TryMix(lightness, low, hue, out var tone);
        return tone;
    }

    /// <summary>WCAG's contrast of two colours, 1 to 21.</summary>
    public static double Contrast(Tone one, Tone other)
    {
        var (light, dark) = (Math.Max(one.Luminance, other.Luminance), Math.Min(one.Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>This colour seen through another one that lies over it.</summary>
    public Tone Under(Tone over, double alpha) => new(Mix(R, over.R, alpha), Mix(G, over.G, alpha), Mix(B, over.B, alpha));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static byte Mix(byte under, byte over, double alpha) => (byte)Math.Round((under * (1 - alpha)) + (over * alpha));

    private static bool TryMix(double lightness, double chroma, double hue, out Tone tone)
    {
        var (a, b) = (chroma * Math.Cos(hue * Math.PI / 180), chroma * Math.Sin(hue * Math.PI / 180));
        var l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        var m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        var s = Math.Pow(lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
        var red = (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s);
        var green = (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s);
        var blue = (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s);
        tone = new Tone(Screen(red), Screen(green), Screen(blue));
        return IsShown(red) && IsShown(green) && IsShown(blue);
    }

    private static bool IsShown(double linear) => linear is >= -0.0005 and <= 1.0005;

    private static byte Screen(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055));
    }

    private static double Linear(byte value)
    {
        var part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
