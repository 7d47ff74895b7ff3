using System.Threading.Channels;
using CallTracking.Pbx;

namespace CallTracking.Scenarios.Kit;

/// <summary>A PBX that says what a recording says, when it is told to.</summary>
internal sealed class PlayedPbx : IPbxAdapter
{
    private readonly Channel<PbxEvent> _events = Channel.CreateUnbounded<PbxEvent>();

    public PbxAbilities Abilities => PbxAbilities.LiveEvents;

    /// <summary>What the PBX is asked to do; null: nothing.</summary>
    public IPbxCallControl? Control { get; init; }

    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        await foreach (var pbxEvent in _events.Reader.ReadAllAsync(cancellationToken))
        {
            await sink.PublishAsync(pbxEvent, cancellationToken);
        }
    }

    public void Say(PbxEvent pbxEvent) => _events.Writer.TryWrite(pbxEvent);
}
