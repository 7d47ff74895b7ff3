using CallTracking.Staff;
using Microsoft.JSInterop;

namespace CallTracking.Samples.Web.Session;

/// <summary>The time as the employee's clock shows it: his own zone, else that of his working hours, else the browser's. One for each
/// circuit.</summary>
internal sealed class UserClock(UserSession session, StaffBook staff, TimeProvider time, IJSRuntime browser) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private readonly Lock _gate = new();
    private Action? _ticked;
    private ITimer? _timer;
    private Task? _found;

    /// <summary>Every twenty seconds, so that "5 minutes ago" stays true. Raised on any thread: hand over with <c>InvokeAsync</c>.</summary>
    public event Action Ticked
    {
        add
        {
            lock (_gate)
            {
                _ticked += value;
                _timer ??= time.CreateTimer(_ => _ticked?.Invoke(), null, Step, Step);
            }
        }

        remove
        {
            lock (_gate)
            {
                _ticked -= value;
                if (_ticked is null)
                {
                    _timer?.Dispose();
                    _timer = null;
                }
            }
        }
    }

    /// <summary>The zone; UTC until <see cref="FindAsync"/> has found it.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An instant on the employee's clock.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>What the employee's clock shows at an instant, for fields in which a time is entered.</summary>
    public DateTimeOffset FromLocal(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

        // An hour that a change of the clocks leaves out is the one after it.
        return Zone.IsInvalidTime(local) ? FromLocal(local.AddHours(1)) : new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary>Finds the zone; at once after the first time.</summary>
    public Task FindAsync() => _found is { IsFaulted: false } found ? found : _found = ReadAsync();

    public void Dispose()
    {
        lock (_gate)
        {
            _ticked = null;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task ReadAsync()
    {
        var name = (await session.GetEmployeeAsync())?.TimeZone;
        if (name is null)
        {
            var caller = await session.GetCallerAsync();
            name = (await staff.GetHoursAsync(caller, caller.Employee, CancellationToken.None)).TimeZone;
        }

        // UTC is what stands in hours that nobody has set.
        if (name is "UTC")
        {
            await using var module = await browser.InvokeAsync<IJSObjectReference>("import", "./shell.js");
            name = await module.InvokeAsync<string?>("zone") ?? name;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            Zone = zone;
        }
    }
}
