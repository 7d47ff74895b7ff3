using System.Globalization;
using System.Text;
using CallTracking.Pbx.Traces;
using CallTracking.Testing.Asterisk;

namespace CallTracking.Pbx.Asterisk.Tests.Cuts;

/// <summary>One recorded connection, message by message.</summary>
/// <param name="Messages">Arrival and bytes of each.</param>
/// <param name="DiedAt">When it died, if that was recorded.</param>
internal sealed record CutConnection(IReadOnlyList<(DateTimeOffset At, ReadOnlyMemory<byte> Bytes)> Messages, DateTimeOffset? DiedAt);

/// <summary>Where a connection was cut, and when the link was back.</summary>
/// <param name="Connection">Which of the connections.</param>
/// <param name="Messages">Messages of it that came through.</param>
/// <param name="Heard">The first message that came through again.</param>
/// <param name="From">When it was cut.</param>
/// <param name="To">When the link was back.</param>
/// <param name="Present">The channels that the PBX had when it was asked.</param>
internal sealed record Cut(int Connection, int Messages, int Heard, DateTimeOffset From, DateTimeOffset To, IReadOnlySet<string> Present);

/// <summary>
/// Cuts a recorded link at every message and takes it up again a while later: what came meanwhile is not heard, and the PBX answers the
/// snapshot's actions from what it had sent up to that moment.
/// </summary>
internal sealed class CutStream(IReadOnlyList<CutConnection> connections)
{
    private static readonly string[] Actions = ["CoreShowChannels", "BridgeList", "QueueStatus", "ParkedCalls"];

    /// <summary>The link as it was recorded.</summary>
    public IEnumerable<IEnumerable<TraceChunk>> Whole() => connections.Select(connection => Chunks(connection, 0));

    /// <summary>Every cut, with the connections that it leaves.</summary>
    /// <param name="back">After which time the link is back.</param>
    /// <param name="wanted">Picks some cuts; null for all.</param>
    public IEnumerable<(Cut Cut, IReadOnlyList<IEnumerable<TraceChunk>> Connections)> All(TimeSpan back, Func<bool>? wanted = null)
    {
        var state = new AmiPbxState();
        for (var index = 0; index < connections.Count; index++)
        {
            var heard = 0;
            var messages = connections[index].Messages;
            if (index > 0 && BootIn(messages) is { } booted && booted > connections[index - 1].DiedAt - TimeSpan.FromSeconds(1))
            {
                state.Restart(booted);
            }

            var isKnown = false;
            for (var kept = 1; kept < messages.Count; kept++)
            {
                var from = messages[kept - 1].At;
                var to = from + back;
                for (; heard < messages.Count && (heard < kept || messages[heard].At <= to); heard++)
                {
                    state.Apply(messages[heard].Bytes.Span, messages[heard].At);
                }

                // Before the recorded PBX itself has told what it had there is nobody who could be asked.
                isKnown |= index == 0 || kept == messages.Count - 1 || new AmiFrame(messages[kept - 1].Bytes).Name == "CoreShowChannelsComplete";
                if (isKnown && wanted?.Invoke() != false)
                {
                    yield return Make(index, kept, heard, from, to, state);
                }
            }

            for (; heard < messages.Count; heard++)
            {
                state.Apply(messages[heard].Bytes.Span, messages[heard].At);
            }

            state.Disconnect();
        }
    }

    /// <summary>Whether a channel of one of these families was born before a cut.</summary>
    public bool IsBornBefore(IReadOnlyList<string> families, Cut cut)
    {
        for (var index = 0; index <= cut.Connection; index++)
        {
            var messages = connections[index].Messages;
            for (var i = 0; i < (index < cut.Connection ? messages.Count : cut.Messages); i++)
            {
                var text = Encoding.Latin1.GetString(messages[i].Bytes.Span);
                if (text.Contains("Event: Newchannel\r\n", StringComparison.Ordinal) && !text.Contains("\r\nChannel: Local/", StringComparison.Ordinal)
                    && families.Any(family => text.Contains($"\r\nLinkedid: {family}\r\n", StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static DateTimeOffset? BootIn(IReadOnlyList<(DateTimeOffset At, ReadOnlyMemory<byte> Bytes)> messages)
    {
        foreach (var (at, bytes) in messages)
        {
            if (new AmiFrame(bytes) is { IsEvent: true, Name: "FullyBooted" } booted)
            {
                return at - TimeSpan.FromSeconds(double.Parse(booted["Uptime"] ?? "0", CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    private (Cut Cut, IReadOnlyList<IEnumerable<TraceChunk>> Connections) Make(
        int index, int kept, int heard, DateTimeOffset from, DateTimeOffset to, AmiPbxState state)
    {
        var cut = connections[index];
        List<IEnumerable<TraceChunk>> all = [.. connections.Take(index).Select(one => Chunks(one, 0))];
        all.Add(Chunks(new CutConnection([.. cut.Messages.Take(kept)], from), 0));

        // Nobody is there to be asked after the death of the process whose connection this was.
        var isGone = heard == cut.Messages.Count && index < connections.Count - 1;
        if (!isGone)
        {
            all.Add(
            [
                new TraceChunk(to, TraceDirection.Received, state.Connect(to, Actions), false),
                .. Chunks(cut with { DiedAt = cut.DiedAt is { } died && died > to ? died : to }, heard),
            ]);
        }

        all.AddRange(connections.Skip(index + 1).Select(one => Chunks(one, 0)));
        return (new Cut(index, kept, heard, from, isGone ? connections[index + 1].Messages[0].At : to, state.Channels.ToHashSet(StringComparer.Ordinal)), all);
    }

    private static IEnumerable<TraceChunk> Chunks(CutConnection connection, int skip) => connection.Messages.Skip(skip)
        .Select(message => new TraceChunk(message.At, TraceDirection.Received, message.Bytes, false))
        .Concat(connection.DiedAt is { } died ? [new TraceChunk(died, TraceDirection.Received, default, true)] : []);
}
