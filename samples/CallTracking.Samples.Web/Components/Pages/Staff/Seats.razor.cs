using System.Globalization;
using CallTracking.Access;
using CallTracking.Links;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>At which extensions somebody sits: signing on and off, and periods.</summary>
public sealed partial class Seats
{
    // So much of the past is of use on a page; the trail has the rest.
    private const int MostOthers = 20;

    private List<ExtensionAssignment> _now = [];
    private List<ExtensionAssignment> _others = [];
    private IReadOnlyList<string> _links = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private Guid _read;
    private string _extension = string.Empty;
    private string? _link;
    private bool _takeOver;
    private string _periodExtension = string.Empty;
    private DateTime _from;
    private DateTime? _to;

    /// <summary>Whose.</summary>
    [Parameter, EditorRequired]
    public Guid EmployeeId { get; set; }

    /// <summary>Whether he may be signed on and off.</summary>
    [Parameter]
    public bool CanChange { get; set; }

    /// <summary>Whether extensions may be taken from others and given for periods.</summary>
    [Parameter]
    public bool CanTakeOver { get; set; }

    /// <summary>The IANA zone of the times; null for the site's.</summary>
    [Parameter]
    public string? Zone { get; set; }

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private ILinkMonitor Links { get; set; } = null!;

    [Inject]
    private IOptions<CallTrackingOptions> Tracking { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(Zone ?? Tracking.Value.Site.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
        if (_read != EmployeeId)
        {
            _read = EmployeeId;
            _from = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), _zone).DateTime;
            await ReadAgainAsync();
        }
    }

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private Task<bool> ReadAgainAsync() => ActAsync(ReadAsync);

    private async Task ReadAsync(Caller caller, CancellationToken token)
    {
        var now = Time.GetUtcNow();
        var all = await Book.ListExtensionsAsync(caller, new ExtensionFilter { Employee = EmployeeId }, token);
        _now = [.. all.Where(one => one.From <= now && (one.To is null || one.To > now)).OrderBy(static one => one.Extension, StringComparer.Ordinal)];
        _others = [.. all.Where(one => one.To != one.From).Except(_now).Take(MostOthers)];
        _links = caller.Tenant == Tracking.Value.Tenant ? [.. Links.List().Select(static link => link.Link)] : [];
    }

    private async Task SignOnAsync()
    {
        if (await ActAsync((caller, token) => Book.SignOnAsync(
            caller, EmployeeId, _extension.Trim(), string.IsNullOrEmpty(_link) ? null : _link, _takeOver && CanTakeOver, token)))
        {
            (_extension, _takeOver) = (string.Empty, false);
            await ReadAgainAsync();
        }
    }

    private async Task SignOffAsync(ExtensionAssignment seat)
    {
        if (await ActAsync((caller, token) => Book.SignOffAsync(caller, EmployeeId, seat.Extension, seat.Link, token)))
        {
            await ReadAgainAsync();
            OfferUndo(T["SignedOff", seat.Extension], (caller, token) => Book.SignOnAsync(caller, EmployeeId, seat.Extension, seat.Link, false, token));
        }
    }

    private async Task AssignAsync()
    {
        if (await ActAsync((caller, token) => Book.AssignExtensionAsync(
            caller, EmployeeId, _periodExtension.Trim(), string.IsNullOrEmpty(_link) ? null : _link, Instant(_from), _to is { } end ? Instant(end) : null, token)))
        {
            (_periodExtension, _to) = (string.Empty, null);
            await ReadAgainAsync();
        }
    }

    // A time that the clocks skip means the moment after.
    private DateTimeOffset Instant(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (_zone.IsInvalidTime(wall))
        {
            wall = wall.AddMinutes(15);
        }

        return new DateTimeOffset(wall, _zone.GetUtcOffset(wall)).ToUniversalTime();
    }

    private string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone).ToString("g", CultureInfo.CurrentCulture);
}
