using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Pipeline;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Blazor;

/// <summary>What goes on now: calls, queues with who waits longest, who talks with whom since when, what was missed today and whom somebody
/// owes a call. Of it all what the employee who is signed in may see, with masks.</summary>
/// <remarks>Drawn at most five times a second, whatever the number of calls. Times go on each second while there are calls; counts from the
/// store are read again when calls end, and every half minute.</remarks>
public sealed partial class LiveBoard : CallTrackingPart
{
    private const int MostShown = 200;
    private const int MostDue = 5;

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CountAfterEnd = TimeSpan.FromSeconds(2);

    // The outcomes of Call.IsUnserved; those lost in a transfer have no index and are few.
    private static readonly CallOutcome[] Unserved =
        [CallOutcome.Missed, CallOutcome.Voicemail, CallOutcome.Busy, CallOutcome.Declined, CallOutcome.Failed, CallOutcome.Unknown];

    private readonly Dictionary<Guid, Call> _open = [];
    private readonly Dictionary<Guid, CallContactName> _names = [];
    private readonly HashSet<Guid> _unnamed = [];
    private IReadOnlyList<Obligation> _due = [];
    private Dictionary<Guid, string> _owedNames = [];
    private long? _missed;
    private int? _owed;
    private int _overdue;
    private string? _trouble;
    private bool _isRead;
    private bool _isChanged;
    private bool _isCountDue;
    private long _countedAt;

    /// <summary>Address of a call's page, with <c>{call}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? CallUrl { get; set; }

    /// <summary>Address of a contact's page, with <c>{contact}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? ContactUrl { get; set; }

    /// <summary>Address of the page of a call that somebody is owed, with <c>{callback}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? CallbackUrl { get; set; }

    /// <summary>Address of the list of calls that are owed; null for no link.</summary>
    [Parameter]
    public string? CallbacksUrl { get; set; }

    /// <summary>Address of the list of calls missed today; null for no link.</summary>
    [Parameter]
    public string? MissedUrl { get; set; }

    [Inject]
    private IOpenCalls OpenCalls { get; set; } = default!;

    [Inject]
    private ICallFeed Feed { get; set; } = default!;

    [Inject]
    private CallHistory History { get; set; } = default!;

    [Inject]
    private CallContacts Bindings { get; set; } = default!;

    [Inject]
    private ContactBook Contacts { get; set; } = default!;

    [Inject]
    private ObligationBook Obligations { get; set; } = default!;

    [Inject]
    private IStaffDirectory Staff { get; set; } = default!;

    private IEnumerable<Call> Waiting => _open.Values.Where(static call =>
        call is { Queue: not null, AnsweredAt: null, State: CallState.Queued or CallState.Ringing });

