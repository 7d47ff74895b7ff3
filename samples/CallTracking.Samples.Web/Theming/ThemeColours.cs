using System.Collections.Concurrent;

namespace CallTracking.Samples.Web.Theming;

/// <summary>The colours of a theme, light or dark, chosen so that all text that stands on them can be read.</summary>
internal sealed record ThemeColours
{
    // A trace more than WCAG asks for: what lies over a surface while the pointer is there takes some away.
    private const double Reads = 4.6;
    private const double Shows = 3.1;
    private const double HoverAlpha = 0.06;

    private static readonly ConcurrentDictionary<(string Theme, bool IsDark), ThemeColours> Drawn = new();

    private ThemeColours(Theme theme, bool isDark)
    {
        var hue = HueOf(theme.Hue);
        var chroma = theme.Hue == ThemeHue.Graphite ? 0.008 : theme.Character switch
        {
            ThemeCharacter.Clear => 0.15,
            ThemeCharacter.Soft => 0.09,
            _ => 0.13,
        };
        var tint = theme.Hue == ThemeHue.Graphite ? 0.002 : theme.Character switch
        {
            ThemeCharacter.Soft => 0.018,
            ThemeCharacter.Deep => 0.006,
            _ => 0.002,
        };
        var isStrong = theme.Character == ThemeCharacter.Strong;
        IsDark = isDark;
        HoverOpacity = HoverAlpha;
        Background = isDark ? Tone.Of(isStrong ? 0.12 : 0.19, tint, hue) : Tone.Of(isStrong ? 1 : 0.975, tint, hue);
        Surface = isDark ? Tone.Of(isStrong ? 0.17 : 0.235, tint * 1.2, hue) : Tone.Of(1, tint, hue);
        Raised = isDark ? Tone.Of(isStrong ? 0.2 : 0.27, tint * 1.4, hue) : Tone.Of(0.95, tint, hue);
        Hovered = isDark ? Tone.White : Tone.Black;
        Tone[] plain = [Background, Surface, Raised];
        Tone[] grounds = [.. plain, .. plain.Select(ground => ground.Under(Hovered, HoverAlpha))];
        Text = Find(grounds, isStrong ? 15 : 11, tint, hue);
        Secondary = Find(grounds, isStrong ? 8 : 5.6, tint * 2, hue);
        Disabled = Find(grounds, Shows, tint, hue);
        Lines = Find(grounds, isStrong ? 4.6 : Shows, tint, hue);
        Divider = Find([Surface], isStrong ? 3 : 1.35, tint, hue);
        var reads = isStrong ? 7.2 : Reads;
        Primary = Accent.Of(this, grounds, reads, chroma, hue);
        Second = Accent.Of(this, grounds, reads, chroma * 0.8, hue + 45);
        Third = Accent.Of(this, grounds, reads, chroma * 0.8, hue + 150);
        Info = Accent.Of(this, grounds, reads, 0.13, 250);
        Success = Accent.Of(this, grounds, reads, 0.13, 150);
        Warning = Accent.Of(this, grounds, reads, 0.12, 70);
        Error = Accent.Of(this, grounds, reads, 0.17, 27);
        Dark = Accent.Of(this, grounds, Math.Max(reads, 9), 0.01, hue);
        (Bar, BarText) = BarOf(theme, hue, chroma);
        (Menu, MenuText) = theme.Character == ThemeCharacter.Deep && !isDark ? (Tone.Of(0.3, Math.Min(chroma, 0.03), hue), Tone.Of(0.96, tint, hue)) : (Surface, Text);
    }

    public bool IsDark { get; }

    public Tone Background { get; }

    public Tone Surface { get; }

    public Tone Raised { get; }

    public Tone Hovered { get; }

    public double HoverOpacity { get; }

    public Tone Text { get; }

    public Tone Secondary { get; }

    public Tone Disabled { get; }

    public Tone Lines { get; }

    public Tone Divider { get; }

    public Accent Primary { get; }

    public Accent Second { get; }

    public Accent Third { get; }

    public Accent Info { get; }

    public Accent Success { get; }

