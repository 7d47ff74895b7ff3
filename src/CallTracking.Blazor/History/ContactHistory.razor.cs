using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Pipeline;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Blazor;

/// <summary>The calls with a contact, latest first, with those of contacts that were merged into it; kept up to date while the page is open.</summary>
/// <remarks>Shows the calls that the employee who is signed in may see, with masks.</remarks>
public sealed partial class ContactHistory : CallTrackingPart
{
    // Calls of one number come one after another; one reading shows them all.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private List<Call>? _calls;
    private CallHistoryCursor? _next;
    private Guid _shown;
    private string? _trouble;
    private bool _isReading;
    private bool _isInteractive;
    private bool _isDue;

    /// <summary>The contact.</summary>
    [Parameter]
    [EditorRequired]
    public Guid Contact { get; set; }

    /// <summary>How many calls a page has. Default 20; 1 to 200, what is beyond is taken as the bound.</summary>
    [Parameter]
    public int PageSize { get; set; } = 20;

    /// <summary>Address of a call's page, with <c>{call}</c> where its id belongs; null for no link.</summary>
    [Parameter]
    public string? CallUrl { get; set; }

    [Inject]
    private CallHistory History { get; set; } = default!;

    [Inject]
    private ContactBook Contacts { get; set; } = default!;

    [Inject]
    private ICallFeed Feed { get; set; } = default!;

    [Inject]
    private ICallProjections Projections { get; set; } = default!;

    [Inject]
    private IStaffDirectory Staff { get; set; } = default!;

    private int Limit => Math.Clamp(PageSize, 1, 200);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        if (_isInteractive && _shown != Contact)
        {
            _calls = null;
            Run(ReadAsync);
        }
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _isInteractive = true;
            Run(() => FollowAsync(BeginAsync, (reader, stop) => Feed.ReadAsync(reader, cancellationToken: stop), TakeAsync));
        }
    }

    private Task BeginAsync(Caller? reader)
    {
        if (reader is not null)
        {
            Run(ReadSoonAsync);
            return ReadAsync();
        }

        _calls = [];
        _next = null;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        var contact = Contact;
        _isReading = true;
        StateHasChanged();
        CallHistoryPage? page = null;
        var trouble = await TryAsync(async reader =>
        {
            // As many as there are already: what somebody opened stays open.
            var limit = _shown == contact && _calls is { Count: > 0 } known ? Math.Clamp(known.Count, Limit, CallHistory.MaxLimit) : Limit;
            page = await History.ListAsync(reader, new CallHistoryFilter { Contact = contact }, null, limit, Stopping);
            _numbers.Clear();
            if (reader.Access.Allows(Permission.ContactsRead) && await Contacts.GetAsync(reader, contact, Stopping) is { } details)
            {
                _numbers.UnionWith(details.Numbers.Select(static number => number.E164 ?? number.Raw));
            }
        });
        if (contact == Contact)
        {
            Show(contact, page, trouble);
        }
    }

    private void Show(Guid contact, CallHistoryPage? page, string? trouble)
    {
        _isReading = false;
        _trouble = trouble;
        if (page is not null)
        {
            _shown = contact;
            _calls = [.. page.Calls];
            _next = page.Next;
            _numbers.UnionWith(page.Calls.Select(static call => call.External?.Display).OfType<string>());
        }

        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        if (_next is not { } after || _isReading)
        {
            return;
        }

        _isReading = true;
        var contact = Contact;
        _trouble = await TryAsync(async reader =>
        {
            var page = await History.ListAsync(reader, new CallHistoryFilter { Contact = contact }, after, Limit, Stopping);
            if (contact == _shown && _calls is { } calls)
            {
                calls.AddRange(page.Calls.Where(call => !calls.Exists(one => one.Id == call.Id)));
                _next = page.Next;
            }
        });
        _isReading = false;
        StateHasChanged();
    }

    private Task TakeAsync(CallChange change)
    {
        var place = _calls?.FindIndex(call => call.Id == change.Call.Id) ?? -1;
        if (place >= 0 && change.Kind != CallChangeKind.Withdrawn)
        {
            _calls![place] = change.Call;
            StateHasChanged();
        }
        else if ((place >= 0 || (change.Call.External?.Display is { } number && _numbers.Contains(number))) && !_isDue)
        {
            _isDue = true;
            Run(ReadSoonAsync);
        }

        return Task.CompletedTask;
    }

    private async Task ReadSoonAsync()
    {
        await Task.Delay(Gathering, Time, Stopping);
        _isDue = false;
        // A call is told of when it is durable; whose it is, a projection writes down after that.
        await TryAsync(_ => Projections.CatchUpAsync(Stopping));
        await ReadAsync();
    }
}
