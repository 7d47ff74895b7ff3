using CallTracking.Pipeline;
using CallTracking.Testing.Traces;
using CsCheck;

namespace CallTracking.Faults;

/// <summary>What the ledger must not depend on, all at once and at random: how the bytes were cut, repeated state events, unknown events.</summary>
/// <typeparam name="TPbx">The PBX.</typeparam>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class StreamPropertiesKit<TPbx, TFrame>
    where TPbx : FaultPbx<TFrame>, new()
    where TFrame : class
{
    private static readonly TPbx Pbx = new();

    // Without a time stamp the time is that of the arrival, which a cut does move.
    private static readonly IReadOnlyList<TranscriptConnection<TFrame>>[] All = [.. Pbx.Names.Select(Pbx.Load)
        .Where(static one => Pbx.IsTimed(one))];

    [Fact]
    public void Replay_CutRepeatedAndMixedAtRandom_GivesTheSameLedger() =>
        Gen.Select(Gen.Int[0, All.Length - 1], Gen.Int[1, 900].Array[1, 20], Gen.Int).Sample(
            static (index, sizes, seed) =>
            {
                var random = new Random(seed);
                var disturbed = All[index].Select(connection => connection with
                {
                    Messages = [.. connection.Messages.SelectMany(message => Disturb(message, random))],
                });

                var result = CallReplay.Run(Pbx.Decoder(), disturbed.Select(connection => Pbx.Pieces(connection, sizes)), Pbx.Site);

                return LedgerText.Of(result) == LedgerText.Of(Pbx.Replay(All[index]));
            },
            iter: 300, threads: 1);

    private static IEnumerable<TranscriptMessage<TFrame>> Disturb(TranscriptMessage<TFrame> message, Random random)
    {
        if (!Pbx.IsEvent(message.Frame))
        {
            return [message];
        }

        var copies = Enumerable.Repeat(message, Pbx.IsRepeatable(message.Frame) ? random.Next(1, 4) : 1);
        return random.Next(3) == 0 ? [message with { Frame = Pbx.Stranger("Stranger" + random.Next(5), message.Frame) }, .. copies] : copies;
    }
}
