using CallTracking.Calls;

namespace CallTracking.Samples.Console.Live;

/// <summary>
/// Who called in, was not served, and has not been talked to since: whoever reached us later, or was reached by us, is off the list.
/// Fed with finished calls in order of their end.
/// </summary>
internal sealed class UnservedCallers
{
    // A board that runs for months must not grow for ever; the oldest go first. The ledger has them all.
    private const int Capacity = 1_000;

    private readonly Dictionary<string, UnservedCaller> _callers = new(StringComparer.Ordinal);

    /// <summary>Unserved calls of people who withheld their number: nobody can call them back.</summary>
    public int Withheld { get; private set; }

    public int Count => _callers.Count;

    /// <summary>The latest first.</summary>
    public IReadOnlyList<UnservedCaller> List() => [.. _callers.Values.OrderByDescending(caller => caller.Last.StartedAt)];

    public void Add(Call ended)
    {
        var number = ended.External?.Display;
        if (ended.IsUnserved)
        {
            Remember(number, ended);
        }
        else if (number is not null && ended.Outcome == CallOutcome.Answered)
        {
            _callers.Remove(number);
        }
    }

    private void Remember(string? number, Call ended)
    {
        if (number is null)
        {
            Withheld++;
            return;
        }

        var attempts = _callers.TryGetValue(number, out var known) ? known.Attempts : 0;
        _callers[number] = new UnservedCaller(number, ended, attempts + 1);
        if (_callers.Count > Capacity)
        {
            _callers.Remove(_callers.Values.MinBy(caller => caller.Last.StartedAt)!.Number);
        }
    }
}

/// <summary>Somebody to call back.</summary>
/// <param name="Number">His number.</param>
/// <param name="Last">His last call.</param>
/// <param name="Attempts">How often he tried.</param>
internal sealed record UnservedCaller(string Number, Call Last, int Attempts);
