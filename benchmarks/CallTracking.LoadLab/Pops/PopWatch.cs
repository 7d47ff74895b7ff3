using System.Collections.Concurrent;
using System.Text.Json;
using CallTracking.LoadLab.Load;

namespace CallTracking.LoadLab.Pops;

/// <summary>When each pop was due and when it was there.</summary>
internal sealed class PopWatch
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(int User, string Number), long> _rung = new();
    private readonly ConcurrentDictionary<(int User, string Number), long> _unnamed = new();

    public LatencyHistogram First { get; } = new();

    public LatencyHistogram Named { get; } = new();

    public long Expected { get; private set; }

    /// <summary>Pops that no client has had.</summary>
    public long Missing => _rung.Count;

    public void Expect(string number, IEnumerable<int> users)
    {
        var now = TimeProvider.System.GetTimestamp();
        foreach (var user in users)
        {
            Expected++;
            _rung[(user, "+" + number)] = now;
        }
    }

    /// <summary>Waits until no client misses a pop, at most for a while.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; Missing > 0 && waited < Grace; waited += Step)
        {
            await Task.Delay(Step, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A client has this.</summary>
    public void Take(int user, JsonElement message)
    {
        if (!message.TryGetProperty("pop", out var pop) || pop.ValueKind != JsonValueKind.Object || pop.GetProperty("number").GetString() is not { } number)
        {
            return;
        }

        if (_rung.TryRemove((user, number), out var rung))
        {
            First.Add(TimeProvider.System.GetElapsedTime(rung));
            _unnamed[(user, number)] = rung;
        }

        if (pop.TryGetProperty("caller", out var caller) && caller.ValueKind == JsonValueKind.Object && _unnamed.TryRemove((user, number), out rung))
        {
            Named.Add(TimeProvider.System.GetElapsedTime(rung));
        }
    }
}
