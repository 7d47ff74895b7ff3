using CallTracking.Samples.Web.Preferences;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>The end of the top bar.</summary>
public sealed partial class TopBar : IDisposable
{
    private ElementReference _form;
    private Brightness _brightness;

    /// <summary>The employee's name; null while nobody is known.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Search was asked for.</summary>
    [Parameter]
    public EventCallback OnSearch { get; set; }

    /// <summary>The list of keys was asked for.</summary>
    [Parameter]
    public EventCallback OnKeys { get; set; }

    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => Preferences.Changed -= OnChanged;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Preferences.Changed += OnChanged;
        _brightness = (await Preferences.GetAsync()).Brightness;
    }

    private static string Mark(bool isChosen) => isChosen ? Icons.Material.Filled.RadioButtonChecked : Icons.Material.Filled.RadioButtonUnchecked;

    private async Task ChooseAsync(string language)
    {
        await Preferences.SetLanguageAsync(language);

        // The culture of a circuit is that of the request that began it.
        Navigation.Refresh(forceReload: true);
    }

    private Task ChooseAsync(Brightness brightness) => Preferences.SetBrightnessAsync(brightness);

    private async Task SignOutAsync()
    {
        await using var module = await Browser.InvokeAsync<IJSObjectReference>("import", "./shell.js");
        await module.InvokeVoidAsync("submit", _form);
    }

    private void OnChanged(ChosenPreferences chosen) => _ = InvokeAsync(() =>
    {
        _brightness = chosen.Brightness;
        StateHasChanged();
    });
}
