using System.Globalization;
using System.Text.RegularExpressions;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Moves the times in what a FreeSWITCH says: Unix times in seconds and microseconds wherever they stand.</summary>
internal sealed partial class EslClock(Func<DateTimeOffset, DateTimeOffset> moved)
{
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The message with its times moved.</summary>
    public static EslFrame Restamped(EslFrame frame, Func<DateTimeOffset, DateTimeOffset> moved) => new EslClock(moved).Move(frame);

    public EslFrame Move(EslFrame frame) => frame.IsEvent ? frame.With((name, value) => IsTime(name) ? Time().Replace(value, Move) : value) : frame;

    // A number that looks like a time may be somebody's telephone.
    private static bool IsTime(string name) =>
        name.EndsWith("-Time", StringComparison.Ordinal) || name.EndsWith("epoch", StringComparison.Ordinal) || name.EndsWith("-Last-Hold", StringComparison.Ordinal)
        || name is "Event-Date-Timestamp" or "variable_hold_events" or "variable_transfer_source" or "variable_transfer_history" or "Caller-Transfer-Source"
        || name.Contains("_epoch", StringComparison.Ordinal);

    private string Move(Match match)
    {
        var number = long.Parse(match.ValueSpan, CultureInfo.InvariantCulture);
        var isSeconds = match.Length == 10;
        var at = DateTimeOffset.UnixEpoch.AddTicks(number * (isSeconds ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMicrosecond));
        if (at < Earliest)
        {
            return match.Value;
        }

        var then = (moved(at) - DateTimeOffset.UnixEpoch).Ticks;
        return (then / (isSeconds ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMicrosecond)).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?<!\d)(?:\d{10}|\d{16})(?!\d)")]
    private static partial Regex Time();
}
