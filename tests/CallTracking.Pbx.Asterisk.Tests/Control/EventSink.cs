using System.Threading.Channels;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx.Asterisk.Control;

/// <summary>Takes an adapter's events, to be waited for.</summary>
internal sealed class EventSink : IPbxEventSink
{
    private readonly Channel<PbxEvent> _events = Channels.CreateUnbounded<PbxEvent>();

    public ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken) => _events.Writer.WriteAsync(pbxEvent, cancellationToken);

    public void CountUnknown(string name)
    {
    }

    public async Task<T> NextAsync<T>()
        where T : PbxEvent => (T)(await UntilAsync(static e => e is T))[^1];

    /// <summary>What comes up to the first that is meant.</summary>
    public async Task<List<PbxEvent>> UntilAsync(Func<PbxEvent, bool> isMeant)
    {
        var events = new List<PbxEvent>();
        do
        {
            events.Add(await _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().InTime());
        }
        while (!isMeant(events[^1]));
        return events;
    }
}
