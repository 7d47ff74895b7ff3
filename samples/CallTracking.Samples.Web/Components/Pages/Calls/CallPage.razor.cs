using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Ratings;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>One call with all that is known of it. A call that is not the user's to see is as if it were not there.</summary>
public sealed partial class CallPage : IAsyncDisposable
{
    private const int NearPage = 200;
    private const int NearPages = 5;
    private const int MostNotes = 200;

    private readonly CancellationTokenSource _closing = new();
    private readonly List<IDisposable> _keys = [];
    private Call? _call;
    private Call? _older;
    private Call? _newer;
    private CallContactName? _contact;
    private Obligation? _obligation;
    private IReadOnlyList<CallRating> _ratings = [];
    private IReadOnlyList<CoverageGap> _gaps = [];
    private IReadOnlyList<ContactTimelineEntry> _notes = [];
    private ElementReference _noteField;
    private Exception? _error;
    private Guid _shown;
    private string _note = string.Empty;
    private bool _isMissing;
    private bool _mayContacts;
    private bool _mayEdit;
    private bool _isFollowing;
    private IJSObjectReference? _module;

    /// <summary>The call.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private CallHistory History { get; set; } = null!;

    [Inject]
    private CallContacts CallContacts { get; set; } = null!;

    [Inject]
    private ContactBook Contacts { get; set; } = null!;

    [Inject]
    private ContactTimeline Timeline { get; set; } = null!;

    [Inject]
    private ObligationBook Obligations { get; set; } = null!;

    [Inject]
    private CallRatings Ratings { get; set; } = null!;

    [Inject]
    private ICallFeed Feed { get; set; } = null!;

