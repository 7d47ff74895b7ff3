using System.Threading.Channels;
using CallTracking.Pbx;

namespace CallTracking.AspNetCore;

/// <summary>A PBX that says what the test says.</summary>
internal sealed class TestPbx : IPbxAdapter
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

    public void Up()
    {
        Say((seq, at) => new LinkUp(seq, at, "Scripted", null));
        Say((seq, at) => new Snapshot(seq, at, []));
    }

    /// <summary>A customer calls the main number.</summary>
    public void Begin(string leg, string number) =>
        Say((seq, at) => new LegStarted(seq, at, new LegId(leg), "line", null, number, null, "100", "from-trunk"));

    /// <summary>It rings at an extension.</summary>
    public void Ring(string leg, string extension)
    {
        Say((seq, at) => new LegStarted(seq, at, new LegId(leg + "-" + extension), extension, new LegId(leg), null, null, null, "from-internal"));
        Say((seq, at) => new LegDialed(seq, at, new LegId(leg + "-" + extension), new LegId(leg), extension));
        Say((seq, at) => new LegRinging(seq, at, new LegId(leg + "-" + extension)));
    }

    public void End(string leg) => Say((seq, at) => new LegEnded(seq, at, new LegId(leg), DialResult.Unknown, 16));

    public void Say(Func<long, DateTimeOffset, PbxEvent> say)
    {
        var now = TimeProvider.System.GetUtcNow();
        _events.Writer.TryWrite(say(++_seq, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond))));
    }
}
