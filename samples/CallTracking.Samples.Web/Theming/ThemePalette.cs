using MudBlazor;
using MudBlazor.Utilities;

namespace CallTracking.Samples.Web.Theming;

/// <summary>A theme's colours in the roles of the kit.</summary>
internal static class ThemePalette
{
    public static PaletteLight Of(ThemeColours colours)
    {
        var hovered = (double alpha) => new MudColor(colours.Hovered.R, colours.Hovered.G, colours.Hovered.B, (byte)Math.Round(alpha * 255));
        var palette = new PaletteLight
        {
            Black = Of(Tone.Black),
            White = Of(Tone.White),
            TextPrimary = Of(colours.Text),
            TextSecondary = Of(colours.Secondary),
            TextDisabled = Of(colours.Disabled),
            ActionDefault = Of(colours.Secondary),
            ActionDisabled = Of(colours.Disabled),
            ActionDisabledBackground = hovered(0.12),
            Background = Of(colours.Background),
            BackgroundGray = Of(colours.Raised),
            Surface = Of(colours.Surface),
            DrawerBackground = Of(colours.Menu),
            DrawerText = Of(colours.MenuText),
            DrawerIcon = Of(colours.MenuText),
            AppbarBackground = Of(colours.Bar),
            AppbarText = Of(colours.BarText),
            LinesDefault = Of(colours.Divider),
            LinesInputs = Of(colours.Lines),
            TableLines = Of(colours.Divider),
            TableStriped = hovered(0.025),
            TableHover = hovered(colours.HoverOpacity),
            Divider = Of(colours.Divider),
            DividerLight = Of(colours.Divider),
            Skeleton = hovered(0.12),
            HoverOpacity = colours.HoverOpacity,
            GrayDefault = colours.Secondary.ToString(),
            GrayLight = colours.Lines.ToString(),
            GrayLighter = colours.Divider.ToString(),
            GrayDark = colours.Secondary.ToString(),
            GrayDarker = colours.Text.ToString(),
            OverlayDark = "rgba(0,0,0,0.55)",
            OverlayLight = "rgba(255,255,255,0.5)",
        };
        (palette.Primary, palette.PrimaryContrastText, palette.PrimaryDarken, palette.PrimaryLighten) = Of(colours.Primary);
        (palette.Secondary, palette.SecondaryContrastText, palette.SecondaryDarken, palette.SecondaryLighten) = Of(colours.Second);
        (palette.Tertiary, palette.TertiaryContrastText, palette.TertiaryDarken, palette.TertiaryLighten) = Of(colours.Third);
        (palette.Info, palette.InfoContrastText, palette.InfoDarken, palette.InfoLighten) = Of(colours.Info);
        (palette.Success, palette.SuccessContrastText, palette.SuccessDarken, palette.SuccessLighten) = Of(colours.Success);
        (palette.Warning, palette.WarningContrastText, palette.WarningDarken, palette.WarningLighten) = Of(colours.Warning);
        (palette.Error, palette.ErrorContrastText, palette.ErrorDarken, palette.ErrorLighten) = Of(colours.Error);
        (palette.Dark, palette.DarkContrastText, palette.DarkDarken, palette.DarkLighten) = Of(colours.Dark);
        return palette;
    }

    private static MudColor Of(Tone tone) => new(tone.R, tone.G, tone.B, (byte)255);

    private static (MudColor, MudColor, string, string) Of(Accent accent) =>
        (Of(accent.Tone), Of(accent.Text), accent.Darken.ToString(), accent.Lighten.ToString());
}
