using System.Buffers;
using CallTracking.LoadLab.Streams;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Load;

/// <summary>Says what is to be on the wire by when.</summary>
internal interface IFeed
{
    /// <summary>Whether everything was given.</summary>
    bool IsOver { get; }

    /// <summary>Events given.</summary>
    long Events { get; }

    /// <summary>Calls given in full, once it is over.</summary>
    long Calls { get; }

    /// <summary>Whether the time stamps in it are the time of day.</summary>
    bool IsOnTheClock { get; }

    /// <summary>The clock starts.</summary>
    void Begin(DateTimeOffset now);

    /// <summary>Gives what is due, as much as is good for one write.</summary>
    void Give(IBufferWriter<byte> output, DateTimeOffset now);

    /// <summary>When an event with this time stamp was due on the wire.</summary>
    DateTimeOffset DueOf(DateTimeOffset at);
}

/// <summary>Generated calls at a rate; each event bears the time at which it is due.</summary>
internal sealed class PacedFeed(int seed, double callsPerSecond, long calls) : IFeed
{
    private const int MostBytes = 256 * 1024;

    private CallStream? _stream;

    public bool IsOver => _stream?.IsOver ?? false;

    public long Events => _stream?.Events ?? 0;

    public long Calls => _stream?.Calls ?? 0;

    public bool IsOnTheClock => true;

    public void Begin(DateTimeOffset now) => _stream = new CallStream(seed, callsPerSecond, now, calls);

    public void Give(IBufferWriter<byte> output, DateTimeOffset now) => _stream!.Write(output, now, MostBytes);

    public DateTimeOffset DueOf(DateTimeOffset at) => at;
}

/// <summary>A stream that was recorded or generated before, faster or slower than it was.</summary>
internal sealed class PlayedFeed : IFeed
{
    private const int MostBytes = 256 * 1024;

    private readonly byte[] _bytes;
    private readonly double _speed;
    private readonly List<(int End, DateTimeOffset At)> _events = [];
    private DateTimeOffset _begun;
    private int _next;
    private int _given;

    /// <param name="stream">The stream. Its banner and login are left out: the server makes its own.</param>
    /// <param name="speed">How many times faster; infinity means all at once.</param>
    public PlayedFeed(LoadStream stream, double speed)
    {
        (_bytes, _speed, Calls) = (stream.Bytes, speed, stream.Shape.Calls);
        var reader = new AmiReader(AmiSkip.None);
        var message = new AmiMessage(new WireText());
        var whole = new ReadOnlySequence<byte>(_bytes);
        var rest = whole;
        var last = DateTimeOffset.MinValue;
        while (reader.TryRead(ref rest, message))
        {
            var end = (int)(whole.Length - rest.Length);
            if (message.Kind != AmiMessageKind.Event || message.Name.SequenceEqual("FullyBooted"u8))
            {
                _given = _events.Count == 0 ? end : _given;
                continue;
            }

            last = message.Timestamp ?? last;
            _events.Add((end, last));
        }
    }

    public bool IsOver => _next == _events.Count;

    public long Events => _next;

    public long Calls { get; }

    public bool IsOnTheClock => false;

    public void Begin(DateTimeOffset now) => _begun = now;

    public void Give(IBufferWriter<byte> output, DateTimeOffset now)
    {
        var start = _given;
        while (_next < _events.Count && _given - start < MostBytes && DueOf(_events[_next].At) <= now)
        {
            _given = _events[_next++].End;
        }

        output.Write(_bytes.AsSpan(start, _given - start));
    }

    public DateTimeOffset DueOf(DateTimeOffset at) =>
        double.IsPositiveInfinity(_speed) ? _begun : _begun + ((at - _events[0].At) / _speed);
}
