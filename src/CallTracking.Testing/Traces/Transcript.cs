using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Traces;

/// <summary>One connection of a transcript.</summary>
/// <typeparam name="TFrame">What the protocol sends one after the other.</typeparam>
/// <param name="Messages">What the PBX sent, in order.</param>
/// <param name="DiedAt">When the connection ended; null when that was not recorded.</param>
public sealed record TranscriptConnection<TFrame>(IReadOnlyList<TranscriptMessage<TFrame>> Messages, DateTimeOffset? DiedAt);

/// <summary>One message of a transcript.</summary>
/// <typeparam name="TFrame">What the protocol sends one after the other.</typeparam>
/// <param name="At">When it arrived.</param>
/// <param name="Frame">The message.</param>
public sealed record TranscriptMessage<TFrame>(DateTimeOffset At, TFrame Frame);

/// <summary>The form that all transcripts share: every message below a line <c>@ ARRIVAL</c> (Unix seconds) with an empty line behind it; a
/// line <c>@ ARRIVAL eof</c> ends a connection, and what follows is the next one.</summary>
internal static class Transcript
{
    public static IReadOnlyList<TranscriptConnection<TFrame>> Parse<TFrame>(
        string[] lines, string place, Func<IReadOnlyList<string>, TFrame> frame)
    {
        var connections = new List<TranscriptConnection<TFrame>>();
        var messages = new List<TranscriptMessage<TFrame>>();
        var block = new List<string>();
        DateTimeOffset? at = null;
        for (var i = 0; i <= lines.Length; i++)
        {
            var line = i < lines.Length ? lines[i] : string.Empty;
            if (line.Length > 0 && !line.StartsWith("@ ", StringComparison.Ordinal))
            {
                block.Add(line);
                continue;
            }

            if (block.Count > 0)
            {
                var arrival = at ?? throw new FormatException($"{place}:{i}: a message without a line '@ SECONDS' before it");
                messages.Add(new(arrival, Read(frame, block, $"{place}:{i}")));
                block.Clear();
            }

            if (line.Length > 0)
            {
                at = Time(line, $"{place}:{i + 1}");
                if (line.EndsWith(" eof", StringComparison.Ordinal))
                {
                    connections.Add(new(messages, at));
                    messages = [];
                }
            }
        }

        return messages.Count > 0 ? [.. connections, new(messages, null)] : connections;
    }

    public static string Write<TFrame>(IEnumerable<TranscriptConnection<TFrame>> connections, Action<StringBuilder, TFrame> write)
    {
        var text = new StringBuilder();
        foreach (var connection in connections)
        {
            foreach (var (at, frame) in connection.Messages)
            {
                text.Append("@ ").Append(Seconds(at)).Append('\n');
                write(text, frame);
                text.Append('\n');
            }

            if (connection.DiedAt is { } died)
            {
                text.Append("@ ").Append(Seconds(died)).Append(" eof\n");
            }
        }

        return text.ToString();
    }

    public static IReadOnlyList<TranscriptConnection<TFrame>> With<TFrame>(
        this IEnumerable<TranscriptConnection<TFrame>> connections,
        Func<TranscriptMessage<TFrame>, IEnumerable<TranscriptMessage<TFrame>>> change) =>
        [.. connections.Select(connection => connection with { Messages = [.. connection.Messages.SelectMany(change)] })];

    public static IReadOnlyList<TranscriptConnection<TFrame>> Moved<TFrame>(
        this IEnumerable<TranscriptConnection<TFrame>> connections, TimeSpan by, Func<TFrame, TFrame> move) =>
        [.. connections.Select(connection => new TranscriptConnection<TFrame>(
            [.. connection.Messages.Select(message => new TranscriptMessage<TFrame>(message.At + by, move(message.Frame)))],
            connection.DiedAt + by))];

    public static IReadOnlyList<TranscriptConnection<TFrame>> Duplicated<TFrame>(
        this IEnumerable<TranscriptConnection<TFrame>> connections, int seed, double share, Func<TFrame, bool> mayBe)
    {
        var random = new Random(seed);
        return connections.With(message => mayBe(message.Frame) && random.NextDouble() < share ? [message, message] : [message]);
    }

    public static IReadOnlyList<TranscriptConnection<TFrame>> Delayed<TFrame>(
        this IEnumerable<TranscriptConnection<TFrame>> connections, int seed, TimeSpan most)
    {
        var random = new Random(seed);
        var last = DateTimeOffset.MinValue;
        return connections.With(message =>
        {
            var at = message.At + (most * random.NextDouble());
            last = at > last ? at : last;
            return [message with { At = last }];
        });
    }

    /// <param name="connections">The connections.</param>
    /// <param name="seed">Chooses the order.</param>
    /// <param name="window">How far a message may move.</param>
    /// <param name="keysOf">What a message is about: messages that share a key keep their order; null for one that stays between what stood
    /// before and behind it.</param>
    public static IReadOnlyList<TranscriptConnection<TFrame>> Reordered<TFrame>(
        this IEnumerable<TranscriptConnection<TFrame>> connections, int seed, TimeSpan window, Func<TFrame, HashSet<string>?> keysOf)
    {
        var random = new Random(seed);
        return [.. connections.Select(connection => connection with { Messages = Shuffle(connection.Messages, random, window, keysOf) })];
    }

    private static List<TranscriptMessage<TFrame>> Shuffle<TFrame>(
        IReadOnlyList<TranscriptMessage<TFrame>> messages, Random random, TimeSpan window, Func<TFrame, HashSet<string>?> keysOf)
    {
        // Repeatedly takes one of the messages that nothing before them forbids to be next, among those of the window.
        var rest = messages.Select(message => (Message: message, Keys: keysOf(message.Frame))).ToList();
        var result = new List<TranscriptMessage<TFrame>>(rest.Count);
        while (rest.Count > 0)
        {
            var latest = rest[0].Message.At + window;
            var blocked = new HashSet<string>();
            var free = new List<int>();
            for (var i = 0; i < rest.Count && rest[i].Message.At <= latest; i++)
            {
                if (rest[i].Keys is null)
                {
                    if (i == 0)
                    {
                        free.Add(0);
                    }

                    break;
                }

                if (!blocked.Overlaps(rest[i].Keys!))
                {
                    free.Add(i);
                }

                blocked.UnionWith(rest[i].Keys!);
            }

            var next = free[random.Next(free.Count)];
            var at = result.Count > 0 && result[^1].At > rest[next].Message.At ? result[^1].At : rest[next].Message.At;
            result.Add(rest[next].Message with { At = at });
            rest.RemoveAt(next);
        }

        return result;
    }

    private static TFrame Read<TFrame>(Func<IReadOnlyList<string>, TFrame> frame, List<string> block, string place)
    {
        try
        {
            return frame(block);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }

    private static DateTimeOffset Time(string line, string place)
    {
        return decimal.TryParse(line.Split(' ')[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new FormatException($"{place}: write '@ SECONDS' or '@ SECONDS eof', with Unix seconds as 1795408016.7");
    }

    private static string Seconds(DateTimeOffset at) =>
        ((decimal)(at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString("0.0######", CultureInfo.InvariantCulture);
}