    public Accent Warning { get; }

    public Accent Error { get; }

    public Accent Dark { get; }

    public Tone Bar { get; }

    public Tone BarText { get; }

    public Tone Menu { get; }

    public Tone MenuText { get; }

    /// <summary>Draws a theme.</summary>
    public static ThemeColours Of(Theme theme, bool isDark) => Drawn.GetOrAdd((theme.Name, isDark), _ => new ThemeColours(theme, isDark));

    /// <summary>Degrees of a hue in OKLCH.</summary>
    internal static double HueOf(ThemeHue hue) => hue switch
    {
        ThemeHue.Red => 20,
        ThemeHue.Coral => 35,
        ThemeHue.Orange => 55,
        ThemeHue.Amber => 80,
        ThemeHue.Lime => 118,
        ThemeHue.Green => 142,
        ThemeHue.Emerald => 162,
        ThemeHue.Teal => 185,
        ThemeHue.Cyan => 212,
        ThemeHue.Azure => 240,
        ThemeHue.Blue => 260,
        ThemeHue.Indigo => 278,
        ThemeHue.Violet => 300,
        ThemeHue.Pink => 350,
        _ => 250,
    };

    /// <summary>The colour nearest to the grounds that has a contrast on all of them: darker than they are in light themes, lighter in dark
    /// ones.</summary>
    internal Tone Find(IReadOnlyCollection<Tone> grounds, double contrast, double chroma, double hue)
    {
        for (var step = 0; step <= 200; step++)
        {
            var tone = Tone.Of(IsDark ? 0.3 + (step * 0.0035) : 0.95 - (step * 0.00475), chroma, hue);
            if (grounds.All(ground => Tone.Contrast(tone, ground) >= contrast))
            {
                return tone;
            }
        }

        return IsDark ? Tone.White : Tone.Black;
    }

    private (Tone Bar, Tone Text) BarOf(Theme theme, double hue, double chroma) => (theme.Character, IsDark) switch
    {
        (ThemeCharacter.Clear, false) => (Primary.Tone, Primary.Text),
        (ThemeCharacter.Soft, false) => (Tone.Of(0.92, Math.Min(chroma, 0.035), hue), Text),
        (ThemeCharacter.Deep, false) => (Tone.Of(0.25, Math.Min(chroma, 0.05), hue), Tone.Of(0.97, 0.01, hue)),
        (ThemeCharacter.Strong, false) => (Tone.Black, Tone.White),
        (ThemeCharacter.Clear, true) => (Raised, Text),
        (ThemeCharacter.Strong, true) => (Tone.Black, Tone.White),
        _ => (Tone.Of(0.28, Math.Min(chroma, 0.04), hue), Text),
    };
}

/// <summary>A colour that is text and line on the grounds, and ground of its own text.</summary>
/// <param name="Tone">The colour.</param>
/// <param name="Text">What stands on it.</param>
/// <param name="Darken">What it is while it is pressed; text on a trace of the colour also.</param>
/// <param name="Lighten">The other way.</param>
internal sealed record Accent(Tone Tone, Tone Text, Tone Darken, Tone Lighten)
{
    public static Accent Of(ThemeColours colours, IReadOnlyCollection<Tone> grounds, double contrast, double chroma, double hue)
    {
        // Text of this colour lies on a trace of it when the pointer is there, and in notes.
        var tone = colours.Find(grounds, contrast, chroma, hue);
        for (var more = contrast; more < contrast + 3; more += 0.2)
        {
            var over = grounds.Select(ground => ground.Under(tone, colours.HoverOpacity)).ToList();
            if (over.TrueForAll(ground => Tone.Contrast(tone, ground) >= Math.Min(contrast, 7)))
            {
                break;
            }

            tone = colours.Find(grounds, more + 0.2, chroma, hue);
        }

        var text = colours.IsDark ? Tone.Of(0.14, Math.Min(chroma, 0.02), hue) : Tone.White;
        return new Accent(tone, text, colours.Find(grounds, Tone.Contrast(tone, colours.Surface) * 1.25, chroma, hue), tone);
    }
}
