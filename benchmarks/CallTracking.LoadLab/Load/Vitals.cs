using System.Diagnostics;
using System.Globalization;

namespace CallTracking.LoadLab.Load;

/// <summary>Watches memory, collections and backlog while a load runs.</summary>
internal sealed class Vitals : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Func<int> _backlog;
    private readonly Func<long> _calls;
    private readonly TimeSpan _keepEvery;
    private readonly List<VitalSigns> _signs = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _pauses = GC.GetTotalPauseDuration();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly Task _watching;
    private long _lastGc;
    private double _longestPause;

    /// <param name="backlog">Tells how many events wait.</param>
    /// <param name="calls">Tells how many calls are durable.</param>
    /// <param name="keepEvery">How often a row is kept for the result.</param>
    public Vitals(Func<int> backlog, Func<long> calls, TimeSpan keepEvery)
    {
        (_backlog, _calls, _keepEvery) = (backlog, calls, keepEvery);
        _watching = WatchAsync();
    }

    /// <summary>Ends the watch.</summary>
    public async Task<VitalsResult> FinishAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        Look(keep: true);
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var kept = _signs.Where(static one => one.IsKept).ToList();

        // Until a third is over the run time still compiles and the caches still fill; flat means that it does not grow after that.
        var middle = _signs.Where(one => one.Second >= elapsed.TotalSeconds / 3 && one.Second < elapsed.TotalSeconds * 2 / 3).ToList();
        var last = _signs.Where(one => one.Second >= elapsed.TotalSeconds * 2 / 3).ToList();
        return new VitalsResult(
            elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds, GC.GetTotalAllocatedBytes() - _allocated,
            _signs.Max(static one => one.WorkingSet), _signs.Max(static one => one.Heap),
            middle.Count == 0 ? 0 : middle.Average(static one => one.WorkingSet), last.Average(static one => one.WorkingSet),
            _signs.Max(static one => one.Backlog), (GC.GetTotalPauseDuration() - _pauses).TotalMilliseconds, _longestPause,
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), kept);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period);
        var kept = TimeSpan.Zero;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var elapsed = Stopwatch.GetElapsedTime(_started);
                var keep = elapsed - kept >= _keepEvery;
                kept = keep ? elapsed : kept;
                Look(keep);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private void Look(bool keep)
    {
        var gc = GC.GetGCMemoryInfo(GCKind.Any);
        if (gc.Index != _lastGc)
        {
            _lastGc = gc.Index;
            foreach (var pause in gc.PauseDurations)
            {
                _longestPause = Math.Max(_longestPause, pause.TotalMilliseconds);
            }
        }

        _signs.Add(new VitalSigns(
            Stopwatch.GetElapsedTime(_started).TotalSeconds, Environment.WorkingSet / 1e6, GC.GetTotalMemory(false) / 1e6, _backlog(), _calls(),
            (GC.GetTotalPauseDuration() - _pauses).TotalMilliseconds, keep));
    }
}

/// <summary>One look. Memory in megabytes, pauses in milliseconds since the beginning.</summary>
internal sealed record VitalSigns(
    double Second, double WorkingSet, double Heap, int Backlog, long Calls, double Pauses,
    [property: System.Text.Json.Serialization.JsonIgnore] bool IsKept);

/// <summary>What the watch found. Memory in megabytes, pauses in milliseconds.</summary>
internal sealed record VitalsResult(
    double Seconds, double CpuSeconds, long AllocatedBytes, double MostWorkingSet, double MostHeap, double WorkingSetMiddleThird,
    double WorkingSetLastThird, int MostBacklog, double Pauses, double LongestPauseSeen, int Gen0, int Gen1, int Gen2,
    IReadOnlyList<VitalSigns> Series)
{
    public string Memory => string.Create(
        CultureInfo.InvariantCulture,
        $"working set at most {MostWorkingSet:F0} MB (middle third {WorkingSetMiddleThird:F0} MB, last third {WorkingSetLastThird:F0} MB on "
        + $"average), managed heap at most {MostHeap:F0} MB");

    public string Collections => string.Create(
        CultureInfo.InvariantCulture,
        $"{Gen0} / {Gen1} / {Gen2} collections (generation 0, 1, 2), paused {Pauses:F0} ms in all, longest seen {LongestPauseSeen:F1} ms; "
        + $"{AllocatedBytes / 1e6:N0} MB allocated");
}
