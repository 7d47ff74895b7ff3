using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Dialing;
using CallTracking.Samples.Web.Notices;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>Tells the user at once what concerns him, and when he comes what came while he was away.</summary>
public sealed partial class NoticeToasts
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(12);

    [Inject]
    private DialDesk Desk { get; set; } = null!;

    [Inject]
    private WorkCounts Counts { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private EmployeeNames Names { get; set; } = null!;

    [Inject]
    private MessageBook Messages { get; set; } = null!;

    [Inject]
    private TaskBook Tasks { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    [Inject]
    private IStringLocalizer<MessagesTexts> MessageTexts { get; set; } = null!;

    private IDisposable? _hangUp;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Desk.Changed += OnDialChanged;
        _hangUp = Shortcuts.Register("h", Dials["HangUp"], HangUpAsync, isGeneral: true);
        _ = TellAsync();
        _ = EveryAsync(Tick, async () =>
        {
            await Counts.RefreshAsync(Closing);
            Presence.Stay(await Session.GetCallerAsync(Closing));
        });
        try
        {
            await Counts.RefreshAsync(Closing);
            await TellOfAbsenceAsync();
            await Desk.ResumeAsync();
        }
        catch (Exception error) when (error is SignedOutException or LedgerStoreException or OperationCanceledException)
        {
            // Nobody is there to show calls to.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Desk.Changed -= OnDialChanged;
            _hangUp?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task HangUpAsync() => Desk.Dials.FirstOrDefault(static dial => !dial.IsOver) is { } dial ? Desk.HangUpAsync(dial) : Task.CompletedTask;

    private string? Talked(PlacedDial dial) => dial is { IsOver: false, TalkingSince: { } since }
        ? " " + (Time.GetUtcNow() - since).ToString(@"m\:ss", System.Globalization.CultureInfo.CurrentCulture) : null;

    // One line for all of it: whoever comes looks at his work first, not at ours.
    private async Task TellOfAbsenceAsync()
    {
        var caller = await Session.GetCallerAsync(Closing);
        if (!Presence.Arrive(caller))
        {
            return;
        }

        (int Count, string Text, string Href)[] waiting =
        [
            (Counts.Messages, "Away.messages", "/messages?box=unread"), (Counts.Tasks, "Away.tasks", "/tasks?view=mine&show=overdue"),
            (Counts.Callbacks, "Away.callbacks", "/callbacks?view=mine&show=overdue"),
        ];
        var some = waiting.Where(static one => one.Count > 0).ToList();
        if (some.Count > 0)
        {
            Show(string.Join(" · ", some.Select(one => Plural.Of(T, one.Text, one.Count))), some[0].Href, Severity.Info);
        }
    }

    private async Task TellAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(Closing);
            await foreach (var notice in Feed.FollowAsync(caller, Closing))
            {
                if (WorkCounts.Concerns(notice.Kind))
                {
                    await InvokeAsync(() => TellAsync(notice));
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SignedOutException or LedgerStoreException)
        {
            // The user is gone, or the pages say what is wrong.
        }
    }

    private async Task TellAsync(EmployeeNotice notice)
    {
        try
        {
            var caller = await Session.GetCallerAsync(Closing);
            switch (notice.Kind)
            {
                // What is due or went up comes as a message too; that one says it.
                case EmployeeNoticeKind.Message when await Messages.GetAsync(caller, notice.Id, Closing) is { ReadAt: null, Message: var message }:
                    await ShowAsync(message);
                    break;
                case EmployeeNoticeKind.TaskChanged when caller.Access.Allows(Access.Permission.TasksRead)
                    && await Tasks.GetAsync(caller, notice.Id, Closing) is { Task: var task }:
                    Show(T[task.AssigneeId == caller.Employee && task.State == TaskState.Open ? "TaskGiven" : "TaskChanged", task.Title], $"/tasks/{task.Id}", Severity.Info);
                    break;
                case EmployeeNoticeKind.ObligationAssigned:
                    Show(T["Assigned"], $"/callbacks/{notice.Id}", Severity.Info);
                    break;
            }
        }
        catch (Exception error) when (error is LedgerStoreException or SignedOutException or Access.AccessDeniedException)
        {
            // The numbers in the menu have it.
        }

        await Counts.RefreshAsync(Closing);
    }

    private async Task ShowAsync(Message message)
    {
        var href = message switch
        {
            { Kind: MessageKind.Note } => "/messages?box=unread",
            { TaskId: { } task } => $"/tasks/{task}",
            { ObligationId: { } obligation } => $"/callbacks/{obligation}",
            _ => "/messages?box=unread",
        };
        var head = message.SenderId is { } sender && await Names.FindAsync(sender) is { } employee
            ? T["Message", employee.DisplayName].Value : MessageTexts["Kind." + message.Kind].Value;
        const int Most = 140;
        var text = message.Text is { Length: > Most } full ? full[..Most] + "…" : message.Text;
        Show(text is null ? head : $"{head}: {text}", href, message.Kind == MessageKind.Note ? Severity.Normal : Severity.Warning);
    }

    private void Show(string text, string href, Severity severity) => Snackbar.Add(text, severity, options =>
    {
        options.Action = T["Open"];
        options.ActionColor = Color.Inherit;
        options.VisibleStateDuration = (int)Shown.TotalMilliseconds;
        options.OnClick = _ =>
        {
            Navigation.NavigateTo(href);
            return Task.CompletedTask;
        };
    });

    private void OnDialChanged() => _ = InvokeAsync(StateHasChanged);
}
