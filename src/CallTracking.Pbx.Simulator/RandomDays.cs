namespace CallTracking.Pbx.Simulator;

/// <summary>Invents days of calls: when they come, who is free to take them, how they go.</summary>
internal sealed class RandomDays
{
    private readonly SimulatorOptions _site;
    private readonly LegNames _names;
    private readonly TimeZoneInfo _zone;
    private readonly double[] _weights;
    private readonly Dictionary<string, DateTimeOffset> _busyUntil = new(StringComparer.Ordinal);

    // Members of a conference begin later than the call that is being planned.
    private readonly PriorityQueue<SimulatedCall, (DateTimeOffset At, long Ordinal)> _planned = new();
    private long _calls;

    private RandomDays(SimulatorOptions site, LegNames names)
    {
        _site = site;
        _names = names;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        _weights = HourWeights(site);
    }

    /// <summary>Calls in order of their beginning, for ever or for the options' days.</summary>
    public static IEnumerable<SimulatedCall> Play(SimulatorOptions site, LegNames names, DateTimeOffset start) =>
        new RandomDays(site, names).Play(start);

    /// <summary>The share of a day's calls that come in each hour of the day.</summary>
    internal static double[] HourWeights(SimulatorOptions site)
    {
        var weights = new double[24];
        for (var hour = 0; hour < 24; hour++)
        {
            var at = new TimeOnly(hour, 30);
            var opened = (at - site.OpensAt).TotalHours;
            var length = (site.ClosesAt - site.OpensAt).TotalHours;

            // Two humps, before and after the midday break, as in every office; a trickle at night.
            weights[hour] = site.RoundTheClock ? 1
                : at < site.OpensAt || at >= site.ClosesAt ? 0.02
                : 0.35 + Hump(opened, 0.27 * length, length) + (0.8 * Hump(opened, 0.72 * length, length));
        }

        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];

        static double Hump(double at, double peak, double length) => Math.Exp(-Math.Pow((at - peak) / (0.16 * length), 2));
    }

    private IEnumerable<SimulatedCall> Play(DateTimeOffset start)
    {
        for (var hour = 0; _site.Days is null || hour < _site.Days * 24; hour++)
        {
            var begin = start.AddHours(hour);
            var random = CallRandom.Create(_site.Seed, -1 - hour);
            var local = TimeZoneInfo.ConvertTime(begin, _zone);
            foreach (var offset in Arrivals(random, _weights[local.Hour] * _site.CallsPerDay))
            {
                var at = begin + offset;
                while (_planned.TryPeek(out _, out var order) && order.At <= at)
                {
                    yield return _planned.Dequeue();
                }

                Plan(at);
            }
        }

        while (_planned.TryDequeue(out var call, out _))
        {
            yield return call;
        }
    }

    private void Plan(DateTimeOffset at)
    {
        var random = CallRandom.Create(_site.Seed, _calls++);
        var local = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(at, _zone).TimeOfDay);
        var isOpen = _site.RoundTheClock || (local >= _site.OpensAt && local < _site.ClosesAt);
        var free = _site.Extensions.Select(extension => extension.Number)
            .Where(extension => !_busyUntil.TryGetValue(extension, out var until) || until <= at).ToList();
        var planner = new RandomCall(_site, _names, random, at, free);
        foreach (var call in isOpen ? planner.InOfficeHours() : planner.AfterHours())
        {
            _planned.Enqueue(call, (call.StartedAt, _calls));
        }

        foreach (var (extension, until) in planner.Taken)
        {
            _busyUntil[extension] = until;
        }
    }

    // A Poisson process within the hour, as independent callers make it.
    private static List<TimeSpan> Arrivals(Random random, double expected)
    {
        var offsets = new List<TimeSpan>();
        for (var hours = Exponential(random) / expected; hours < 1; hours += Exponential(random) / expected)
        {
            offsets.Add(TimeSpan.FromMicroseconds((long)(hours * 3_600_000_000)));
        }

        return offsets;
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
