using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.History;

/// <summary>The calls that a filter selects, and how many of them are shown.</summary>
internal sealed class Selection
{
    private readonly CallHistory _history;
    private readonly CallHistoryFilter _filter;
    private readonly long _found;
    private readonly long _shown;

    private Selection(CallHistory history, CallHistoryFilter filter, long found, long shown)
    {
        _history = history;
        _filter = filter;
        _found = found;
        _shown = shown;
    }

    /// <param name="history">The store.</param>
    /// <param name="filter">Which calls.</param>
    /// <param name="limit">How many at most; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandException">The filter cannot be meant.</exception>
    public static async Task<Selection> FindAsync(
        CallHistory history, CallHistoryFilter filter, int? limit, CancellationToken cancellationToken)
    {
        try
        {
            var found = await history.CountAsync(Caller.System(), filter, cancellationToken);
            return new Selection(history, filter, found, Math.Min(found, limit ?? found));
        }
        catch (ArgumentException exception)
        {
            var end = exception.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
            throw new CommandException(ExitCode.Usage, end < 0 ? exception.Message : exception.Message[..end], exception);
        }
    }

    /// <summary>The latest first.</summary>
    public IAsyncEnumerable<Call> ReadAsync(CancellationToken cancellationToken) =>
        _history.StreamAsync(Caller.System(), _filter, cancellationToken).Take((int)Math.Min(_shown, int.MaxValue));

    /// <summary>One line about what is shown and what is not.</summary>
    public async Task<string> DescribeAsync(string file, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        if (_shown > 0)
        {
            return _shown == _found ? $"{Wording.Calls(_found)}."
                : string.Create(CultureInfo.InvariantCulture, $"The latest {_shown} of {Wording.Calls(_found)}; --all shows all.");
        }

        var latest = await _history.ListAsync(Caller.System(), new CallHistoryFilter(), null, 1, cancellationToken);
        return latest.Calls is [var call]
            ? $"No call matches. The latest in {file} began at {Wording.Instant(call.StartedAt, zone)}: try fewer filters."
            : $"No calls are in {file} yet: 'calltracking watch' stores those of an Asterisk, 'calltracking demo' simulated ones.";
    }
}
