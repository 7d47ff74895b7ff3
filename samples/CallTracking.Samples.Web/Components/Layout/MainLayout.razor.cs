using CallTracking.Samples.Web.Session;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>What stands around every page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<NavEntry> _pages = [];
    private ErrorBoundary? _boundary;
    private ElementReference _main;
    private ShortcutKeys? _keys;
    private SearchBox? _search;
    private string _skip = string.Empty;
    private string? _name;
    private bool _isEmployee;
    private bool _isMenuOpen;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        SetSkip();
        Navigation.LocationChanged += OnLocationChanged;
        await ReadUserAsync();
    }

    private async Task ReadUserAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(_left.Token);
            _pages = NavEntry.For(caller.Access, name => T[name]);
            _name ??= (await Session.GetEmployeeAsync(_left.Token))?.DisplayName;
            _isEmployee = true;
        }
        catch (SignedOutException)
        {
            (_pages, _name, _isEmployee) = ([], null, false);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The window is gone.
        }
        catch (Exception error) when (error is Storage.LedgerStoreException)
        {
            // The page says that the store is away; the menu stays as it was.
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs args) => _ = InvokeAsync(async () =>
    {
        SetSkip();
        _isMenuOpen = false;
        await RecoverAsync();
        await ReadUserAsync();
        StateHasChanged();
    });

    // A bare #content would lead to the first page: addresses begin at the base.
    private void SetSkip() => _skip = Navigation.Uri.Split('#')[0] + "#content";

    private Task RecoverAsync()
    {
        _boundary?.Recover();
        return Task.CompletedTask;
    }

    private Task SearchAsync() => _search?.ShowAsync() ?? Task.CompletedTask;

    private Task ShowKeysAsync() => _keys?.ShowListAsync() ?? Task.CompletedTask;

    private async Task FocusContentAsync() => await _main.FocusAsync();

    private void ToggleMenu() => _isMenuOpen = !_isMenuOpen;

    private void CloseMenu() => _isMenuOpen = false;

    private void OnMenuKey(KeyboardEventArgs args)
    {
        if (args.Key == "Escape")
        {
            _isMenuOpen = false;
        }
    }
}
