using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>The history of calls: the latest first, what comes new waits above until it is asked for, so that nothing jumps.</summary>
public sealed partial class CallsPage : IAsyncDisposable
{
    private const int PageSize = 50;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _closing = new();
    private readonly List<IDisposable> _keys = [];
    private readonly Dictionary<Guid, CallContactName> _contacts = [];
    private readonly Dictionary<Guid, Call> _fresh = [];
    private CallsView _view = new();
    private CallHistoryFilter _filter = new();
    private CallFilters? _filters;
    private List<Call>? _rows;
    private CallHistoryCursor? _next;
    private CancellationTokenSource? _reading;
    private IReadOnlyList<Employee> _staff = [];
    private IReadOnlyList<Department> _departments = [];
    private IReadOnlyList<string> _lines = [];
    private IReadOnlyList<KeptFilter>? _kept;
    private CallSearchProgress? _progress;
    private Exception? _error;
    private string? _shown;
    private string? _problem;
    private string? _contactName;
    private string? _reached;
    private string _keepAs = string.Empty;
    private long? _count;
    private bool _isReading;
    private bool _isCounting;
    private bool _isSlow;
    private bool _wasStopped;
    private bool _mayExport;
    private bool _numbersHidden;
    private IJSObjectReference? _module;

    [Inject]
    private CallHistory History { get; set; } = null!;

    [Inject]
    private CallContacts CallContacts { get; set; } = null!;

    [Inject]
    private ContactBook Contacts { get; set; } = null!;

    [Inject]
    private ICallFeed Feed { get; set; } = null!;

    [Inject]
    private ILinkMonitor Links { get; set; } = null!;

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private IFilterShelf? Shelf => Services.GetService<IFilterShelf>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keys.ForEach(static key => key.Dispose());
        await _closing.CancelAsync();
        _reading?.Dispose();
        _closing.Dispose();
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser went before us.
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _keys.Add(Shortcuts.Register("n", T["Key.New"], ShowFresh));
        _keys.Add(Shortcuts.Register("f", T["Key.Filter"], async () => await (_filters?.FocusAsync() ?? Task.CompletedTask)));
        try
        {
            await Clock.FindAsync();
            var caller = await Session.GetCallerAsync(_closing.Token);
            _mayExport = caller.Access.Allows(Permission.CallsExport);
            _numbersHidden = caller.Access.Hides(FieldMask.Numbers);
            _lines = [.. Links.List().Select(static link => link.Link)];
            if (caller.Access.Allows(Permission.StaffRead))
            {
                _staff = await Book.ListAsync(caller, withFormer: false, _closing.Token);
                _departments = await Book.ListDepartmentsAsync(caller, _closing.Token);
            }

            _kept = Shelf is { } shelf ? await shelf.ListAsync(_closing.Token) : null;
            _ = FollowAsync(caller);
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Navigation.Uri)
        {
            return;
        }

