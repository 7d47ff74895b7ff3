using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Links;

/// <summary>The lines to telephone systems as they are now, and when one of them was not heard.</summary>
public sealed partial class LinksPage : IDisposable
{
    private const int MostGaps = 100;

    // Five renders a second at most; how much waits and how many calls there are is looked at every two seconds.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private Dictionary<string, LinkStatus>? _links;
    private IReadOnlyList<CoverageGap>? _gaps;
    private Exception? _error;
    private bool _isFollowing;

    [Inject]
    private ILinkMonitor Monitor { get; set; } = null!;

    [Inject]
    private CallHistory History { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ShellTexts> Shell { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Tone(LinkState state) => state switch
    {
        LinkState.Up or LinkState.Finished => "ct-good",
        LinkState.Failed or LinkState.Down => "ct-bad",
        _ => "ct-busy",
    };

    private static string Icon(LinkState state) => state switch
    {
        LinkState.Up => Icons.Material.Rounded.CheckCircle,
        LinkState.Finished => Icons.Material.Rounded.TaskAlt,
        LinkState.Failed => Icons.Material.Rounded.Error,
        LinkState.Down or LinkState.Stopped => Icons.Material.Rounded.LinkOff,
        LinkState.Standby => Icons.Material.Rounded.PauseCircle,
        _ => Icons.Material.Rounded.Sync,
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static bool IsExpected(Exception error) => error is AccessDeniedException or LedgerStoreException or SignedOutException;

    private string Write(DateTimeOffset at) => When.Write(at, WhenStyle.Relative, Clock, Shell);

    private async Task LoadAsync()
    {
        _error = null;
        try
        {
            await Clock.FindAsync();
            var caller = await Session.GetCallerAsync(_closing.Token);
            caller.Demand(Permission.LinksRead);
            Read();
            await ReadGapsAsync(caller);
            if (!_isFollowing)
            {
                _isFollowing = true;
                _ = FollowAsync();
                _ = LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
    }

    private void Read() => _links = Monitor.List().ToDictionary(static link => link.Link, StringComparer.Ordinal);

    private async Task ReadGapsAsync(Caller caller) => _gaps = caller.Access.Allows(Permission.CallsRead)
        ? await History.ListGapsAsync(caller, new CoverageGapFilter(), MostGaps, _closing.Token) : null;

    private async Task FollowAsync()
    {
        try
        {
            var gaps = _links!.ToDictionary(static one => one.Key, static one => one.Value.GapSince);
            await foreach (var status in Monitor.ReadAsync(_closing.Token))
            {
                var isNews = !gaps.TryGetValue(status.Link, out var gap) || gap != status.GapSince;
                gaps[status.Link] = status.GapSince;
                await InvokeAsync(() => RefreshAsync(isNews));
                await Task.Delay(Calm, Time, _closing.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Look, Time);
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                await InvokeAsync(() => RefreshAsync(readsGaps: false));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private async Task RefreshAsync(bool readsGaps)
    {
        try
        {
            var caller = await Session.GetCallerAsync(_closing.Token);
            caller.Demand(Permission.LinksRead);
            Read();
            if (readsGaps)
            {
                await ReadGapsAsync(caller);
            }

            _error = null;
        }
        catch (Exception error) when (error is AccessDeniedException or SignedOutException)
        {
            (_error, _links, _gaps) = (error, null, null);
        }
        catch (LedgerStoreException)
        {
            // The lines are told without the store; the gaps come when it is back.
            Read();
        }

        StateHasChanged();
    }
}
