using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Samples.Web.Session;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Board;

/// <summary>What goes on in the company now, and how the day has been so far.</summary>
public sealed partial class BoardPage
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<HourOfDay> _hours = [];
    private Exception? _error;
    private bool _isRead;
    private bool _mayRead;
    private bool _mayOwe;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private UserClock Clock { get; set; } = null!;

    [Inject]
    private CallHistory History { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _ = ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Again, Time);
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await ReadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(_stop.Token);
            _mayRead = caller.Access.Allows(Permission.CallsRead);
            _mayOwe = caller.Access.Allows(Permission.CallbacksRead);
            if (_mayRead)
            {
                await CountAsync(caller);
            }

            _error = null;
            _isRead = true;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            _error = error;
        }
    }

    // Hours that are over are counted once; what is learned of their calls later is told by the history.
    private async Task CountAsync(Caller caller)
    {
        await Clock.FindAsync();
        var zone = Clock.Zone;
        var now = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), zone);
        if (_hours.Count > 0 && _hours[0].Day != DateOnly.FromDateTime(now.Date))
        {
            _hours.Clear();
        }

        if (_hours.Count > 0)
        {
            _hours.RemoveAt(_hours.Count - 1);
        }

        for (var hour = _hours.Count; hour <= now.Hour; hour++)
        {
            var local = now.Date.AddHours(hour);
            var from = new DateTimeOffset(local, zone.GetUtcOffset(local));
            var filter = new CallHistoryFilter { From = from, To = from.AddHours(1) };
            var all = await History.CountAsync(caller, filter, _stop.Token);
            var missed = all == 0 ? 0 : await History.CountAsync(
                caller, filter with { Directions = [CallDirection.Inbound], Outcomes = [CallOutcome.Missed, CallOutcome.Voicemail] }, _stop.Token);
            _hours.Add(new HourOfDay(DateOnly.FromDateTime(now.Date), hour, all, missed));
        }
    }
}

/// <summary>The calls of an hour.</summary>
/// <param name="Day">The day on the user's clock.</param>
/// <param name="Hour">The hour, 0 to 23.</param>
/// <param name="Calls">How many calls began.</param>
/// <param name="Missed">How many of them were missed, or came to a mailbox.</param>
public sealed record HourOfDay(DateOnly Day, int Hour, long Calls, long Missed);