    private IEnumerable<(string Name, int Waiting, DateTimeOffset Since)> Queues => Waiting.GroupBy(static call => call.Queue!)
        .Select(static group => (group.Key, group.Count(), group.Min(static call => call.StartedAt))).OrderBy(static queue => queue.Item3);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Run(() => FollowAsync(BeginAsync, FollowCalls, TakeAsync));
            Run(DrawAsync);
        }
    }

    private IAsyncEnumerable<CallChange> FollowCalls(Caller reader, CancellationToken stop) =>
        Feed.ReadAsync(reader, new CallFeedFilter { StartWithOpenCalls = true, OnLagging = _ => Run(() => InvokeAsync(ReadOpen)) }, stop);

    private Task BeginAsync(Caller? reader)
    {
        ReadOpen();
        _isRead = true;
        _isChanged = true;
        if (reader is null)
        {
            _missed = null;
            _owed = null;
            _due = [];
            return Task.CompletedTask;
        }

        return CountAsync();
    }

    private void ReadOpen()
    {
        _open.Clear();
        foreach (var call in Reader is { } reader ? OpenCalls.List(reader) : [])
        {
            Put(call);
        }

        _isChanged = true;
    }

    private Task TakeAsync(CallChange change)
    {
        if (change.Kind is CallChangeKind.Ended or CallChangeKind.Withdrawn or CallChangeKind.Amended || change.Call.State == CallState.Ended)
        {
            _open.Remove(change.Call.Id);
            _names.Remove(change.Call.Id);
            _unnamed.Remove(change.Call.Id);
            _isCountDue = true;
        }
        else
        {
            Put(change.Call);
        }

        _isChanged = true;
        return Task.CompletedTask;
    }

    private void Put(Call call)
    {
        _open[call.Id] = call;
        if (!_names.ContainsKey(call.Id) && call.Direction != CallDirection.Internal)
        {
            _unnamed.Add(call.Id);
        }
    }

    private async Task DrawAsync()
    {
        using var timer = new PeriodicTimer(Frame, Time);
        var drawn = Time.GetTimestamp();
        var named = drawn;
        while (await timer.WaitForNextTickAsync(Stopping))
        {
            var sinceCount = Time.GetElapsedTime(_countedAt);
            if (_isRead && (sinceCount >= CountAgain || (_isCountDue && sinceCount >= CountAfterEnd)))
            {
                await CountAsync();
            }

            if (_unnamed.Count > 0 && Time.GetElapsedTime(named) >= Second)
            {
                named = Time.GetTimestamp();
                await NameAsync();
            }

            if (_isChanged || (_open.Count > 0 && Time.GetElapsedTime(drawn) >= Second))
            {
                _isChanged = false;
                drawn = Time.GetTimestamp();
                StateHasChanged();
            }
        }
    }

    // Whose a call is gets known a moment after it began; asked for all that lack a name at once, and a few times only.
    private Task<string?> NameAsync() => TryAsync(async reader =>
    {
        var calls = _unnamed.Where(_open.ContainsKey).Select(id => _open[id]).Take(MostShown).ToList();
        var names = reader.Access.Allows(Permission.ContactsRead) ? await Bindings.FindManyAsync(reader, calls, Stopping) : null;
        foreach (var call in calls)
        {
            if (names?.GetValueOrDefault(call.Id) is { } name)
            {
                _names[call.Id] = name;
                _isChanged = true;
            }

            if (names is null || _names.ContainsKey(call.Id) || Time.GetUtcNow() - call.StartedAt > CountAgain)
            {
                _unnamed.Remove(call.Id);
            }
        }
    });

    private async Task<Dictionary<Guid, string>> OwedNamesAsync(Caller reader)
    {
        var ids = _due.Where(static one => one.ContactId is not null).Select(static one => one.ContactId!.Value).Distinct().ToList();
        return ids.Count > 0 && reader.Access.Allows(Permission.ContactsRead)
            ? (await Contacts.GetManyAsync(reader, ids, Stopping)).ToDictionary(static one => one.Key, static one => one.Value.Contact.Name)
            : [];
    }

    private async Task CountAsync()
    {
        _isCountDue = false;
        _countedAt = Time.GetTimestamp();
        _trouble = await TryAsync(async reader =>
        {
            var today = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), Zone).Date;
            var filter = new CallHistoryFilter
            {
                From = new DateTimeOffset(today, Zone.GetUtcOffset(today)),
                Directions = [CallDirection.Inbound],
                Outcomes = Unserved,
            };
            _missed = reader.Access.Allows(Permission.CallsRead) ? await History.CountAsync(reader, filter, Stopping) : null;
            _owed = null;
            if (reader.Access.Allows(Permission.CallbacksRead))
            {
                _owed = await Obligations.CountAsync(reader, new ObligationFilter(), Stopping);
                _overdue = await Obligations.CountAsync(reader, new ObligationFilter { OnlyOverdue = true }, Stopping);
                _due = (await Obligations.ListAsync(reader, new ObligationFilter(), null, MostDue, Stopping)).Obligations;
                _owedNames = await OwedNamesAsync(reader);
            }
        });
        _isChanged = true;
    }
}
