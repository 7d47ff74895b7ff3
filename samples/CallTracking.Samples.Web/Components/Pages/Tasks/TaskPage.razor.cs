using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>One task: what it is about, who does it, who is told when it is late.</summary>
public sealed partial class TaskPage
{
    private readonly List<IDisposable> _keys = [];
    private TaskDetails? _details;
    private Guid _shown;
    private Guid? _me;
    private string? _contact;
    private string? _department;
    private bool _isGone;
    private bool _mayEdit;
    private bool _isOverOthers;

    /// <summary>The task.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private TaskBook Book { get; set; } = null!;

    [Inject]
    private ContactBook Contacts { get; set; } = null!;

    [Inject]
    private StaffBook People { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _ = FollowAsync(notice => notice.Id == Id, ReadAsync);
        Add("s", TaskAct.Start);
        Add("d", TaskAct.Finish);

        void Add(string key, TaskAct act) => _keys.Add(Shortcuts.Register(key, T["Act." + act], () => InvokeAsync(
            () => _details is { } details && TaskActs.Of(details.Task, _me, _mayEdit, _isOverOthers).Contains(act) ? ActAsync(act) : Task.CompletedTask)));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            (_shown, _details, _contact, _department, _isGone) = (Id, null, null, null, false);
            await ReadAsync();
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

    private Task ReadAsync() => LoadAsync(async (caller, token) =>
    {
        (_me, _mayEdit, _isOverOthers) = (caller.Employee, caller.Access.Allows(Permission.TasksEdit), caller.Access.ScopeOf(Permission.TasksEdit) > AccessScope.Own);
        _details = await Book.GetAsync(caller, Id, token);
        _isGone = _details is null;
        if (_details?.Task.ContactId is { } contact && caller.Access.Allows(Permission.ContactsRead))
        {
            _contact = (await Contacts.GetAsync(caller, contact, token))?.Contact.Name;
        }

        if (_details?.Task.DepartmentId is { } department && caller.Access.Allows(Permission.StaffRead))
        {
            _department = (await People.ListDepartmentsAsync(caller, token)).FirstOrDefault(one => one.Id == department)?.Name;
        }

        StateHasChanged();
    });

    private async Task ActAsync(TaskAct act)
    {
        string? note = null;
        if (TaskActs.NeedsNote(act) && (note = await TaskDialogs.AskNoteAsync(Dialogs, T, act)) is null)
        {
            return;
        }

        WorkTask? after = null;
        if (await TryAsync(async (caller, token) => after = await Book.ActAsync(caller, Id, act, note, _details?.Task.Revision, token)))
        {
            if (after is null)
            {
                SayGone();
            }
            else if (TaskActs.Undoes(act, after) is { } back)
            {
                Undo.Offer(T["Done." + act], () => InvokeAsync(async () =>
                {
                    await TryAsync((caller, token) => Book.ActAsync(caller, Id, back, null, null, token));
                    await ReadAsync();
                }));
            }
        }

        await ReadAsync();
    }

    private async Task EditAsync()
    {
        if (_details is { } details && await TaskDialogs.EditAsync(Dialogs, T, details.Task, new TaskAbout()) is not null)
        {
            Snackbar.Add(T["Saved"].Value, Severity.Success);
        }

        await ReadAsync();
    }

    private async Task RemindAsync(string quick)
    {
        var now = Clock.ToLocal(Clock.Now).DateTime;
        var at = quick switch
        {
            "hour" => now.AddHours(1),
            "tomorrow" => now.Date.AddDays(1).AddHours(9),
            _ => now.Date.AddDays((((int)DayOfWeek.Monday - (int)now.DayOfWeek + 6) % 7) + 1).AddHours(9),
        };
        var isThere = false;
        if (await TryAsync(async (caller, token) => isThere = await Book.RemindAsync(caller, Id, Clock.FromLocal(at), token)))
        {
            if (isThere)
            {
                Snackbar.Add(T["Reminded"].Value, Severity.Success);
            }
            else
            {
                SayGone();
            }
        }

        await ReadAsync();
    }
}
