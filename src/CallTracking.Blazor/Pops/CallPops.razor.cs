using CallTracking.Access;
using CallTracking.ScreenPop;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Blazor;

/// <summary>The calls on the screens of the employee who is signed in: a card for each, from the first ring to the end. It follows them by
/// itself: a card comes with the number at once and with who calls a moment later, changes in place, and goes when the call rings and talks
/// here no more. What somebody writes meanwhile stays until it is saved or closed.</summary>
/// <remarks>Shows nothing to whom nobody knows as an employee, or who may not see calls. One for each page is enough.</remarks>
public sealed partial class CallPops : CallTrackingPart
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<CallPop> _shown = [];
    private readonly HashSet<Guid> _closed = [];
    private readonly Dictionary<Guid, PopCard> _cards = [];
    private string? _said;
    private long _tick;
    private int _changed;

    /// <summary>Whether the cards lie over the page, at the end of its lower edge. Default false: they stand where the component stands.</summary>
    [Parameter]
    public bool Floating { get; set; }

    /// <summary>Address of a contact's page, with <c>{contact}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? ContactUrl { get; set; }

    /// <summary>Address of a call's page, with <c>{call}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? CallUrl { get; set; }

    /// <summary>Address of the page that makes a new contact, with <c>{call}</c> and <c>{number}</c>; null for no link. See also
    /// <see cref="OnCreateContact"/>. Without both, the card itself asks for the name.</summary>
    [Parameter]
    public string? NewContactUrl { get; set; }

    /// <summary>Address of a task's page, with <c>{task}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? TaskUrl { get; set; }

    /// <summary>Address of the page of a call that somebody is owed, with <c>{callback}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? CallbackUrl { get; set; }

    /// <summary>The employee wants to make a contact of an unknown caller.</summary>
    [Parameter]
    public EventCallback<CallPop> OnCreateContact { get; set; }

    /// <summary>The employee wants to make a task of the call; without it there is no button for that.</summary>
    [Parameter]
    public EventCallback<CallPop> OnTask { get; set; }

    /// <summary>The employee wants to call back later; without it there is no button for that.</summary>
    [Parameter]
    public EventCallback<CallPop> OnCallback { get; set; }

    /// <summary>What is on the employee's screens changed: the pops there are now, the oldest first.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<CallPop>> OnChanged { get; set; }

    /// <summary>What the host adds at the end of each card; null for nothing.</summary>
    [Parameter]
    public RenderFragment<CallPop>? Extra { get; set; }

    [Inject]
    private ScreenPops Pops { get; set; } = default!;

    [Inject]
    private IEmployeeFeed Feed { get; set; } = default!;

    /// <summary>The pops on the screen now, the oldest first. Read it on the renderer's thread.</summary>
    public IReadOnlyList<CallPop> Shown => _shown;

    // Each card says here that it is the one of its call.
    private PopCard Card
    {
        set
        {
            if (value is not null)
            {
                _cards[value.Pop.CallId] = value;
            }
        }
    }

    /// <summary>Puts the focus into the note of a card, for a keyboard shortcut of the host.</summary>
    /// <param name="callId">Which; null for the newest.</param>
    /// <returns>False when there is none, or no note can be written.</returns>
    public async Task<bool> FocusNoteAsync(Guid? callId = null) =>
        (callId ?? (_shown.Count > 0 ? _shown[^1].CallId : null)) is { } id && _cards.TryGetValue(id, out var card) && await card.FocusNoteAsync();

    /// <summary>Takes a card off this screen; the call goes on.</summary>
    /// <param name="pop">Which.</param>
    public async Task CloseAsync(CallPop pop)
    {
        ArgumentNullException.ThrowIfNull(pop);
        if (pop.State != PopState.Gone)
        {
            _closed.Add(pop.CallId);
        }

        Remove(pop.CallId);
        await TellAsync();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        Run(() => FollowAsync(BeginAsync, (reader, stop) => Pops.FollowAsync(reader, stop), TakeAsync));
        Run(() => FollowAsync(static _ => Task.CompletedTask, (reader, stop) => Feed.FollowAsync(reader, stop), NoticeAsync));
        Run(TickAsync);
    }

    // Read anew whenever it begins to follow: a circuit that was away, or rights that came back, see what there is now.
    private Task BeginAsync(Caller? reader)
    {
        _shown.RemoveAll(pop => pop.State != PopState.Gone && (reader is null || Pops.Find(reader, pop.CallId) is null));
        return TellAsync();
    }

    private async Task TakeAsync(CallPop told)
    {
        // What is shown is read with the rights of this moment: masks may have come since it began to follow.
        if (told.State == PopState.Gone || await FindReaderAsync() is not { } reader || !reader.Access.Allows(Permission.CallsRead))
        {
            Leave(told);
        }
        else if (Pops.Find(reader, told.CallId) is { } pop && !_closed.Contains(pop.CallId))
        {
            Put(pop);
        }
        else
        {
            return;
        }

        await TellAsync();
    }

    private void Put(CallPop pop)
    {
        var place = _shown.FindIndex(one => one.CallId == pop.CallId);
        if (place < 0)
        {
            _shown.Add(pop);
            _said = pop.State == PopState.Ringing ? Say.Format("Said.Ringing", PopWords.Who(pop, Say)) : Say.Format("Said.InCall", PopWords.Who(pop, Say));
        }
        else if (_shown[place].Version < pop.Version)
        {
            if (_shown[place].Caller is null && pop.Caller is not null)
            {
                _said = Say.Format("Said.Known", PopWords.Who(pop, Say));
            }

            _shown[place] = pop;
        }
    }

    private void Leave(CallPop told)
    {
        _closed.Remove(told.CallId);
        var place = _shown.FindIndex(one => one.CallId == told.CallId);
        if (place < 0)
        {
            return;
        }

        _said = told.End is { } end ? Say.Of(end) : null;
        if (_cards.TryGetValue(told.CallId, out var card) && card.HasDraft)
        {
            _shown[place] = _shown[place] with { State = PopState.Gone, End = told.End };
        }
        else
        {
            Remove(told.CallId);
        }
    }

    private void Remove(Guid callId)
    {
        _shown.RemoveAll(pop => pop.CallId == callId);
        _cards.Remove(callId);
    }

    private Task NoticeAsync(EmployeeNotice notice)
    {
        // Pops come by themselves; what else concerns the employee may stand on an open card.
        if (_shown.Count > 0 && notice.Kind is not (EmployeeNoticeKind.PopChanged or EmployeeNoticeKind.PopRemoved or EmployeeNoticeKind.Message))
        {
            _changed++;
            StateHasChanged();
        }

        return Task.CompletedTask;
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Second, Time);
        while (await timer.WaitForNextTickAsync(Stopping))
        {
            if (_shown.Count > 0)
            {
                _tick++;
                StateHasChanged();
            }
        }
    }

    private Task TellAsync()
    {
        StateHasChanged();
        return OnChanged.HasDelegate ? OnChanged.InvokeAsync([.. _shown]) : Task.CompletedTask;
    }
}
