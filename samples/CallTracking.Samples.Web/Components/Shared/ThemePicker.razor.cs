using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Theming;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Chooses the user's theme and brightness, with a live preview.</summary>
public sealed partial class ThemePicker
{
    private ElementReference _element;
    private ChosenPreferences _chosen = ChosenPreferences.None;
    private IJSObjectReference? _module;
    private IJSObjectReference? _preview;

    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private Theme Current => Themes.Find(_chosen.Theme);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Preferences.Changed -= OnChanged;
        try
        {
            if (_preview is not null)
            {
                await _preview.InvokeVoidAsync("stop");
                await _preview.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Preferences.Changed += OnChanged;
        _chosen = await Preferences.GetAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./theme.js");
            _preview = await _module.InvokeAsync<IJSObjectReference>("preview", _element);
        }
    }

    private string NameOf(Theme theme) => T["Name", T[$"Hue.{theme.Hue}"].Value, T[$"Character.{theme.Character}"].Value];

    private IEnumerable<Tone> ColoursOf(Theme theme)
    {
        var colours = ThemeColours.Of(theme, _chosen.Brightness == Brightness.Dark);
        return [colours.Bar, colours.Primary.Tone, colours.Background, colours.Second.Tone];
    }

    private async Task ChooseAsync(Theme theme)
    {
        var before = _chosen.Theme;
        await Preferences.SetThemeAsync(theme.Name);
        Undo.Offer(T["Chosen", NameOf(theme)], () => Preferences.SetThemeAsync(before));
    }

    private Task ChooseAsync(Brightness brightness) => Preferences.SetBrightnessAsync(brightness);

    private void OnChanged(ChosenPreferences chosen) => _ = InvokeAsync(() =>
    {
        _chosen = chosen;
        StateHasChanged();
    });
}
