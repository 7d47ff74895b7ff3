using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>The customers, by name or by what is looked for. What is shown stands in the address.</summary>
public sealed partial class CustomerList
{
    private const int PageSize = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, DateTimeOffset> _lastCalls = [];
    private IReadOnlyList<ContactStatus> _statuses = [];
    private IReadOnlyList<Employee> _colleagues = [];
    private List<ContactDetails>? _rows;
    private ContactCursor? _next;
    private CancellationTokenSource? _typing;
    private (string? Search, string? Status, string? Responsible, bool Debt)? _shown;
    private bool _hasMore;
    private bool _isTooShort;
    private string? _note;

    /// <summary>A fragment of the name or last digits of a number.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    /// <summary>Only those with this status.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    private string? Status { get; set; }

    /// <summary>Only those of this employee.</summary>
    [SupplyParameterFromQuery(Name = "responsible")]
    private string? Responsible { get; set; }

    /// <summary>Only those who owe something.</summary>
    [SupplyParameterFromQuery(Name = "debt")]
    private bool Debt { get; set; }

    [Inject]
    private ContactFinder Finder { get; set; } = null!;

    [Inject]
    private CallContacts Calls { get; set; } = null!;

    [Inject]
    private StaffBook Staff { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Id(Status) is not null || Id(Responsible) is not null || Debt;

    private ContactFilter Filter => new()
    {
        Statuses = Id(Status) is { } status ? [status] : [],
        ResponsibleId = Id(Responsible),
        DebtAbove = Debt && !IsHidden(FieldMask.Debt) ? 0 : null,
    };

    private string ExportAddress => Navigation.GetUriWithQueryParameters("/calltracking/v1/contacts/export", new Dictionary<string, object?>
    {
        ["status"] = Id(Status)?.ToString(),
        ["responsible"] = Id(Responsible)?.ToString(),
        ["debtAbove"] = Filter.DebtAbove is null ? null : "0",
    });

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Search, Status, Responsible, Debt);
        if (_shown != wanted)
        {
            _shown = wanted;
            await LoadAsync();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            _typing?.Cancel();
            _typing?.Dispose();
            _typing = null;
        }

        base.Dispose(isDisposing);
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private Task<bool> LoadAsync() => ActAsync(async (caller, cancellationToken) =>
    {
        var asked = _shown;
        _statuses = await Book.ListStatusesAsync(caller, cancellationToken);
        _colleagues = _colleagues.Count > 0 ? _colleagues : await Colleagues.ListAsync(Staff, caller, cancellationToken);
        var (rows, next, more, note, isTooShort) = await ReadAsync(caller, null, cancellationToken);
        var last = await LastAsync(caller, rows, cancellationToken);
        if (asked != _shown)
        {
            // Somebody typed on while the store was busy: the later answer counts.
            return;
        }

        (_rows, _next, _hasMore, _note, _isTooShort) = (rows, next, more, note, isTooShort);
        _lastCalls.Clear();
        Remember(last);
    });

    private Task<bool> MoreAsync() => ActAsync(async (caller, cancellationToken) =>
    {
        var asked = _shown;
        var (rows, next, more, _, _) = await ReadAsync(caller, _next, cancellationToken);
        var last = await LastAsync(caller, rows, cancellationToken);
        if (asked == _shown)
        {
            _rows!.AddRange(rows);
            (_next, _hasMore) = (next, more);
            Remember(last);
        }
    });

    private async Task<(List<ContactDetails> Rows, ContactCursor? Next, bool HasMore, string? Note, bool IsTooShort)> ReadAsync(
        Caller caller, ContactCursor? after, CancellationToken cancellationToken)
    {
        var text = Search?.Trim() ?? string.Empty;
        if (text.Length == 0)
        {
            var page = await Book.ListAsync(caller, Filter, after, PageSize, cancellationToken);
            return ([.. page.Contacts], page.Next, false, null, false);
        }

        ContactSearchResult found;
        try
        {
            found = await Finder.FindAsync(caller, text, ContactFinder.MaxLimit, cancellationToken);
        }
        catch (ArgumentException)
        {
            // Too short yet: what was there before stays until there is more to go by.
            return (_rows ?? [], null, false, null, true);
        }

        var details = await Book.GetManyAsync(caller, [.. found.Contacts.Select(one => one.Id)], cancellationToken);
        var filter = Filter;
        var rows = found.Contacts.Select(one => details.GetValueOrDefault(one.Id)).OfType<ContactDetails>()
            .Where(one => filter.Statuses.Count == 0 || (one.Contact.StatusId is { } status && filter.Statuses.Contains(status)))
            .Where(one => filter.ResponsibleId is null || one.Contact.ResponsibleId == filter.ResponsibleId)
            .Where(one => filter.DebtAbove is null || one.Contact.Debt > filter.DebtAbove);
        return ([.. rows], null, found.HasMore, found.Note, false);
    }

    private async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> LastAsync(Caller caller, List<ContactDetails> rows, CancellationToken cancellationToken) =>
        rows.Count == 0 || !caller.Access.Allows(Permission.CallsRead)
            ? new Dictionary<Guid, DateTimeOffset>()
            : await Calls.FindLastAsync(caller, [.. rows.Select(row => row.Contact.Id)], cancellationToken);

    private void Remember(IReadOnlyDictionary<Guid, DateTimeOffset> last)
    {
        foreach (var (contact, at) in last)
        {
            _lastCalls[contact] = at;
        }
    }

    private async Task TypeAsync(ChangeEventArgs change)
    {
        _typing?.Cancel();
        _typing?.Dispose();
        var typing = _typing = CancellationTokenSource.CreateLinkedTokenSource(Left);
        try
        {
            await Task.Delay(Pause, Time, typing.Token);
            Go("q", change.Value);
        }
        catch (OperationCanceledException)
        {
            // Another letter came, or the page was left.
        }
    }

    private void Go(string name, object? value) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter(name, value as string is { Length: > 0 } text ? text : null), replace: true);
}
