using CallTracking.Pbx;

namespace CallTracking.Samples.Console.Capture;

/// <summary>Listens only to know whether the link is up and how much happens on it.</summary>
internal sealed class EventCounter(Action<string?> onUp) : IPbxEventSink
{
    private long _legs;

    public bool WasUp { get; private set; }

    /// <summary>Legs (channels) that began.</summary>
    public long Legs => Interlocked.Read(ref _legs);

    public ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        switch (pbxEvent)
        {
            case LinkUp up:
                WasUp = true;
                onUp(up.Product);
                break;

            case LegStarted:
                Interlocked.Increment(ref _legs);
                break;
        }

        return ValueTask.CompletedTask;
    }

    public void CountUnknown(string name)
    {
        // The trace keeps them all.
    }
}
