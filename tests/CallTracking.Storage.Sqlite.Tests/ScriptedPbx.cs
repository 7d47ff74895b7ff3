using System.Threading.Channels;
using CallTracking.Pbx;

namespace CallTracking.Storage.Sqlite;

/// <summary>A PBX that says what the test says, over one connection as long as it lasts.</summary>
internal sealed class ScriptedPbx : IPbxAdapter
{
    private readonly Channel<PbxEvent> _events = Channel.CreateUnbounded<PbxEvent>();
    private long _seq;

    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot;

    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        await foreach (var pbxEvent in _events.Reader.ReadAllAsync(cancellationToken))
        {
            await sink.PublishAsync(pbxEvent, cancellationToken);
        }
    }

    public void Say(Func<long, DateTimeOffset, PbxEvent> say)
    {
        var now = TimeProvider.System.GetUtcNow();
        _events.Writer.TryWrite(say(++_seq, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond))));
    }

    /// <summary>It is heard.</summary>
    /// <param name="withCalls">Whether a snapshot with calls is said next; else it has none.</param>
    public void Up(bool withCalls = false)
    {
        Say((seq, at) => new LinkUp(seq, at, "Scripted", null));
        if (!withCalls)
        {
            Say((seq, at) => new Snapshot(seq, at, []));
        }
    }


    public void Begin(string leg) => Say((seq, at) => new LegStarted(seq, at, new LegId(leg), "line", null, "12025550111", null, "100", "from-trunk"));

    public void End(string leg) => Say((seq, at) => new LegEnded(seq, at, new LegId(leg), DialResult.Unknown, 16));
}
