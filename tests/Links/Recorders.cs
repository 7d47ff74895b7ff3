using System.Text;
using System.Threading.Channels;
using CallTracking.Pbx.Traces;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx;

/// <summary>A recorder that cannot write.</summary>
internal sealed class BrokenRecorder : IFrameRecorder
{
    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at) => throw new IOException("disk full");

    public void RecordEnd(DateTimeOffset at) => throw new IOException("disk full");
}

/// <summary>Keeps what was recorded as text.</summary>
internal sealed class TextRecorder : IFrameRecorder
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _received = new();
    private readonly StringBuilder _sent = new();
    private readonly Channel<int> _news = Channels.CreateUnbounded<int>();

    public string Received
    {
        get
        {
            lock (_gate)
            {
                return _received.ToString();
            }
        }
    }

    public string Sent
    {
        get
        {
            lock (_gate)
            {
                return _sent.ToString();
            }
        }
    }

    public int Ends { get; private set; }

    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        lock (_gate)
        {
            (direction == TraceDirection.Received ? _received : _sent).Append(Encoding.Latin1.GetString(bytes));
        }

        _news.Writer.TryWrite(0);
    }

    public void RecordEnd(DateTimeOffset at) => Ends++;

    public async Task ReceivesAsync(string text, int times)
    {
        while (Received.Split(text).Length <= times)
        {
            await _news.Reader.ReadAsync().AsTask().InTime();
        }
    }
}
