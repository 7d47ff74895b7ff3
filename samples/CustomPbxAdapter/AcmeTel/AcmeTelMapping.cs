using System.Globalization;
using CallTracking.Pbx;

namespace AcmeTel;

/// <summary>
/// What AcmeTel's lines mean: a pure fold, line by line, without I/O or clock, so that every case is a test of a few lines.
/// A line is <c>TIME WORD LEG ...</c>; TIME counts microseconds since 1970, <c>-</c> stands for what is not known.
/// </summary>
public sealed class AcmeTelMapping
{
    private long _seq;

    /// <summary>Counts a line that is not mapped: the place of events on the wire is that of their line.</summary>
    public long Next() => ++_seq;

    /// <summary>The line that was mapped or counted last.</summary>
    public long Seq => _seq;

    /// <summary>Maps one line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <returns>The event; null when no event is meant, and then <paramref name="unknown"/> names the word, if there is one.</returns>
    /// <param name="unknown">The word that has no meaning here.</param>
    public PbxEvent? Map(string line, out string? unknown)
    {
        var seq = Next();
        unknown = null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !TryTime(words[0], out var at))
        {
            unknown = words.Length == 0 ? null : "malformed";
            return null;
        }

        PbxEvent? mapped = words switch
        {
            [_, "NEW", var leg, var endpoint, var kin, var number, var dialed] =>
                new LegStarted(seq, at, new(leg), endpoint, Leg(kin), Text(number), null, Text(dialed), null),
            [_, "ASK", var leg, var by, var number] => new LegDialed(seq, at, new(leg), Leg(by), Text(number)),
            [_, "RING", var leg] => new LegRinging(seq, at, new(leg)),
            [_, "UP", var leg] => new LegUp(seq, at, new(leg)),
            [_, "DONE", var leg, var result] => new DialEnded(seq, at, new(leg), Result(result), null, null),
            [_, "JOIN", var leg, var bridge] => new BridgeEntered(seq, at, new(leg), bridge),
            [_, "LEAVE", var leg, var bridge] => new BridgeLeft(seq, at, new(leg), bridge),
            [_, "BYE", var leg] => new HangupRequested(seq, at, new(leg), HangupOrigin.Party),
            [_, "END", var leg] => new LegEnded(seq, at, new(leg), DialResult.Unknown, null),
            _ => null,
        };
        unknown = mapped is null ? words[1] : null;
        return mapped;
    }

    /// <summary>Maps one line of the answer to <c>LEGS</c>: <c>TIME LEG id endpoint kin state bridge number dialed</c>.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The leg; null when the line is none.</returns>
    public static SnapshotLeg? MapLeg(string line)
    {
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var time, "LEG", var leg, var endpoint, var kin, var state, var bridge, var number, var dialed] when TryTime(time, out var since) =>
                new SnapshotLeg(
                    new(leg), endpoint, Leg(kin), since,
                    state switch { "UP" => SnapshotLegState.Up, "RING" => SnapshotLegState.Ringing, "CALL" => SnapshotLegState.Calling, _ => SnapshotLegState.Down },
                    Text(bridge), Text(number), null, null, Text(dialed), null),
            _ => null,
        };
    }

    /// <summary>Reads a time as AcmeTel writes it.</summary>
    public static bool TryTime(string word, out DateTimeOffset at)
    {
        at = default;
        if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) || microseconds > 253_402_300_799_000_000)
        {
            return false;
        }

        at = DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
        return true;
    }

    private static string? Text(string word) => word == "-" ? null : word;

    private static LegId? Leg(string word) => word == "-" ? null : new LegId(word);

    private static DialResult Result(string word) => word switch
    {
        "ANSWER" => DialResult.Answered,
        "NOANSWER" => DialResult.NoAnswer,
        "BUSY" => DialResult.Busy,
        "CANCEL" => DialResult.Cancelled,
        _ => DialResult.Unknown,
    };
}
