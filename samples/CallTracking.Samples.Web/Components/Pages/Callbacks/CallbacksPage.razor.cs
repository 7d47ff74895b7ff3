using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Dialing;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <summary>The worklist of the callbacks that are owed.</summary>
public sealed partial class CallbacksPage
{
    private const int PageSize = 50;

    private static readonly string[] Shows = ["open", "overdue", "done"];
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly Dictionary<Guid, string> _names = [];
    private readonly HashSet<Guid> _selected = [];
    private readonly HashSet<Guid> _skipped = [];
    private readonly Dictionary<Guid, ObligationRow> _elements = [];
    private readonly List<IDisposable> _keys = [];
    private IReadOnlyList<string> _views = [];
    private List<Obligation>? _rows;
    private PageCursor? _next;
    private DateTimeOffset _now;
    private Guid? _me;
    private Guid? _currentId;
    private Guid? _powerId;
    private bool _power;
    private bool _mayWork;
    private bool _mayManage;
    private bool _isReading;
    private int _count;
    private int _overdue;
    private string _view = "mine";
    private string? _firstView;
    private string _show = "open";
    private string? _read;

    /// <summary>Whose: mine, free, team, all.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "view")]
    public string? View { get; set; }

    /// <summary>Which: open, overdue, done.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    /// <summary>The report instead of the list.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private ObligationBook Book { get; set; } = null!;

    [Inject]
    private ContactBook Contacts { get; set; } = null!;

    [Inject]
    private IStaffDirectory Staff { get; set; } = null!;

    [Inject]
    private DialDesk Desk { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    private bool _isReport => Tab == "report";

    private List<Obligation> Chosen => [.. (_rows ?? []).Where(row => _selected.Contains(row.Id))];

    private Obligation? PowerRow => _rows?.Find(row => row.Id == _powerId) ?? _gone;

    // The one that the power list is at may be closed by its own call and leave the list; it is shown until the next one.
    private Obligation? _gone;

    private string EmptyTitle => T[_show == "open" ? _view == "mine" ? "Empty.mine" : "Empty.open" : "Empty." + _show];

    private string? EmptyHint => _show == "open" ? T[_view == "mine" ? "Empty.mine.hint" : "Empty.open.hint"].Value : null;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _now = Time.GetUtcNow();
        Desk.Changed += OnDialChanged;
        _ = FollowAsync(static notice => notice.Kind is EmployeeNoticeKind.ObligationAssigned or EmployeeNoticeKind.ObligationChanged
            or EmployeeNoticeKind.Escalated, ReloadAsync);
        _ = EveryAsync(Tick, ReloadAsync);
        AddKeys();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"{View}|{Show}|{Tab}";
        if (wanted != _read)
        {
            _read = wanted;
            _firstView = null;
            _rows = null;
            _selected.Clear();
            await ReloadAsync();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Desk.Changed -= OnDialChanged;
            _keys.ForEach(static key => key.Dispose());
        }

        base.Dispose(disposing);
    }

    private void AddKeys()
    {
        Add("j", "Key.next", () => MoveAsync(1));
        Add("k", "Key.previous", () => MoveAsync(-1));
        Add("o", "Open", () => WithCurrentAsync(row => Navigation.NavigateTo($"/callbacks/{row.Id}")));
        Add("c", "Call", () => WithCurrentAsync(row => row.IsOpen && _mayWork ? Desk.CallAsync(row.Number, row.ContactId, row.Id) : Task.CompletedTask));
        Add("n", "Note", () => WithCurrentAsync(NoteAsync));
        Add("d", "Done", () => WithCurrentAsync(row => CloseAsync([row])));
        Add("w", "Waive", () => WithCurrentAsync(row => WaiveAsync([row])));
        Add("t", "Take", () => WithCurrentAsync(TakeAsync));
        Add("a", "Assign", () => WithCurrentAsync(row => _mayManage ? AssignAsync([row]) : Task.CompletedTask));
        Add("x", "Key.select", () => WithCurrentAsync(row => Toggle(row.Id)));
        Add("p", "Next", NextCallAsync);

        void Add(string key, string text, Func<Task> act) =>
            _keys.Add(Shortcuts.Register(key, T[text], () => _isReport ? Task.CompletedTask : InvokeAsync(async () =>
            {
                await act();
                StateHasChanged();
            })));
    }

    private async Task MoveAsync(int step)
    {
        if (_rows is not { Count: > 0 } rows)
        {
            return;
        }

        var at = rows.FindIndex(row => row.Id == _currentId);
        var to = Math.Clamp(at < 0 ? 0 : at + step, 0, rows.Count - 1);
        _currentId = rows[to].Id;
        StateHasChanged();
        await Task.Yield();
        if (_elements.TryGetValue(rows[to].Id, out var element) && element is not null)
        {
            await element.FocusAsync();
        }
    }

    private Task WithCurrentAsync(Func<Obligation, Task> act) =>
        _rows?.Find(row => row.Id == _currentId) is { } row ? act(row) : Task.CompletedTask;

    private Task WithCurrentAsync(Action<Obligation> act) => WithCurrentAsync(row =>
    {
        act(row);
        return Task.CompletedTask;
    });

