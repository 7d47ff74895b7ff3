using System.Security.Claims;
using CallTracking.Samples.Web.Identity;
using Microsoft.AspNetCore.Components.Authorization;

namespace CallTracking.Samples.Web.Preferences;

/// <summary>What the signed-in user chose: one for each circuit, and for each page that is drawn without one. Nobody's choices are the
/// customary ones and are not kept.</summary>
internal sealed class UserPreferences : IDisposable
{
    private readonly AuthenticationStateProvider _authentication;
    private readonly PreferenceStore _store;
    private Guid? _account;
    private bool _isAccountKnown;

    public UserPreferences(AuthenticationStateProvider authentication, PreferenceStore store)
    {
        _authentication = authentication;
        _store = store;
        store.Changed += Tell;
    }

    /// <summary>The user chose something else, here or in another window. Raised on any thread: hand over with <c>InvokeAsync</c>.</summary>
    public event Action<ChosenPreferences>? Changed;

    /// <summary>All choices.</summary>
    public async ValueTask<ChosenPreferences> GetAsync(CancellationToken cancellationToken = default) =>
        await AccountAsync() is { } account ? await _store.GetAsync(account, cancellationToken) : ChosenPreferences.None;

    /// <summary>Chooses a language. It holds from the next circuit on: follow it with <c>Navigation.Refresh(forceReload: true)</c>.</summary>
    /// <exception cref="ArgumentException">There is no such language.</exception>
    public Task SetLanguageAsync(string? language, CancellationToken cancellationToken = default) =>
        language is null || Languages.IsKnown(language)
            ? ChangeAsync(chosen => chosen with { Language = language }, cancellationToken)
            : throw new ArgumentException($"'{language}' is none of {string.Join(", ", Languages.All)}.", nameof(language));

    public Task SetThemeAsync(string? theme, CancellationToken cancellationToken = default) =>
        ChangeAsync(chosen => chosen with { Theme = theme is { Length: > 80 } ? null : theme }, cancellationToken);

    public Task SetBrightnessAsync(Brightness brightness, CancellationToken cancellationToken = default) =>
        ChangeAsync(chosen => chosen with { Brightness = brightness }, cancellationToken);

    public Task SetNotificationsAsync(NotificationChoice notifications, CancellationToken cancellationToken = default) =>
        ChangeAsync(chosen => chosen with { Notifications = notifications }, cancellationToken);

    public Task SetSoundAsync(bool hasSound, CancellationToken cancellationToken = default) =>
        ChangeAsync(chosen => chosen with { HasSound = hasSound }, cancellationToken);

    /// <summary>The user's filters of a page (<c>calls</c>, <c>callbacks</c> …) by name.</summary>
    public async Task<IReadOnlyList<SavedFilter>> ListFiltersAsync(string page, CancellationToken cancellationToken = default) =>
        await AccountAsync() is { } account ? await _store.ListFiltersAsync(account, page, cancellationToken) : [];

    /// <summary>Keeps a query string under a name; one of that name is replaced.</summary>
    /// <exception cref="ArgumentException">The name or the query is empty or too long, or there are too many filters.</exception>
    public async Task SaveFilterAsync(string page, string name, string query, CancellationToken cancellationToken = default)
    {
        if (await AccountAsync() is { } account)
        {
            await _store.SaveFilterAsync(account, page, name, query, cancellationToken);
        }
    }

    public async Task DeleteFilterAsync(string page, string name, CancellationToken cancellationToken = default)
    {
        if (await AccountAsync() is { } account)
        {
            await _store.DeleteFilterAsync(account, page, name, cancellationToken);
        }
    }

    public void Dispose() => _store.Changed -= Tell;

    private async Task ChangeAsync(Func<ChosenPreferences, ChosenPreferences> change, CancellationToken cancellationToken)
    {
        if (await AccountAsync() is { } account)
        {
            await _store.ChangeAsync(account, change, cancellationToken);
        }
    }

    private void Tell(Guid account, ChosenPreferences chosen)
    {
        if (account == _account)
        {
            Changed?.Invoke(chosen);
        }
    }

    private async ValueTask<Guid?> AccountAsync()
    {
        if (!_isAccountKnown)
        {
            _account = AccountClaims.AccountOf((await _authentication.GetAuthenticationStateAsync()).User);
            _isAccountKnown = true;
        }

        return _account;
    }
}
