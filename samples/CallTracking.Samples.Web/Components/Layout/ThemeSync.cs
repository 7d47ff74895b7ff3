using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Theming;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>Puts another theme on the page as soon as the user has chosen it, in whatever window.</summary>
public sealed class ThemeSync : ComponentBase, IDisposable
{
    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => Preferences.Changed -= OnChanged;

    /// <inheritdoc/>
    protected override void OnInitialized() => Preferences.Changed += OnChanged;

    private void OnChanged(ChosenPreferences chosen) => _ = InvokeAsync(async () =>
    {
        try
        {
            await using var module = await Browser.InvokeAsync<IJSObjectReference>("import", "./theme.js");
            await module.InvokeVoidAsync("show", ThemeSheet.AddressOf(Themes.Find(chosen.Theme), chosen.Brightness));
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone.
        }
    });
}
