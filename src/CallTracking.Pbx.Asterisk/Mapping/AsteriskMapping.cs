namespace CallTracking.Pbx.Asterisk;

/// <summary>Folds AMI messages into events.</summary>
internal sealed class AsteriskMapping
{
    public static readonly IReadOnlyList<string> WantedEvents = ["FullyBooted", "Shutdown"];

    private bool _isUp;
    private bool _stopped;

    public static bool Knows(string eventName) => eventName.Length > 0;

    public void Open(DateTimeOffset? at)
    {
        _isUp = false;
        _stopped = false;
    }

    public void Apply(AmiMessage message, long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (message.Kind != AmiMessageKind.Event)
        {
            return;
        }

        if (!_isUp && message.Name.SequenceEqual("FullyBooted"u8))
        {
            _isUp = true;
            events.Add(new LinkUp(seq, at, null, null));
        }

        _stopped |= message.Name.SequenceEqual("Shutdown"u8);
    }

    public void Advance(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_isUp)
        {
            events.Add(new Tick(seq, at));
        }
    }

    public void Close(long seq, DateTimeOffset at, ICollection<PbxEvent> events)
    {
        if (_isUp)
        {
            _isUp = false;
            events.Add(new LinkDown(seq, at, _stopped));
        }
    }
}
