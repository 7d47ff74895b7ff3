using CallTracking.Access;
using CallTracking.Blazor;
using CallTracking.Calls;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.ScreenPop;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>The pops of the employee who is signed in, with the keys that act on the newest one while there is one.</summary>
public sealed partial class PopLayer
{
    private static readonly TimeSpan CallBackIn = TimeSpan.FromHours(1);

    private readonly List<IDisposable> _keys = [];
    private CallPops? _pops;
    private ErrorNote? _note;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private TaskBook Tasks { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private Shortcuts Keys { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private CallPop? Newest => _pops?.Shown is { Count: > 0 } shown ? shown[^1] : null;

    /// <inheritdoc/>
    public void Dispose() => _keys.ForEach(static key => key.Dispose());

    // The keys are in the list of keys, and taken from the page, only while a call is there.
    private void Changed(IReadOnlyList<CallPop> pops)
    {
        if (pops.Count == 0)
        {
            _keys.ForEach(static key => key.Dispose());
            _keys.Clear();
        }
        else if (_keys.Count == 0)
        {
            _keys.Add(Keys.Register("n", T["Key.Note"], async () => await _pops!.FocusNoteAsync()));
            _keys.Add(Keys.Register("o", T["Key.Open"], () => With(Open)));
            _keys.Add(Keys.Register("d", T["Key.Details"], () => With(pop => Navigation.NavigateTo($"/calls/{pop.CallId}"))));
            _keys.Add(Keys.Register("t", T["Key.Task"], () => With(NewTask)));
            _keys.Add(Keys.Register("b", T["Key.CallBack"], () => Newest is { } pop ? CallBackAsync(pop) : Task.CompletedTask));
            _keys.Add(Keys.Register("x", T["Key.Hide"], () => Newest is { } pop ? _pops!.CloseAsync(pop) : Task.CompletedTask));
        }
    }

    private void With(Action<CallPop> act)
    {
        if (Newest is { } pop)
        {
            act(pop);
        }
    }

    private void Open(CallPop pop) => Navigation.NavigateTo(pop.Caller is { ContactId: { } contact, Candidates: 1 }
        ? $"/customers/{contact}" : $"/customers/new?number={Uri.EscapeDataString(NumberOf(pop))}&call={pop.CallId}");

    private void NewTask(CallPop pop) => Navigation.NavigateTo(
        $"/tasks?new=true&call={pop.CallId}{(pop.Caller is { ContactId: { } contact, Candidates: 1 } ? $"&contact={contact}" : null)}");

    private static string NumberOf(CallPop pop) => pop.Number?.Contains('•', StringComparison.Ordinal) == true ? string.Empty : pop.Number ?? string.Empty;

    private async Task CallBackAsync(CallPop pop)
    {
        try
        {
            var caller = await Session.GetCallerAsync();
            var who = pop.Caller?.AddressAs ?? pop.Number ?? string.Empty;
            var task = await Tasks.CreateAsync(caller, new TaskDraft
            {
                Title = Cut(T["CallBackTask", who]),
                DueAt = Time.GetUtcNow() + CallBackIn,
                Reminders = { Time.GetUtcNow() + CallBackIn },
                CallId = pop.CallId,
                ContactId = pop.Caller is { Candidates: 1 } known ? known.ContactId : null,
                AssigneeId = caller.Employee,
            }, CancellationToken.None);
            Undo.Offer(T["CallBackNoted", who], async () =>
                await Tasks.ActAsync(await Session.GetCallerAsync(), task.Id, TaskAct.Cancel, null, null, CancellationToken.None));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _note?.Show(error);
        }
    }

    private static string Cut(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 199), "…");
}
