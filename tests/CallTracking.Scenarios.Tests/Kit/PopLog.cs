using CallTracking.Access;
using CallTracking.ScreenPop;

namespace CallTracking.Scenarios.Kit;

/// <summary>What employees had on their screens, in the order in which it happened.</summary>
internal sealed class PopLog : IAsyncDisposable
{
    private readonly Office _office;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly List<CallPop> _told = [];
    private readonly Dictionary<(Guid, Guid), CallPop> _known = [];
    private readonly Task _following;

    public PopLog(Office office)
    {
        _office = office;
        _following = FollowAsync();
    }

    private ScreenPops Pops => _office.Get<ScreenPops>();

    /// <summary>Everything that was told.</summary>
    public IReadOnlyList<CallPop> Told
    {
        get
        {
            lock (_lock)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Plays a recording with every state of every pop told.</summary>
    public Task PlayAsync(string recording) => PlayAsync(Recording.Load(recording));

    public Task PlayAsync(Recording recording) => _office.PlayAsync(recording, SettleAsync);

    /// <summary>Waits until everything is told: names are known, and the reader has caught up.</summary>
    public Task SettleAsync() => Office.UntilAsync(() =>
    {
        var now = Pops.List(Caller.System());
        lock (_lock)
        {
            return now.All(pop => pop.CallerState != PopCallerState.Pending && _known.GetValueOrDefault((pop.Employee, pop.CallId))?.Version == pop.Version)
                && _known.Count == now.Count;
        }
    });

    /// <summary>An employee's story: what a screen shows one after the other, each state once.</summary>
    public IReadOnlyList<string> Of(string employee)
    {
        var lines = new List<string>();
        var calls = new List<Guid>();
        foreach (var pop in Told.Where(pop => pop.Employee == _office.Staff[employee]))
        {
            if (!calls.Contains(pop.CallId))
            {
                calls.Add(pop.CallId);
            }

            var line = $"{calls.IndexOf(pop.CallId) + 1} {(pop.State == PopState.Gone ? $"{pop.End}" : $"{pop.State} {pop.Number}")}";
            if (lines.LastOrDefault() != line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task FollowAsync()
    {
        await foreach (var pop in Pops.FollowAsync(Caller.System(), _over.Token))
        {
            lock (_lock)
            {
                _told.Add(pop);
                if (pop.State == PopState.Gone)
                {
                    _known.Remove((pop.Employee, pop.CallId));
                }
                else
                {
                    _known[(pop.Employee, pop.CallId)] = pop;
                }
            }
        }
    }
}
