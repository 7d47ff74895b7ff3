using System.Globalization;
using CallTracking.Access;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Audit;

/// <summary>What was done by whom, and whether the trail that says so is whole.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int PageSize = 50;
    private const int MostFindings = 100;

    private readonly CancellationTokenSource _closing = new();
    private AuditView _view = new();
    private List<AuditEntry>? _rows;
    private AuditCursor? _next;
    private AuditReport? _report;
    private CancellationTokenSource? _verifying;
    private IReadOnlyList<Employee> _staff = [];
    private Exception? _error;
    private string? _shown;
    private bool _isReading;
    private bool _isVerifying;
    private bool _isMasked;
    private bool _reachesAll;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ShellTexts> Shell { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Navigation.Uri)
        {
            _shown = Navigation.Uri;
            _view = AuditView.Of(Navigation.Uri);
            await LoadAsync();
        }
    }

    private static string? Text(ChangeEventArgs change) => change.Value?.ToString()?.Trim() is { Length: > 0 } text ? text : null;

    private static string Day(int day) => DateOnly.TryParseExact(
        day.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
        ? read.ToString("d", CultureInfo.CurrentCulture) : day.ToString(CultureInfo.InvariantCulture);

    private string Write(DateTimeOffset at) => When.Write(at, WhenStyle.Short, Clock, Shell);

    private void Go(AuditView view) => Navigation.NavigateTo(view.ToUri());

    private async Task LoadAsync()
    {
        (_rows, _next, _error) = (null, null, null);
        await TryAsync(async (caller, token) =>
        {
            await Clock.FindAsync();
            _isMasked = caller.Access.Masks != FieldMask.None;
            _reachesAll = caller.Access.ScopeOf(Permission.AuditRead) == AccessScope.All;
            _staff = caller.Access.Allows(Permission.StaffRead) ? await Book.ListAsync(caller, withFormer: true, token) : [];
        });
        if (_error is null)
        {
            await MoreAsync();
        }
    }

    private async Task MoreAsync()
    {
        if (_isReading)
        {
            return;
        }

        _isReading = true;
        var shown = _shown;
        await TryAsync(async (caller, token) =>
        {
            var page = await Trail.ListAsync(caller, _view.ToFilter(Clock.FromLocal), _next, PageSize, token);
            if (shown == _shown)
            {
                _rows = [.. _rows ?? [], .. page.Rows];
                _next = page.Next;
            }
        });
        _isReading = false;
        if (shown != _shown && _error is null)
        {
            // Another address was chosen meanwhile.
            await MoreAsync();
        }
    }

    private async Task VerifyAsync()
    {
        (_isVerifying, _report) = (true, null);
        using var verifying = _verifying = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        await TryAsync(async (caller, _) => _report = await Trail.VerifyAsync(caller, verifying.Token));
        (_isVerifying, _verifying) = (false, null);
    }

    private void Stop() => _verifying?.Cancel();

    private Task VouchAsync() => TryAsync(async (caller, token) =>
    {
        var made = await Trail.CheckpointAsync(caller, token);
        Snackbar.Add(made is null ? T["CheckpointNone"] : T["CheckpointMade", Day(made.Day), made.Number], made is null ? Severity.Info : Severity.Success);
    });

    private async Task TryAsync(Func<Caller, CancellationToken, Task> act)
    {
        try
        {
            await act(await Session.GetCallerAsync(_closing.Token), _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the user stopped it.
        }
        catch (InvalidOperationException)
        {
            Snackbar.Add(T["KeysBad"], Severity.Error);
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException or SignedOutException)
        {
            _error = error;
        }
    }
}
