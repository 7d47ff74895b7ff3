using MudBlazor;
using MudBlazor.Utilities;

namespace CallTracking.Samples.Web.Theming;

public sealed class ThemeColoursTests
{
    private const double Text = 4.5;
    private const double Shape = 3;

    [Fact]
    public void Themes_All_AreMoreThanFiftyWithNamesOfTheirOwn()
    {
        Themes.All.Should().HaveCountGreaterThan(50);
        Themes.All.Select(theme => theme.Name).Should().OnlyHaveUniqueItems();
        Themes.All.Select(theme => ThemeColours.Of(theme, isDark: false).Primary.Tone.ToString() + ThemeColours.Of(theme, isDark: false).Bar + ThemeColours.Of(theme, false).Background)
            .Should().OnlyHaveUniqueItems("a theme looks like no other");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Palette_EveryTextAndItsGround_ReachesAa(bool isDark) => FailuresOf(Themes.All, isDark, Text, Shape).Should().BeEmpty();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Palette_StrongCharacter_ReachesAaa(bool isDark) => Themes.All.Where(theme => theme.Character == ThemeCharacter.Strong)
        .SelectMany(theme => PairsOf(ThemePalette.Of(ThemeColours.Of(theme, isDark))).Where(pair => pair.Name is "text" or "link" or "bar" && pair.Contrast < 7)
            .Select(pair => $"{theme.Name}: {pair}")).Should().BeEmpty();

    [Theory]
    [InlineData(0, 0, 0, 255, 255, 255, 21)]
    [InlineData(119, 119, 119, 255, 255, 255, 4.48)]
    [InlineData(10, 20, 30, 10, 20, 30, 1)]
    public void Contrast_KnownColours_IsWcags(byte r, byte g, byte b, byte r2, byte g2, byte b2, double contrast) =>
        Tone.Contrast(new Tone(r, g, b), new Tone(r2, g2, b2)).Should().BeApproximately(contrast, 0.01);

    [Fact]
    public void Contrast_TooPaleAColour_IsFound()
    {
        var palette = ThemePalette.Of(ThemeColours.Of(Themes.Default, isDark: false));
        palette.TextSecondary = new MudColor("#aaaaaa");
        PairsOf(palette).Should().Contain(pair => pair.Name == "secondary" && pair.Contrast < Text);
    }

    private static IEnumerable<string> FailuresOf(IEnumerable<Theme> themes, bool isDark, double text, double shape) => themes.SelectMany(theme =>
        PairsOf(ThemePalette.Of(ThemeColours.Of(theme, isDark))).Where(pair => pair.Contrast < (pair.IsText ? text : shape))
            .Select(pair => $"{theme.Name} {(isDark ? "dark" : "light")}: {pair}"));

    private static IEnumerable<Pair> PairsOf(Palette palette)
    {
        (string Name, Tone Tone)[] plain =
        [
            ("background", Of(palette.Background)), ("surface", Of(palette.Surface)), ("raised", Of(palette.BackgroundGray)),
        ];
        var grounds = plain
            .Concat(plain.Select(ground => ("hovered " + ground.Name, Over(ground.Tone, palette.TableHover))))
            .Concat(plain.Select(ground => ("striped " + ground.Name, Over(ground.Tone, palette.TableStriped)))).ToList();
        (string Name, MudColor Colour, MudColor Text, string Darken, string Lighten)[] accents =
        [
            ("primary", palette.Primary, palette.PrimaryContrastText, palette.PrimaryDarken, palette.PrimaryLighten),
            ("second", palette.Secondary, palette.SecondaryContrastText, palette.SecondaryDarken, palette.SecondaryLighten),
            ("third", palette.Tertiary, palette.TertiaryContrastText, palette.TertiaryDarken, palette.TertiaryLighten),
            ("info", palette.Info, palette.InfoContrastText, palette.InfoDarken, palette.InfoLighten),
            ("success", palette.Success, palette.SuccessContrastText, palette.SuccessDarken, palette.SuccessLighten),
            ("warning", palette.Warning, palette.WarningContrastText, palette.WarningDarken, palette.WarningLighten),
            ("error", palette.Error, palette.ErrorContrastText, palette.ErrorDarken, palette.ErrorLighten),
            ("dark", palette.Dark, palette.DarkContrastText, palette.DarkDarken, palette.DarkLighten),
        ];
        foreach (var (name, ground) in grounds)
        {
            yield return new("text", name, Of(palette.TextPrimary), ground, true);
            yield return new("secondary", name, Of(palette.TextSecondary), ground, true);
            yield return new("icon", name, Of(palette.ActionDefault), ground, false);
            yield return new("lines", name, Of(palette.LinesInputs), ground, false);
            foreach (var accent in accents)
            {
                yield return new(accent.Name == "primary" ? "link" : accent.Name, name, Of(accent.Colour), ground, true);
                yield return new(accent.Name + " pressed", name, Of(new MudColor(accent.Darken)), ground, true);
                var trace = ground.Under(Of(accent.Colour), palette.HoverOpacity);
                yield return new(accent.Name, "trace on " + name, Of(accent.Colour), trace, true);
                yield return new(accent.Name + " note", "trace on " + name, Of(new MudColor(accent.Darken)), trace, true);
            }
        }

        foreach (var accent in accents)
        {
            yield return new("text", accent.Name, Of(accent.Text), Of(accent.Colour), true);
            yield return new("text", accent.Name + " pressed", Of(accent.Text), Of(new MudColor(accent.Darken)), true);
            yield return new("text", accent.Name + " lit", Of(accent.Text), Of(new MudColor(accent.Lighten)), true);
        }

        yield return new("bar", "bar", Of(palette.AppbarText), Of(palette.AppbarBackground), true);
        yield return new("bar", "hovered bar", Of(palette.AppbarText), Over(Of(palette.AppbarBackground), palette.TableHover), true);
        yield return new("menu", "menu", Of(palette.DrawerText), Of(palette.DrawerBackground), true);
        yield return new("menu", "hovered menu", Of(palette.DrawerText), Over(Of(palette.DrawerBackground), palette.TableHover), true);
        yield return new("icon", "menu", Of(palette.DrawerIcon), Of(palette.DrawerBackground), false);
    }

    private static Tone Of(MudColor colour) => new(colour.R, colour.G, colour.B);

    private static Tone Over(Tone ground, MudColor veil) => ground.Under(Of(veil), veil.A / 255.0);

    private sealed record Pair(string Name, string Ground, Tone Colour, Tone On, bool IsText)
    {
        public double Contrast => Tone.Contrast(Colour, On);

        public override string ToString() => $"{Name} {Colour} on {Ground} {On} has {Contrast:0.00}";
    }
}
