using CallTracking.Calls;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>Calls counted by hour or day and by how they went.</summary>
public sealed class CallChartData
{
    /// <summary>More calls than these are not counted for a picture.</summary>
    public const int MostCalls = 50_000;

    private const int MostBars = 62;

    private CallChartData(bool isByHour, IReadOnlyList<CallBar> bars, bool isCut)
    {
        IsByHour = isByHour;
        Bars = bars;
        IsCut = isCut;
    }

    public bool IsByHour { get; }

    public IReadOnlyList<CallBar> Bars { get; }

    /// <summary>Older calls were left out.</summary>
    public bool IsCut { get; }

    public int Highest => Bars.Count == 0 ? 0 : Bars.Max(static bar => bar.All);

    public static CallChartData Of(IReadOnlyCollection<Call> calls, TimeZoneInfo zone, bool isCut)
    {
        if (calls.Count == 0)
        {
            return new CallChartData(false, [], isCut);
        }

        DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var (first, last) = (Local(calls.Min(static call => call.StartedAt)), Local(calls.Max(static call => call.StartedAt)));
        var isByHour = (last - first).TotalHours <= 36;
        var step = isByHour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        DateTime Slot(DateTime local) => isByHour ? local.Date.AddHours(local.Hour) : local.Date;
        var slots = new SortedDictionary<DateTime, CallBar>();
        var oldest = Slot(last) - (step * (MostBars - 1));
        for (var at = Slot(first) < oldest ? oldest : Slot(first); at <= Slot(last); at += step)
        {
            slots[at] = new CallBar(at, 0, 0, 0);
        }

        foreach (var call in calls)
        {
            if (!slots.TryGetValue(Slot(Local(call.StartedAt)), out var bar))
            {
                isCut = true;
                continue;
            }

            slots[bar.At] = call.Outcome == CallOutcome.Answered && !call.LostInTransfer ? bar with { Answered = bar.Answered + 1 }
                : call.IsUnserved ? bar with { Unserved = bar.Unserved + 1 }
                : bar with { Others = bar.Others + 1 };
        }

        return new CallChartData(isByHour, [.. slots.Values], isCut);
    }
}

/// <summary>One hour or day.</summary>
/// <param name="At">When it begins, on the employee's clock.</param>
/// <param name="Answered">Answered calls.</param>
/// <param name="Unserved">Callers who were not served.</param>
/// <param name="Others">All others: our own that nobody took, open ones.</param>
public sealed record CallBar(DateTime At, int Answered, int Unserved, int Others)
{
    public int All => Answered + Unserved + Others;
}
