using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Dialing;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <summary>One callback: why it is owed, what was done, by which calls.</summary>
public sealed partial class CallbackPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly List<IDisposable> _keys = [];
    private ObligationHistory? _history;
    private Guid _shown;
    private string? _name;
    private string? _department;
    private DateTimeOffset _now;
    private bool _isGone;
    private bool _mayWork;
    private bool _mayManage;
    private bool _mayAdd;

    /// <summary>The callback.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ObligationBook Book { get; set; } = null!;

    [Inject]
    private ContactBook Contacts { get; set; } = null!;

    [Inject]
    private StaffBook People { get; set; } = null!;

    [Inject]
    private DialDesk Desk { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    private CallbackActs Acts => new(Dialogs, T);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Desk.Changed += OnDialChanged;
        _ = FollowAsync(notice => notice.Id == Id, ReadAsync);
        _ = EveryAsync(Tick, ReadAsync);
        Add("c", "Call", () => Desk.CallAsync(_history?.Obligation.Number, _history?.Obligation.ContactId, Id));
        Add("n", "Note", NoteAsync);
        Add("d", "Done", DoneAsync);
        Add("w", "Waive", WaiveAsync);
        Add("t", "Take", TakeAsync);

        void Add(string key, string text, Func<Task> act) => _keys.Add(Shortcuts.Register(key, T[text], () => InvokeAsync(async () =>
        {
            if (_mayWork && _history?.Obligation.IsOpen == true)
            {
                await act();
                StateHasChanged();
            }
        })));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            (_shown, _history, _name, _isGone) = (Id, null, null, false);
            await ReadAsync();
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

    private Task ReadAsync() => LoadAsync(async (caller, token) =>
    {
        _now = Time.GetUtcNow();
        (_mayWork, _mayManage, _mayAdd) = (
            caller.Access.Allows(Permission.CallbacksWork), caller.Access.Allows(Permission.CallbacksManage), caller.Access.Allows(Permission.ContactsEdit));
        _history = await Book.HistoryAsync(caller, Id, token);
        _isGone = _history is null;
        if (_history?.Obligation.ContactId is { } contact && caller.Access.Allows(Permission.ContactsRead))
        {
            _name = (await Contacts.GetAsync(caller, contact, token))?.Contact.Name;
        }

        if (_history?.Obligation.DepartmentId is { } department && caller.Access.Allows(Permission.StaffRead))
        {
            _department = (await People.ListDepartmentsAsync(caller, token)).FirstOrDefault(one => one.Id == department)?.Name;
        }

        StateHasChanged();
    });

    private async Task NoteAsync()
    {
        if (await Acts.AskNoteAsync() is { } text && await DoAsync(caller => Book.NoteAsync(caller, Id, text, Closing)))
        {
            Snackbar.Add(T["Noted"].Value, Severity.Success);
        }
    }

    private async Task DoneAsync()
    {
        if (await Acts.AskDoneAsync() is { } note && await DoAsync(caller => Book.CloseAsync(caller, Id, note, _history?.Obligation.Revision, Closing)))
        {
            Undo.Offer(Plural.Of(T, "Closed", 1), TakeBackAsync);
        }
    }

    private async Task WaiveAsync()
    {
        if (await Acts.AskReasonAsync() is { } reason
            && await DoAsync(caller => Book.WaiveAsync(caller, Id, reason, _history?.Obligation.Revision, Closing)))
        {
            Undo.Offer(Plural.Of(T, "Waived", 1), TakeBackAsync);
        }
    }

    private async Task AssignAsync()
    {
        if (await Acts.AskOwnerAsync() is { } choice && _history?.Obligation is { } before
            && await DoAsync(caller => Book.AssignAsync(caller, Id, choice.Employee, choice.Department, before.Revision, Closing)))
        {
            Undo.Offer(Plural.Of(T, "Assigned", 1), () => InvokeAsync(
                () => DoAsync(caller => Book.AssignAsync(caller, Id, before.OwnerId, before.DepartmentId, null, Closing))));
        }
    }

    private Task TakeAsync() => _history?.Obligation.OwnerId is null
        ? DoAsync(caller => Book.AssignAsync(caller, Id, caller.Employee, null, _history?.Obligation.Revision, Closing)) : Task.CompletedTask;

    private Task<bool> ReopenAsync() => DoAsync(caller => Book.ReopenAsync(caller, Id, _history?.Obligation.Revision, Closing));

    private Task TakeBackAsync() => InvokeAsync(() => DoAsync(caller => Book.ReopenAsync(caller, Id, null, Closing)));

    private async Task<bool> DoAsync(Func<Caller, Task<Obligation?>> act)
    {
        var isThere = false;
        var done = await TryAsync(async (caller, _) => isThere = await act(caller) is not null);
        if (done && !isThere)
        {
            SayGone();
        }

        await ReadAsync();
        return done && isThere;
    }

    private void OnDialChanged() => _ = InvokeAsync(() => Desk.Find(null, Id) is { IsOver: true } ? ReadAsync() : Task.CompletedTask);
}
