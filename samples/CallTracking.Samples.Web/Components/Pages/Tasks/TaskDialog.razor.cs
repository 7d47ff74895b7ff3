using CallTracking.Access;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>Writes a new task, or changes one.</summary>
public sealed partial class TaskDialog
{
    private const int Keep = -1;

    private static readonly int[] RemindBefore = [0, 15, 60, 1440];

    private readonly TaskDraft _draft = new();
    private IReadOnlyList<Employee>? _people;
    private IReadOnlyList<Department> _departments = [];
    private Employee? _assignee;
    private DateTime? _due;
    private int _remind;
    private bool _isSaving;

    /// <summary>The task that is changed; null for a new one.</summary>
    [Parameter]
    public WorkTask? Existing { get; set; }

    /// <summary>What a new one is about.</summary>
    [Parameter]
    public TaskAbout About { get; set; } = new();

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private TaskBook Book { get; set; } = null!;

    [Inject]
    private StaffBook Staff { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    private bool NeedsDue => _due is null && _draft.Repeat != TaskRepeat.None;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync(async (caller, token) =>
    {
        await Clock.FindAsync();
        if (Existing is { } task)
        {
            (_draft.Title, _draft.Text, _draft.DepartmentId, _draft.Repeat, _remind) = (task.Title, task.Text, task.DepartmentId, task.Repeat, Keep);
            _due = task.DueAt is { } due ? Clock.ToLocal(due).DateTime : null;
        }

        if (caller.Access.Allows(Permission.StaffRead))
        {
            _departments = await Staff.ListDepartmentsAsync(caller, token);
            var people = (await Staff.ListAsync(caller, withFormer: false, token)).OrderBy(static one => one.DisplayName, StringComparer.CurrentCulture).ToList();
            _assignee = people.Find(one => one.Id == Existing?.AssigneeId);
            _people = people;
        }
    });

    private Task<IEnumerable<Employee>> FindAsync(string? text, CancellationToken cancellationToken) => Task.FromResult((_people ?? []).Where(
        one => string.IsNullOrWhiteSpace(text) || one.DisplayName.Contains(text, StringComparison.CurrentCultureIgnoreCase)));

    private void SetDue(string quick)
    {
        var now = Clock.ToLocal(Clock.Now).DateTime;
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        _due = quick switch
        {
            "hour" => minute.AddHours(1),
            "today" => now.Date.AddHours(17),
            "tomorrow" => now.Date.AddDays(1).AddHours(9),
            "monday" => now.Date.AddDays(((int)DayOfWeek.Monday - (int)now.DayOfWeek + 6) % 7 + 1).AddHours(9),
            _ => null,
        };
    }

    private async Task SaveAsync()
    {
        _isSaving = true;
        WorkTask? saved = null;
        var done = await TryAsync(async (caller, token) => saved = Existing is { } task
            ? await Book.UpdateAsync(caller, task.Id, Fill, task.Revision, token)
            : await Book.CreateAsync(caller, Filled(), token));
        _isSaving = false;
        if (done && saved is null)
        {
            SayGone();
        }

        if (done)
        {
            Dialog.Close(DialogResult.Ok(saved));
        }
    }

    private TaskDraft Filled()
    {
        var draft = new TaskDraft { ContactId = About.Contact, CallId = About.Call, ObligationId = About.Obligation };
        Fill(draft);
        return draft;
    }

    private void Fill(TaskDraft draft)
    {
        (draft.Title, draft.Text, draft.Repeat) = (_draft.Title, _draft.Text, _draft.Repeat);
        draft.RepeatZone = _draft.Repeat == TaskRepeat.None ? null : Clock.Zone.Id;
        draft.DueAt = _due is { } due ? Clock.FromLocal(due) : null;
        if (_people is not null)
        {
            (draft.AssigneeId, draft.DepartmentId) = (_assignee?.Id, _draft.DepartmentId);
        }

        if (_remind != Keep)
        {
            draft.Reminders.Clear();
            if (_remind > 0 && draft.DueAt is { } at)
            {
                draft.Reminders.Add(at.AddMinutes(-_remind));
            }
        }
    }
}