        _shown = Navigation.Uri;
        _view = CallsView.Of(Navigation.Uri);
        StopChart();
        _chart = null;
        await LoadAsync();
    }

    private static bool IsExpected(Exception error) => error is AccessDeniedException or LedgerStoreException or SignedOutException;

    private void Go(CallsView view) => Navigation.NavigateTo(view.ToUri());

    private async Task LoadAsync()
    {
        (_rows, _next, _count, _error, _problem, _wasStopped) = (null, null, null, null, null, false);
        _fresh.Clear();
        _contacts.Clear();
        await Clock.FindAsync();
        _filter = _view.ToFilter(Clock.Zone, Time.GetUtcNow());
        await ReadContactAsync();
        await ReadAsync();
    }

    private Task MoreAsync() => _isReading ? Task.CompletedTask : ReadAsync();

    private async Task ReadAsync()
    {
        _reading?.Cancel();
        var reading = _reading = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        (_isReading, _isSlow, _progress, _reached) = (true, false, null, null);
        _ = TellSlowAsync(reading);
        try
        {
            var caller = await Session.GetCallerAsync(reading.Token);
            if (_view.Number is not null && _numbersHidden)
            {
                (_problem, _rows) = (T["NumbersHidden"], []);
                return;
            }

            var page = _view.Terms is { } terms
                ? await History.SearchAsync(caller, _filter, terms, _next, PageSize, new Progress<CallSearchProgress>(far => Tell(reading, far)), reading.Token)
                : await History.ListAsync(caller, _filter, _next, PageSize, reading.Token);
            if (reading != _reading)
            {
                return;
            }

            foreach (var (call, contact) in page.Contacts)
            {
                _contacts[call] = contact;
            }

            var known = _rows?.Select(static call => call.Id).ToHashSet() ?? [];
            _rows = [.. _rows ?? [], .. page.Calls.Where(call => !known.Contains(call.Id))];
            _next = page.Next;
        }
        catch (OperationCanceledException)
        {
            if (reading == _reading && !_closing.IsCancellationRequested)
            {
                (_rows, _wasStopped, _next) = (_rows ?? [], true, null);
            }
        }
        catch (ArgumentException)
        {
            // The one condition that is written freely.
            (_problem, _rows) = (T["NumberBad"], []);
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
        finally
        {
            if (reading == _reading)
            {
                (_isReading, _isSlow) = (false, false);
            }
        }
    }

    private async Task TellSlowAsync(CancellationTokenSource reading)
    {
        try
        {
            await Task.Delay(Slow, Time, reading.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        if (reading == _reading && _isReading)
        {
            _isSlow = true;
            await InvokeAsync(StateHasChanged);
        }
    }

    private void Tell(CancellationTokenSource reading, CallSearchProgress far) => _ = InvokeAsync(() =>
    {
        if (reading == _reading && _isReading)
        {
            (_progress, _isSlow) = (far, true);
            _reached = far.Reached is { } at ? Clock.ToLocal(at).ToString("d", System.Globalization.CultureInfo.CurrentCulture) : null;
            StateHasChanged();
        }
    });

    private void Stop() => _reading?.Cancel();

    private async Task ReadContactAsync()
    {
        _contactName = null;
        if (_view.Contact is not { } id)
        {
            return;
        }

        try
        {
            var caller = await Session.GetCallerAsync(_closing.Token);
            _contactName = caller.Access.Allows(Permission.ContactsRead) ? (await Contacts.GetAsync(caller, id, _closing.Token))?.Contact.Name : null;
        }
        catch (Exception error) when (IsExpected(error) || error is OperationCanceledException)
        {
            // The list says what is wrong; a name is not worth a second word.
        }
    }

    private async Task CountAsync()
    {
        _isCounting = true;
        try
        {
            _count = await History.CountAsync(await Session.GetCallerAsync(_closing.Token), _filter, _closing.Token);
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        finally
        {
            _isCounting = false;
        }
    }

    private async Task PrintAsync() => await (await ModuleAsync()).InvokeVoidAsync("print");

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./calls.js");

    private async Task KeepAsync()
    {
        if (Shelf is not { } shelf)
        {
            return;
        }

        var name = _keepAs.Trim();
        try
        {
            await shelf.SaveAsync(new KeptFilter(name, _view.Query.TrimStart('?')), _closing.Token);
            _kept = await shelf.ListAsync(_closing.Token);
            _keepAs = string.Empty;
            Snackbar.Add(T["SavedDone", name], Severity.Success);
        }
        catch (ArgumentException)
        {
            Snackbar.Add(T["SavedRefused"], Severity.Warning);
        }
    }

    private async Task ForgetAsync(KeptFilter filter)
    {
        if (Shelf is not { } shelf)
        {
            return;
        }

        await shelf.DeleteAsync(filter.Name, _closing.Token);
        _kept = await shelf.ListAsync(_closing.Token);
        Undo.Offer(T["SavedDeleted", filter.Name], async () =>
        {
            await shelf.SaveAsync(filter, CancellationToken.None);
            _kept = await shelf.ListAsync(CancellationToken.None);
            await InvokeAsync(StateHasChanged);
        });
    }
}
