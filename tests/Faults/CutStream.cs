using CallTracking.Pbx.Traces;
using CallTracking.Testing.Traces;

namespace CallTracking.Faults;

/// <summary>Where a connection was cut, and when the link was back.</summary>
/// <param name="Connection">Which of the connections.</param>
/// <param name="Messages">Messages of it that came through.</param>
/// <param name="Heard">The first message that came through again.</param>
/// <param name="From">When it was cut.</param>
/// <param name="To">When the link was back.</param>
internal sealed record Cut(int Connection, int Messages, int Heard, DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Cuts a recorded link at every message and takes it up again a while later: what came meanwhile is not heard, and the PBX answers what it
/// is asked from what it had sent up to that moment.
/// </summary>
internal sealed class CutStream<TFrame>(FaultPbx<TFrame> pbx, IReadOnlyList<TranscriptConnection<TFrame>> connections)
    where TFrame : class
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    /// <summary>The link as it was recorded.</summary>
    public IReadOnlyList<TranscriptConnection<TFrame>> Connections => connections;

    /// <summary>Every cut, with the connections that it leaves.</summary>
    /// <param name="back">After which time the link is back.</param>
    /// <param name="wanted">Picks some cuts; null for all.</param>
    public IEnumerable<(Cut Cut, IReadOnlyList<IEnumerable<TraceChunk>> Connections)> All(TimeSpan back, Func<bool>? wanted = null)
    {
        var memory = pbx.Memory();
        for (var index = 0; index < connections.Count; index++)
        {
            var heard = 0;
            var messages = connections[index].Messages;

            // Before the recorded PBX itself has told what it had there is nobody who could be asked.
            var isKnown = memory.Begin(connections[index], index > 0 ? connections[index - 1] : null);
            var knownFrom = isKnown ? 0 : int.MaxValue;
            for (var kept = 1; kept < messages.Count; kept++)
            {
                var from = messages[kept - 1].At;
                var to = from + back;
                for (; heard < messages.Count && (heard < kept || messages[heard].At <= to); heard++)
                {
                    if (memory.Apply(messages[heard]))
                    {
                        knownFrom = Math.Min(knownFrom, heard + 1);
                    }
                }

                if ((kept >= knownFrom || kept == messages.Count - 1) && wanted?.Invoke() != false)
                {
                    yield return Make(index, kept, heard, from, to, memory);
                }
            }

            for (; heard < messages.Count; heard++)
            {
                memory.Apply(messages[heard]);
            }

            memory.End();
        }
    }

    /// <summary>Whether a device's leg of one of these families was born before a cut.</summary>
    public bool IsBornBefore(IReadOnlyList<string> families, Cut cut) =>
        connections.Take(cut.Connection + 1).SelectMany((connection, index) => connection.Messages.Take(index < cut.Connection ? int.MaxValue : cut.Messages))
            .Any(message => pbx.Born(message.Frame) is { } family && families.Contains(family));

    private (Cut Cut, IReadOnlyList<IEnumerable<TraceChunk>> Connections) Make(
        int index, int kept, int heard, DateTimeOffset from, DateTimeOffset to, IFaultMemory<TFrame> memory)
    {
        var cut = connections[index];
        List<IEnumerable<TraceChunk>> all = [.. connections.Take(index).Select(pbx.Chunks)];
        all.Add(pbx.Chunks(new([.. cut.Messages.Take(kept)], from)));

        // Nobody is there to be asked after the death of the process whose connection this was.
        var isGone = heard == cut.Messages.Count && index < connections.Count - 1;
        if (!isGone)
        {
            // It lives on for a moment: two ends in one millisecond are one.
            var least = to + Moment;
            var died = cut.DiedAt is { } known && known > least ? known : least;
            all.Add(
            [
                new TraceChunk(to, TraceDirection.Received, memory.Connect(to), false),
                .. pbx.Chunks(new([.. cut.Messages.Skip(heard)], died)),
            ]);
        }

        all.AddRange(connections.Skip(index + 1).Select(pbx.Chunks));
        return (new Cut(index, kept, heard, from, isGone ? connections[index + 1].Messages[0].At : to), all);
    }
}
