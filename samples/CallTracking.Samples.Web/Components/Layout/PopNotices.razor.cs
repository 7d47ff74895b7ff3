using System.Globalization;
using CallTracking.Access;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Session;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>Browser notifications of the user's own calls.</summary>
public sealed partial class PopNotices : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly HashSet<Guid> _shown = [];
    private DotNetObjectReference<PopNotices>? _self;
    private IJSObjectReference? _module;
    private ElementReference _button;
    private NotificationChoice _choice;
    private bool _canAsk;
    private bool _asks;
    private bool _isListening;

    [Inject]
    private ScreenPops Pops { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    /// <summary>The user has answered.</summary>
    /// <param name="isWanted">Whether he wants notifications, and the browser lets them.</param>
    [JSInvokable]
    public Task AnsweredAsync(bool isWanted) => InvokeAsync(async () =>
    {
        (_asks, _canAsk) = (false, false);
        StateHasChanged();
        await Preferences.SetNotificationsAsync(isWanted ? NotificationChoice.On : NotificationChoice.Off, _left.Token);
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Preferences.Changed -= OnChanged;
        await _left.CancelAsync();
        _left.Dispose();
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Preferences.Changed += OnChanged;
            _choice = (await Preferences.GetAsync(_left.Token)).Notifications;
            _self = DotNetObjectReference.Create(this);
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./pwa.js");
            await _module.InvokeVoidAsync("start", CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
            _canAsk = await _module.InvokeAsync<string>("permission") == "default";
            _ = FollowAsync();
        }
        else if (_asks && !_isListening && _module is not null)
        {
            _isListening = true;
            await _module.InvokeVoidAsync("ask", _button, _self);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(_left.Token);
            if (!caller.Access.Allows(Permission.CallsRead))
            {
                return;
            }

            await foreach (var pop in Pops.FollowAsync(caller, _left.Token))
            {
                await InvokeAsync(() => ShowAsync(pop));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or JSDisconnectedException or ObjectDisposedException
            or SignedOutException or AccessDeniedException or LedgerStoreException)
        {
            // The window is gone, or the right: the pops on the page say so themselves.
        }
    }

    private async Task ShowAsync(CallPop pop)
    {
        if (_module is null)
        {
            return;
        }

        var call = pop.CallId.ToString("N");
        if (pop.State == PopState.Ringing)
        {
            if (_choice == NotificationChoice.On)
            {
                _shown.Add(pop.CallId);
                await _module.InvokeVoidAsync("notify", call, T["Rings", NameOf(pop)].Value, TextOf(pop), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
            }

            return;
        }

        if (_shown.Remove(pop.CallId))
        {
            await _module.InvokeVoidAsync("forget", call);
        }

        // Now he has seen what it would be for; while the phone rang he had something better to do.
        if (pop.State == PopState.Gone && _canAsk && !_asks && _choice == NotificationChoice.Unasked)
        {
            _asks = true;
            StateHasChanged();
        }
    }

    private string NameOf(CallPop pop) => pop.Caller?.Name ?? pop.CallerName ?? pop.Number ?? T["Rings.Unknown"];

    private static string TextOf(CallPop pop) => string.Join(" · ", new[] { pop.Caller is null ? null : pop.Number, pop.Caller?.Organisation, pop.Queue }
        .Where(one => !string.IsNullOrEmpty(one)));

    private void OnChanged(ChosenPreferences chosen) => _ = InvokeAsync(() =>
    {
        _choice = chosen.Notifications;
        if (_asks && _choice != NotificationChoice.Unasked)
        {
            _asks = false;
            StateHasChanged();
        }
    });
}
