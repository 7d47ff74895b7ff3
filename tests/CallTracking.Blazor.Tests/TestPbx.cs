using System.Threading.Channels;
using CallTracking.Pbx;

namespace CallTracking.Blazor;

/// <summary>A PBX that says what the test says.</summary>
internal sealed class TestPbx : IPbxAdapter
{
    private readonly Channel<PbxEvent> _events = Channel.CreateUnbounded<PbxEvent>();
    private readonly HashSet<string> _legs = [];
    private long _seq;

    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot;

    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        await foreach (var pbxEvent in _events.Reader.ReadAllAsync(cancellationToken))
        {
            await sink.PublishAsync(pbxEvent, cancellationToken);
        }
    }

    public void Up()
    {
        Say((seq, at) => new LinkUp(seq, at, "Scripted", null));
        Say((seq, at) => new Snapshot(seq, at, []));
    }

    /// <summary>A customer calls the main number.</summary>
    public void Begin(string leg, string number, string? name = null)
    {
        _legs.Add(leg);
        Say((seq, at) => new LegStarted(seq, at, new LegId(leg), "line", null, number, name, "100", "from-trunk"));
    }

    /// <summary>It rings at an extension.</summary>
    public void Ring(string leg, string extension)
    {
        _legs.Add(leg + "-" + extension);
        Say((seq, at) => new LegStarted(seq, at, new LegId(leg + "-" + extension), extension, new LegId(leg), null, null, null, "from-internal"));
        Say((seq, at) => new LegDialed(seq, at, new LegId(leg + "-" + extension), new LegId(leg), extension));
        Say((seq, at) => new LegRinging(seq, at, new LegId(leg + "-" + extension)));
    }

    /// <summary>The extension that rings lifts: they talk.</summary>
    public void Answer(string leg, string extension)
    {
        Say((seq, at) => new LegUp(seq, at, new LegId(leg + "-" + extension)));
        Say((seq, at) => new LegUp(seq, at, new LegId(leg)));
        Say((seq, at) => new BridgeEntered(seq, at, new LegId(leg + "-" + extension), "b-" + leg));
        Say((seq, at) => new BridgeEntered(seq, at, new LegId(leg), "b-" + leg));
    }

    /// <summary>The caller waits in a queue.</summary>
    public void Queue(string leg, string queue) => Say((seq, at) => new QueueJoined(seq, at, new LegId(leg), queue));

    public void End(string leg)
    {
        _legs.Remove(leg);
        Say((seq, at) => new LegEnded(seq, at, new LegId(leg), DialResult.Unknown, 16));
    }

    /// <summary>Everybody hangs up.</summary>
    public void EndAll()
    {
        foreach (var leg in _legs.ToList())
        {
            End(leg);
        }
    }

    public void Say(Func<long, DateTimeOffset, PbxEvent> say)
    {
        var now = TimeProvider.System.GetUtcNow();
        _events.Writer.TryWrite(say(++_seq, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond))));
    }
}
