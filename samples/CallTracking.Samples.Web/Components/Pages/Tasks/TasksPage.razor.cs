using CallTracking.Access;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>What is to be done: by me, for me, by my team.</summary>
public sealed partial class TasksPage
{
    private const int PageSize = 50;

    private static readonly string[] Shows = ["open", "overdue", "accept", "done"];
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, ElementReference> _links = [];
    private readonly List<IDisposable> _keys = [];
    private IReadOnlyList<string> _views = [];
    private List<WorkTask>? _rows;
    private PageCursor? _next;
    private Guid? _me;
    private Guid? _currentId;
    private bool _mayEdit;
    private bool _isOverOthers;
    private bool _asked;
    private int _count;
    private int _overdue;
    private string _view = "mine";
    private string _show = "open";
    private string? _read;

    /// <summary>Whose: mine, given, free, team, all.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "view")]
    public string? View { get; set; }

    /// <summary>Which: open, overdue, accept, done.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    /// <summary>Whether a new task is to be written at once.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "new")]
    public bool? New { get; set; }

    /// <summary>The contact that a new task is about.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "contact")]
    public Guid? Contact { get; set; }

    /// <summary>The call that a new task is about.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "call")]
    public Guid? Call { get; set; }

    /// <summary>The callback that a new task is about.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "callback")]
    public Guid? Callback { get; set; }

    [Inject]
    private TaskBook Book { get; set; } = null!;

    [Inject]
    private IStaffDirectory Staff { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _ = FollowAsync(static notice => notice.Kind is EmployeeNoticeKind.TaskChanged or EmployeeNoticeKind.TaskDue or EmployeeNoticeKind.Escalated, ReloadAsync);
        _ = EveryAsync(Tick, ReloadAsync);
        Add("n", "New", () => _mayEdit ? NewAsync(new TaskAbout()) : Task.CompletedTask);
        Add("j", "Key.next", () => MoveAsync(1));
        Add("k", "Key.previous", () => MoveAsync(-1));
        Add("s", "Act.Start", () => ActOnCurrentAsync(TaskAct.Start));
        Add("d", "Act.Finish", () => ActOnCurrentAsync(TaskAct.Finish));

        void Add(string key, string text, Func<Task> act) => _keys.Add(Shortcuts.Register(key, T[text], () => InvokeAsync(async () =>
        {
            await act();
            StateHasChanged();
        })));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"{View}|{Show}";
        if (wanted != _read)
        {
            (_read, _rows) = (wanted, null);
            await ReloadAsync();
        }

        if (New == true && !_asked && _mayEdit)
        {
            _asked = true;
            await NewAsync(new TaskAbout { Contact = Contact, Call = Call, Obligation = Callback });
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys.ForEach(static key => key.Dispose());
        }

        base.Dispose(disposing);
    }

    private static string Link(string view, string show) => $"/tasks?view={view}&show={show}";

    private bool IsOverdue(WorkTask task) => task.IsOpen && task.State != TaskState.Done && task.DueAt < Time.GetUtcNow();

    private Task ReloadAsync() => LoadAsync(async (caller, token) =>
    {
        var scope = caller.Access.ScopeOf(Permission.TasksRead);
        (_me, _mayEdit, _isOverOthers) = (caller.Employee, caller.Access.Allows(Permission.TasksEdit), caller.Access.ScopeOf(Permission.TasksEdit) > AccessScope.Own);
        _views = scope switch
        {
            AccessScope.All => ["mine", "given", "free", "team", "all"],
            AccessScope.Team => ["mine", "given", "free", "team"],
            _ => ["mine", "given", "free"],
        };
        _view = _views.Contains(View) ? View! : "mine";
        _show = Shows.Contains(Show) ? Show! : "open";
        var filter = FilterOf(caller);
        var page = await Book.ListAsync(caller, filter, null, Math.Clamp(_rows?.Count ?? 0, PageSize, TaskBook.MaxLimit), token);
        _count = await Book.CountAsync(caller, filter, token);
        _overdue = _show == "done" ? 0 : await Book.CountAsync(caller, filter with { OnlyOverdue = true }, token);
        (_rows, _next) = ([.. page.Tasks], page.Next);
        if (_rows.TrueForAll(row => row.Id != _currentId))
        {
            _currentId = null;
        }

        foreach (var old in _links.Keys.Except(_rows.Select(static row => row.Id)).ToList())
        {
            _links.Remove(old);
        }

        StateHasChanged();
    });

    private Task MoreAsync() => LoadAsync(async (caller, token) =>
    {
        var page = await Book.ListAsync(caller, FilterOf(caller), _next, PageSize, token);
        _rows = [.. _rows ?? [], .. page.Tasks];
        _next = page.Next;
    });

    private TaskFilter FilterOf(Caller caller)
    {
        var filter = new TaskFilter
        {
            IsOpen = _show != "done",
            OnlyOverdue = _show == "overdue",
            States = _show == "accept" ? [TaskState.Done] : [],
        };
        return _view switch
        {
            "mine" => filter with { AssigneeId = caller.Employee },
            "given" => filter with { AssignerId = caller.Employee },
            "free" => filter with { OnlyUnassigned = true },
            "team" when caller.Access.ScopeOf(Permission.TasksRead) == AccessScope.All =>
                filter with { DepartmentId = Staff.Find(caller.Tenant, caller.Employee ?? Guid.Empty)?.DepartmentId ?? Guid.Empty },
            _ => filter,
        };
    }

    private async Task MoveAsync(int step)
    {
        if (_rows is { Count: > 0 } rows)
        {
            var at = rows.FindIndex(row => row.Id == _currentId);
            _currentId = rows[Math.Clamp(at < 0 ? 0 : at + step, 0, rows.Count - 1)].Id;
            if (_links.TryGetValue(_currentId.Value, out var link))
            {
                await link.FocusAsync();
            }
        }
    }

    private Task ActOnCurrentAsync(TaskAct act) =>
        _rows?.Find(row => row.Id == _currentId) is { } row && TaskActs.Of(row, _me, _mayEdit, _isOverOthers).Contains(act)
            ? ActAsync(row, act) : Task.CompletedTask;

    private async Task ActAsync(WorkTask row, TaskAct act)
    {
        string? note = null;
        if (TaskActs.NeedsNote(act) && (note = await TaskDialogs.AskNoteAsync(Dialogs, T, act)) is null)
        {
            return;
        }

        WorkTask? after = null;
        if (await TryAsync(async (caller, token) => after = await Book.ActAsync(caller, row.Id, act, note, row.Revision, token)))
        {
            if (after is null)
            {
                SayGone();
            }
            else if (TaskActs.Undoes(act, after) is { } back)
            {
                Undo.Offer(T["Done." + act], () => InvokeAsync(async () =>
                {
                    await TryAsync((caller, token) => Book.ActAsync(caller, row.Id, back, null, null, token));
                    await ReloadAsync();
                }));
            }
        }

        await ReloadAsync();
    }

    private async Task NewAsync(TaskAbout about)
    {
        if (await TaskDialogs.EditAsync(Dialogs, T, null, about) is not { } made)
        {
            return;
        }

        Undo.Offer(T["Made"], () => InvokeAsync(async () =>
        {
            await TryAsync((caller, token) => Book.ActAsync(caller, made.Id, TaskAct.Cancel, null, null, token));
            await ReloadAsync();
        }));
        await ReloadAsync();
    }
}