    private Task ReloadAsync() => _isReport ? Task.CompletedTask : LoadAsync(async (caller, token) =>
    {
        _now = Time.GetUtcNow();
        (_me, _mayWork, _mayManage) = (caller.Employee, caller.Access.Allows(Permission.CallbacksWork), caller.Access.Allows(Permission.CallbacksManage));
        _views = caller.Access.ScopeOf(Permission.CallbacksRead) switch
        {
            AccessScope.All => ["mine", "free", "team", "all"],
            AccessScope.Team => ["mine", "free", "team"],
            _ => ["mine", "free"],
        };
        _show = Shows.Contains(Show) ? Show! : "open";
        _view = _views.Contains(View) ? View! : _firstView ??= await FirstViewAsync(caller, token);
        var filter = FilterOf(caller);
        var page = await Book.ListAsync(caller, filter, null, Math.Clamp(_rows?.Count ?? 0, PageSize, ObligationBook.MaxLimit), token);
        (_count, _overdue) = _show == "done" ? (0, 0)
            : (await Book.CountAsync(caller, filter, token), await Book.CountAsync(caller, filter with { OnlyOverdue = true }, token));
        await NameAsync(caller, page.Obligations, token);
        (_rows, _next) = ([.. page.Obligations], page.Next);
        _selected.IntersectWith(_rows.Select(static row => row.Id));
        if (_rows.TrueForAll(row => row.Id != _currentId))
        {
            _currentId = _rows.FirstOrDefault()?.Id;
        }

        foreach (var old in _elements.Keys.Except(_rows.Select(static row => row.Id)).ToList())
        {
            _elements.Remove(old);
        }

        StateHasChanged();
    });

    private Task MoreAsync() => LoadAsync(async (caller, token) =>
    {
        _isReading = true;
        try
        {
            var page = await Book.ListAsync(caller, FilterOf(caller), _next, PageSize, token);
            await NameAsync(caller, page.Obligations, token);
            _rows = [.. _rows ?? [], .. page.Obligations];
            _next = page.Next;
        }
        finally
        {
            _isReading = false;
        }
    });

    // Who has nothing of his own is shown what nobody has taken yet, and who does not work on callbacks sees them all.
    private async Task<string> FirstViewAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!_mayWork && _views.Contains("all"))
        {
            return "all";
        }

        var open = new ObligationFilter { IsOpen = true };
        return await Book.CountAsync(caller, open with { OwnerId = caller.Employee }, cancellationToken) == 0
            && await Book.CountAsync(caller, open with { OnlyUnowned = true }, cancellationToken) > 0 ? "free" : "mine";
    }

    private ObligationFilter FilterOf(Caller caller)
    {
        var filter = new ObligationFilter
        {
            IsOpen = _show != "done",
            OnlyOverdue = _show == "overdue",
            Order = _show == "done" ? ObligationOrder.NewestFirst : ObligationOrder.DueFirst,
        };
        return _view switch
        {
            "mine" => filter with { OwnerId = caller.Employee },
            "free" => filter with { OnlyUnowned = true },

            // Who reaches the team alone needs no filter for it; who reaches all means his own department.
            "team" when caller.Access.ScopeOf(Permission.CallbacksRead) == AccessScope.All =>
                filter with { DepartmentId = Staff.Find(caller.Tenant, caller.Employee ?? Guid.Empty)?.DepartmentId ?? Guid.Empty },
            _ => filter,
        };
    }

    private async Task NameAsync(Caller caller, IReadOnlyList<Obligation> rows, CancellationToken cancellationToken)
    {
        if (!caller.Access.Allows(Permission.ContactsRead))
        {
            return;
        }

        var unknown = rows.Where(row => row.ContactId is { } id && !_names.ContainsKey(id)).Select(static row => row.ContactId!.Value).Distinct().ToList();
        foreach (var some in unknown.Chunk(PageSize))
        {
            foreach (var (id, details) in await Contacts.GetManyAsync(caller, some, cancellationToken))
            {
                _names[id] = details.Contact.Name;
            }
        }
    }

    private string NameOf(Obligation row) => row.ContactId is { } id && _names.TryGetValue(id, out var name) ? name : T["Unknown"];

    private string Link(string? view = null, string? show = null, bool? report = null) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>
        {
            ["view"] = view ?? View,
            ["show"] = show ?? Show,
            ["tab"] = (report ?? _isReport) ? "report" : null,
        });

    private void Toggle(Guid id)
    {
        if (_mayManage && !_selected.Remove(id))
        {
            _selected.Add(id);
        }
    }

    private void SelectAll(ChangeEventArgs change)
    {
        _selected.Clear();
        if (change.Value is true)
        {
            _selected.UnionWith((_rows ?? []).Select(static row => row.Id));
        }
    }

    private void OnDialChanged() => _ = InvokeAsync(async () =>
    {
        // What a call of ours did to the list is there a moment after its end: the clock's next look shows it otherwise.
        if (Desk.Dials.Any(static dial => dial is { IsOver: true, ObligationId: not null }))
        {
            await ReloadAsync();
        }

        StateHasChanged();
    });
}
