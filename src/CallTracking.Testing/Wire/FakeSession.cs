using System.Text;
using System.Threading.Channels;

namespace CallTracking.Testing.Wire;

/// <summary>One client's connection to a fake PBX: what it says, in lines with an empty one behind each message, and the bytes on their way
/// to it.</summary>
internal abstract class FakeSession(FakePbxServer server, Stream stream) : IDisposable
{
    private const int LongestMessage = 1024 * 1024;

    private readonly Channel<(ReadOnlyMemory<byte> Bytes, bool IsFrame)> _outgoing =
        Channel.CreateUnbounded<(ReadOnlyMemory<byte>, bool)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource? _frozen;

    public bool IsLoggedIn { get; set; }

    public bool IsFrozen => Volatile.Read(ref _frozen) is not null;

    protected virtual int LongestLine => LongestMessage;

    public async Task RunAsync()
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsEndOfConnection(error))
        {
            // Either side ended it.
        }

        _outgoing.Writer.TryComplete();
        await writing.ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    public void Enqueue(ReadOnlyMemory<byte> bytes, bool isFrame) => _outgoing.Writer.TryWrite((bytes, isFrame));

    /// <summary>Says nothing more and answers nothing; the connection stays, as it does when the way to the peer is cut.</summary>
    public void Freeze() =>
        Interlocked.CompareExchange(ref _frozen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.TrySetResult();

    /// <summary>Ends the connection at once; what was not written is lost.</summary>
    /// <param name="reset">With an error at the other side, not in good order.</param>
    public void Cut(bool reset)
    {
        if (reset && stream is MemoryDuplex memory)
        {
            memory.Break();
        }
        else if (reset && stream is System.Net.Sockets.NetworkStream network)
        {
            network.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        _stop.Cancel();
        _outgoing.Writer.TryComplete();
        Thaw();
        stream.Dispose();
    }

    /// <summary>Ends the connection behind what was enqueued before.</summary>
    public void Close() => _outgoing.Writer.TryComplete();

    public void Dispose() => _stop.Dispose();

    /// <summary>Takes one message: its lines, read as ISO 8859-1 and without their ends, and its body.</summary>
    protected abstract void Take(IReadOnlyList<string> lines, ReadOnlyMemory<byte> body, bool isTooLong);

    /// <summary>How many bytes of a body follow the empty line.</summary>
    protected virtual int BodyLength(IReadOnlyList<string> lines) => 0;

    private static bool IsEndOfConnection(Exception error) =>
        error is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or System.Net.Sockets.SocketException;

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (bytes, isFrame) in _outgoing.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                if (Volatile.Read(ref _frozen) is { } frozen)
                {
                    await frozen.Task.ConfigureAwait(false);
                }

                await WriteAsync(bytes, isFrame).ConfigureAwait(false);
            }

            // A client that waits for the end of the stream gets it. What it still sends is of no interest, but a socket that is closed with
            // something unread takes back what the client has not read yet.
            if (stream is System.Net.Sockets.NetworkStream network)
            {
                network.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                return;
            }

            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsEndOfConnection(error))
        {
            // As above.
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, bool isFrame)
    {
        var (allowed, then) = server.Faults.Allow(bytes.Length, isFrame);
        var now = bytes[..allowed];
        if (server.Faults.Drip)
        {
            for (var i = 0; i < now.Length; i++)
            {
                server.CountSent(1);
                await stream.WriteAsync(now.Slice(i, 1), _stop.Token).ConfigureAwait(false);
            }
        }
        else if (now.Length > 0)
        {
            server.CountSent(now.Length);
            await stream.WriteAsync(now, _stop.Token).ConfigureAwait(false);
        }

        switch (then)
        {
            case FakePbxFault.Cut:
                Cut(reset: false);
                break;
            case FakePbxFault.Freeze:
                Freeze();
                var frozen = Volatile.Read(ref _frozen);
                await (frozen?.Task ?? Task.CompletedTask).ConfigureAwait(false);
                await stream.WriteAsync(bytes[allowed..], _stop.Token).ConfigureAwait(false);
                break;
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        var line = new List<byte>();
        var message = new List<string>();
        var (isTooLong, bodyLength) = (false, 0);
        for (int length; (length = await stream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false)) > 0;)
        {
            foreach (var one in buffer.AsMemory(0, length).ToArray())
            {
                if (bodyLength > 0 || one != '\n')
                {
                    line.Add(one);
                    isTooLong |= bodyLength == 0 && line.Count > LongestLine;
                    if (bodyLength == 0 || line.Count < bodyLength)
                    {
                        continue;
                    }

                    Take(message, line.ToArray(), isTooLong);
                }
                else
                {
                    var text = Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
                    line.Clear();
                    if (text.Length > 0)
                    {
                        message.Add(text.Length > LongestLine ? text[..LongestLine] : text);
                        continue;
                    }

                    if (message.Count == 0 || (bodyLength = BodyLength(message)) > 0)
                    {
                        continue;
                    }

                    Take(message, default, isTooLong);
                }

                line.Clear();
                message.Clear();
                (isTooLong, bodyLength) = (false, 0);
            }

            if (line.Count > LongestMessage || message.Count > 1024)
            {
                return;
            }
        }
    }
}
