using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CallTracking.Testing.Traces;

namespace CallTracking.Testing.Asterisk;

/// <summary>Variants of a transcript that mean the same calls.</summary>
public sealed partial class AmiTranscript
{
    // What tells a state may be told twice. A digit told twice was pressed twice, and a user's event is whatever the user says.
    private static readonly string[] NeverTwice = ["DTMFBegin", "DTMFEnd", "UserEvent", "OriginateResponse", "FullyBooted", "Shutdown"];

    /// <summary>The same calls with other ids, as if they had been made again: channels, linked ids and bridges. Their order and everything
    /// else stays.</summary>
    /// <param name="number">Which time; 1 to 99,999. Different numbers share no id.</param>
    public AmiTranscript Instance(int number) => Renamed(AmiNames.Of(this, number));

    /// <summary>The same calls at another time: arrivals, time stamps and every date and time in the messages.</summary>
    /// <param name="by">How much later; whole seconds, so that dates without fractions agree with the rest.</param>
    public AmiTranscript Moved(TimeSpan by)
    {
        var clock = new AmiClock(by);
        return new(Connections.Moved(clock.By, clock.Move));
    }

    /// <summary>The same calls with events told twice, one behind the other.</summary>
    /// <param name="seed">Chooses which; the same seed chooses the same.</param>
    /// <param name="share">How many of them, 0 to 1.</param>
    public AmiTranscript Duplicated(int seed, double share = 0.3) => new(Connections.Duplicated(
        seed, share, static frame => frame.IsEvent && Array.IndexOf(NeverTwice, frame.Name) < 0 && frame["ActionID"] is null));

    /// <summary>The same messages in the same order, each up to so much later.</summary>
    /// <param name="seed">Chooses how much; the same seed chooses the same.</param>
    /// <param name="most">The longest delay.</param>
    public AmiTranscript Delayed(int seed, TimeSpan most) => new(Connections.Delayed(seed, most));

    /// <summary>The same messages, with those of different channels in another order, as Asterisk itself sends them: messages that share a
    /// channel or a bridge keep theirs.</summary>
    /// <param name="seed">Chooses the order; the same seed chooses the same.</param>
    /// <param name="window">How far a message may move.</param>
    public AmiTranscript Reordered(int seed, TimeSpan window) => new(Connections.Reordered(seed, window, KeysOf));

    internal AmiTranscript Renamed(AmiNames names) => new(Connections.With(message => [message with { Frame = names.Rename(message.Frame) }]));

    private static HashSet<string>? KeysOf(AmiFrame frame)
    {
        if (!frame.IsEvent || frame["ActionID"] is not null || frame.Name is "FullyBooted" or "Shutdown")
        {
            return null;
        }

        var keys = new HashSet<string>();
        foreach (var (header, value) in frame.Headers)
        {
            if (value.Length > 0 && (header.EndsWith("niqueid", StringComparison.OrdinalIgnoreCase) || header is "Queue" or "Device" or "Hint"))
            {
                keys.Add(value);
            }
        }

        return keys;
    }
}

/// <summary>Gives the ids of a transcript other values, each always the same.</summary>
internal sealed partial class AmiNames(int number)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private Regex? _any;

    public static AmiNames Of(AmiTranscript transcript, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 99_999);
        var names = new AmiNames(number);
        foreach (var message in transcript.Connections.SelectMany(static connection => connection.Messages))
        {
            names.Collect(message.Frame);
        }

        return names;
    }

    public string Rename(string text) => Any().Replace(text, match => _names[match.Value]);

    private void Collect(AmiFrame frame)
    {
        foreach (var (header, value) in frame.Headers)
        {
            if (value.Length == 0 || value[0] == '<' || _names.ContainsKey(value))
            {
                continue;
            }

            if (header.Contains("Bridge", StringComparison.Ordinal) && Guid.TryParse(value, out var bridge))
            {
                _names.Add(value, $"{number:x8}{bridge.ToString()[8..]}");
            }
            else if (header.EndsWith("niqueid", StringComparison.OrdinalIgnoreCase) || header.EndsWith("inkedid", StringComparison.OrdinalIgnoreCase))
            {
                // Behind a dot stands a counter, whose order is the order of birth.
                _names.Add(value, Counted().Replace(value, match => $".{number}{match.Groups[1].Value.PadLeft(5, '0')}") is var renamed && renamed != value
                    ? renamed : $"{value}-{number}");
            }
            else if (header.EndsWith("Channel", StringComparison.Ordinal) && Numbered().Match(value) is { Success: true } name)
            {
                _names.Add(value, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value[..name.Index]}-{((number & 0xfffff) << 12) | (int.Parse(name.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0xfff):x8}{name.Groups[2].Value}"));
            }
        }
    }

    public AmiFrame Rename(AmiFrame frame)
    {
        var text = Encoding.Latin1.GetString(frame.Bytes.Span);
        var lines = text.Split("\r\n").Select(line => line.StartsWith("Timestamp:", StringComparison.Ordinal) ? line : Rename(line));
        return new AmiFrame(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));
    }

    // The longest first: an id may begin with another one.
    private Regex Any() => _any ??= new Regex(
        _names.Count == 0 ? "(?!)" : @"(?<![\w.])(" + string.Join('|', _names.Keys.OrderByDescending(static name => name.Length).Select(Regex.Escape)) + @")(?![\w])",
        RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\.(\d+)$")]
    private static partial Regex Counted();

    [GeneratedRegex(@"-([0-9a-f]{8})(;[12])?$")]
    private static partial Regex Numbered();
}