    [Inject]
    private IOpenCalls OpenCalls { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ShellTexts> Shell { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private string Title => _call is null ? T["Title"] : _call.Direction switch
    {
        CallDirection.Inbound => T["Title.Inbound", Who],
        CallDirection.Outbound => T["Title.Outbound", Who],
        _ => T["Title.Internal"],
    };

    private string Who => _contact?.Name ?? _call?.External?.Display ?? T["Withheld"];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keys.ForEach(static key => key.Dispose());
        await _closing.CancelAsync();
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
    protected override void OnInitialized()
    {
        _keys.Add(Shortcuts.Register("[", T["Key.Older"], () => Go(_older)));
        _keys.Add(Shortcuts.Register("]", T["Key.Newer"], () => Go(_newer)));
        _keys.Add(Shortcuts.Register("w", T["Key.Note"], async () =>
        {
            if (_mayEdit && _contact is not null)
            {
                await _noteField.FocusAsync();
            }
        }));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            _shown = Id;
            await LoadAsync();
        }
    }

    private void Go(Call? call)
    {
        if (call is not null)
        {
            Navigation.NavigateTo($"/calls/{call.Id}");
        }
    }

    private async Task LoadAsync()
    {
        (_call, _older, _newer, _contact, _obligation, _error, _isMissing) = (null, null, null, null, null, null, false);
        (_ratings, _gaps, _notes) = ([], [], []);
        try
        {
            await Clock.FindAsync();
            var caller = await Session.GetCallerAsync(_closing.Token);
            var id = Id;
            var call = await History.GetAsync(caller, id, _closing.Token) ?? OpenCalls.Find(caller, id);
            if (id != Id)
            {
                return;
            }

            if (call is null)
            {
                _isMissing = true;
                return;
            }

            _contact = await CallContacts.FindAsync(caller, id, _closing.Token);
            _mayContacts = caller.Access.Allows(Permission.ContactsRead);
            _mayEdit = _mayContacts && caller.Access.Allows(Permission.ContactsEdit);
            _call = call;
            StateHasChanged();
            await ReadRestAsync(caller, call);
            if (!_isFollowing)
            {
                _isFollowing = true;
                _ = FollowAsync(caller);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException or SignedOutException)
        {
            _error = error;
        }
    }

    private async Task ReadRestAsync(Caller caller, Call call)
    {
        var token = _closing.Token;
        _gaps = await History.ListGapsAsync(
            caller, new CoverageGapFilter { Link = call.Link, From = call.StartedAt, To = call.EndedAt?.AddTicks(1) }, 20, token);
        _obligation = caller.Access.Allows(Permission.CallbacksRead) ? await Obligations.FindByCallAsync(caller, call.Id, token) : null;
        _ratings = caller.Access.Allows(Permission.RatingsRead) ? await Ratings.OfCallAsync(caller, call.Id, token) : [];
        await ReadNotesAsync(caller);
        if (SameCustomer(caller, call) is { } same)
        {
            _older = (await History.ListAsync(caller, same, new CallHistoryCursor(call.StartedAt, call.Id), 1, token)).Calls is [var one, ..] ? one : null;
            _newer = await NewerAsync(caller, same with { From = call.StartedAt }, call);
        }
    }

    private CallHistoryFilter? SameCustomer(Caller caller, Call call) => _contact is not null ? new CallHistoryFilter { Contact = _contact.ContactId }
        : call.External?.E164 is { } number && !caller.Access.Hides(FieldMask.Numbers) ? new CallHistoryFilter { Number = number }
        : null;

    // The history goes backwards: the call before this one on its pages is the next one in time.
    private async Task<Call?> NewerAsync(Caller caller, CallHistoryFilter filter, Call call)
    {
        Call? before = null;
        CallHistoryCursor? after = null;
        for (var page = 0; page < NearPages; page++)
        {
            var found = await History.ListAsync(caller, filter, after, NearPage, _closing.Token);
            foreach (var one in found.Calls)
            {
                if (one.Id == call.Id)
                {
                    return before;
                }

                before = one;
            }

            if ((after = found.Next) is null)
            {
                break;
            }
        }

        return null;
    }

    private async Task ReadNotesAsync(Caller caller)
    {
        if (!_mayContacts || _contact is null)
        {
            _notes = [];
            return;
        }

        var page = await Timeline.ReadAsync(caller, _contact.ContactId, ["note"], null, MostNotes, _closing.Token);
        _notes = [.. (page?.Entries ?? []).Where(one => one.Details?.GetValueOrDefault("callId") == Id.ToString())];
    }

    private async Task ContactChangedAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(_closing.Token);
            _contact = await CallContacts.FindAsync(caller, Id, _closing.Token);
            (_older, _newer) = (null, null);
            if (_call is not null)
            {
                await ReadRestAsync(caller, _call);
            }
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException or SignedOutException)
        {
            _error = error;
        }

        StateHasChanged();
    }

    private async Task SaveNoteAsync()
    {
        if (_contact is null || _note.Trim().Length == 0)
        {
            return;
        }

        try
        {
            var caller = await Session.GetCallerAsync(_closing.Token);
            if (await Contacts.AddNoteAsync(caller, _contact.ContactId, _note.Trim(), Id, _closing.Token) is null)
            {
                Snackbar.Add(T["Gone"], Severity.Warning);
                return;
            }

            _note = string.Empty;
            Snackbar.Add(T["NoteSaved"], Severity.Success);
            await ReadNotesAsync(caller);
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException or SignedOutException)
        {
            _error = error;
        }
    }

    private async Task PrintAsync()
    {
        _module ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./calls.js");
        await _module.InvokeVoidAsync("print");
    }

    private async Task FollowAsync(Caller caller)
    {
        try
        {
            await foreach (var change in Feed.ReadAsync(caller, cancellationToken: _closing.Token))
            {
                if (change.Call.Id == _call?.Id)
                {
                    await InvokeAsync(() =>
                    {
                        (_call, _isMissing) = (change.Call, change.Kind == CallChangeKind.Withdrawn);
                        StateHasChanged();
                    });
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or AccessDeniedException)
        {
            // The page was left, or the right was taken away: the next read says so.
        }
    }
}
