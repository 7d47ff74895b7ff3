using CallTracking.Samples.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>Hands keys from the browser to who registered them.</summary>
public sealed partial class ShortcutKeys
{
    private readonly List<IDisposable> _own = [];
    private DotNetObjectReference<ShortcutKeys>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _listener;
    private ErrorNote? _note;
    private bool _isListOpen;

    /// <summary>The pages that the user may open, each with the second of the keys that lead there.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<NavEntry> Pages { get; set; } = [];

    /// <summary>Search was asked for.</summary>
    [Parameter]
    public EventCallback OnSearch { get; set; }

    /// <summary>A key was pressed.</summary>
    /// <param name="key">The key as it was registered.</param>
    [JSInvokable]
    public Task PressAsync(string key) => InvokeAsync(async () =>
    {
        try
        {
            await Keys.PressAsync(key);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _note?.Show(error);
        }
    });

    /// <summary>Shows the list of keys.</summary>
    public async Task ShowListAsync()
    {
        if (_isListOpen)
        {
            return;
        }

        _isListOpen = true;
        try
        {
            var dialog = await Dialogs.ShowAsync<ShortcutList>(T["Shortcuts"], new DialogOptions
            {
                CloseOnEscapeKey = true,
                CloseButton = true,
                MaxWidth = MaxWidth.Small,
                FullWidth = true,
            });
            await dialog.Result;
        }
        finally
        {
            _isListOpen = false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Keys.Changed -= OnChanged;
        _own.ForEach(one => one.Dispose());
        try
        {
            if (_listener is not null)
            {
                await _listener.InvokeVoidAsync("stop");
                await _listener.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its listeners with it.
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _own.ForEach(one => one.Dispose());
        _own.Clear();
        _own.Add(Keys.Register("?", T["Shortcuts.List"], ShowListAsync, isGeneral: true));
        _own.Add(Keys.Register("ctrl+k", T["Shortcuts.Search"], () => OnSearch.InvokeAsync(), isGeneral: true));
        _own.Add(Keys.Register("u", T["Shortcuts.Undo"], Undo.UndoLastAsync, isGeneral: true));
        foreach (var page in Pages.Where(page => page.Key is not null))
        {
            _own.Add(Keys.Register($"g {page.Key}", T["Shortcuts.Go", page.Text], () => Navigation.NavigateTo(page.Href), isGeneral: true));
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./shell.js");
        _listener = await _module.InvokeAsync<IJSObjectReference>("listen", _self);
        Keys.Changed += OnChanged;
        await TellAsync();
    }

    private void OnChanged() => _ = InvokeAsync(TellAsync);

    // The browser has to know at once which keys are ours: to ask for each would lose the default action or delay it.
    private async Task TellAsync()
    {
        try
        {
            if (_listener is not null)
            {
                // As one argument: an array alone would be taken for all of them.
                await _listener.InvokeVoidAsync("keys", (object)Keys.All.Select(one => one.Key).Distinct().ToArray());
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser is gone.
        }
    }
}
