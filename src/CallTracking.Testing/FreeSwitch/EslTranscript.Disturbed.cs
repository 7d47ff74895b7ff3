using System.Text.RegularExpressions;
using CallTracking.Testing.Traces;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Variants of a transcript that mean the same calls.</summary>
public sealed partial class EslTranscript
{
    // What tells a state may be told twice. A digit told twice was pressed twice.
    private static readonly string[] NeverTwice = ["DTMF", "HEARTBEAT", "SHUTDOWN"];

    /// <summary>The same calls with other ids, as if they had been made again: legs, jobs, members. Their order and everything else
    /// stays.</summary>
    /// <param name="number">Which time; 1 to 65,535. Different numbers share no id.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public EslTranscript Instance(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, ushort.MaxValue);
        return Changed((name, value) => name == "Core-UUID" ? value : Id().Replace(value, match => $"{match.Groups[1].Value}{number:x4}{match.Groups[2].Value}"));
    }

    /// <summary>The same calls at another time: arrivals and every time in microseconds or seconds in the events.</summary>
    /// <param name="by">How much later; whole seconds, so that times without fractions agree with the rest.</param>
    public EslTranscript Moved(TimeSpan by)
    {
        var whole = TimeSpan.FromSeconds(Math.Round(by.TotalSeconds));
        return new(Connections.Moved(whole, new EslClock(at => at + whole).Move));
    }

    /// <summary>The same calls with events told twice, one behind the other.</summary>
    /// <param name="seed">Chooses which; the same seed chooses the same.</param>
    /// <param name="share">How many of them, 0 to 1.</param>
    public EslTranscript Duplicated(int seed, double share = 0.3) =>
        new(Connections.Duplicated(seed, share, static frame => frame.IsEvent && Array.IndexOf(NeverTwice, frame.Name) < 0));

    /// <summary>The same messages in the same order, each up to so much later.</summary>
    /// <param name="seed">Chooses how much; the same seed chooses the same.</param>
    /// <param name="most">The longest delay.</param>
    public EslTranscript Delayed(int seed, TimeSpan most) => new(Connections.Delayed(seed, most));

    /// <summary>The same messages, with those of different legs in another order, as FreeSWITCH itself sends them: messages about one leg keep
    /// theirs, and so do those of one queue, room or parking place.</summary>
    /// <param name="seed">Chooses the order; the same seed chooses the same.</param>
    /// <param name="window">How far a message may move.</param>
    public EslTranscript Reordered(int seed, TimeSpan window) => new(Connections.Reordered(seed, window, KeysOf));

    private EslTranscript Changed(Func<string, string, string> change) => new(Connections.With(message => [message with
    {
        Frame = message.Frame.IsEvent
            ? new EslFrame(true, message.Frame.With(change).Headers, message.Frame.Body is { } body ? change("_body", body) : null)
            : message.Frame,
    }]));

    private static HashSet<string>? KeysOf(EslFrame frame)
    {
        if (!frame.IsEvent || frame.Name is "HEARTBEAT" or "SHUTDOWN")
        {
            return null;
        }

        var keys = new HashSet<string>();
        foreach (var (name, value) in frame.Headers)
        {
            // Whoever calls is there before whom he calls.
            var isOrigin = frame.Name == "CHANNEL_CREATE" && name is "variable_originator" or "variable_cc_member_session_uuid";
            if (value.Length > 0 && (isOrigin || name is "Unique-ID" or "Bridge-A-Unique-ID" or "Bridge-B-Unique-ID" or "Job-UUID" or "CC-Queue"
                or "Conference-Name" or "Valet-Lot-Name" or "CC-Member-Session-UUID" or "Bridge-To-UUID" or "from-user"))
            {
                keys.Add(value);
            }
        }

        return keys;
    }

    [GeneratedRegex("([0-9a-f]{8}-)[0-9a-f]{4}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")]
    private static partial Regex Id();
}
