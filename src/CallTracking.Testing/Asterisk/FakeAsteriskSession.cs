using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Asterisk;

/// <summary>One client's connection: its login, what it wants to hear, and the bytes on their way to it.</summary>
internal sealed class FakeAsteriskSession : IDisposable
{
    // Asterisk's own limit lies somewhere below 3,000.
    private const int LongestLine = 1024;
    private const int LongestMessage = 1024 * 1024;

    private readonly Channel<(ReadOnlyMemory<byte> Bytes, bool IsFrame)> _outgoing =
        Channel.CreateUnbounded<(ReadOnlyMemory<byte>, bool)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly FakeAsterisk _server;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Regex> _wanted = [];
    private readonly List<Regex> _unwanted = [];
    private TaskCompletionSource? _frozen;

    public FakeAsteriskSession(FakeAsterisk server, Stream stream)
    {
        _server = server;
        _stream = stream;
    }

    public bool IsLoggedIn { get; set; }

    public bool WantsEvents { get; set; } = true;

    // The same for everybody, so that a test knows the key.
    public static string Challenge => "993038482";

    public bool IsFrozen => Volatile.Read(ref _frozen) is not null;

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
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    public void Enqueue(ReadOnlyMemory<byte> bytes, bool isFrame) => _outgoing.Writer.TryWrite((bytes, isFrame));

    public bool Wants(AmiFrame frame)
    {
        if (!IsLoggedIn || !WantsEvents)
        {
            return false;
        }

        var text = _wanted.Count + _unwanted.Count == 0 ? string.Empty : Encoding.Latin1.GetString(frame.Bytes.Span);
        return (_wanted.Count == 0 || _wanted.Exists(filter => filter.IsMatch(text))) && !_unwanted.Exists(filter => filter.IsMatch(text));
    }

    public void AddFilter(string filter)
    {
        (filter.StartsWith('!') ? _unwanted : _wanted).Add(
            new Regex(filter.TrimStart('!'), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }

    /// <summary>Says nothing more and answers nothing; the connection stays, as it does when the way to the peer is cut.</summary>
    public void Freeze() =>
        Interlocked.CompareExchange(ref _frozen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.TrySetResult();

    /// <summary>Ends the connection at once; what was not written is lost.</summary>
    /// <param name="reset">With an error at the other side, not in good order.</param>
    public void Cut(bool reset)
    {
        if (reset && _stream is MemoryDuplex memory)
        {
            memory.Break();
        }
        else if (reset && _stream is System.Net.Sockets.NetworkStream network)
        {
            network.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        _stop.Cancel();
        _outgoing.Writer.TryComplete();
        Thaw();
        _stream.Dispose();
    }

    /// <summary>Ends the connection behind what was enqueued before.</summary>
    public void Close() => _outgoing.Writer.TryComplete();

    public void Dispose() => _stop.Dispose();

    private static bool IsEndOfConnection(Exception error) =>
        error is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

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

            // A client that waits for the end of the stream gets it; what it still sends is of no interest.
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsEndOfConnection(error))
        {
            // As above.
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, bool isFrame)
    {
        var (allowed, then) = _server.Faults.Allow(bytes.Length, isFrame);
        var now = bytes[..allowed];
        if (_server.Faults.Drip)
        {
            for (var i = 0; i < now.Length; i++)
            {
                _server.CountSent(1);
                await _stream.WriteAsync(now.Slice(i, 1), _stop.Token).ConfigureAwait(false);
            }
        }
        else if (now.Length > 0)
        {
            _server.CountSent(now.Length);
            await _stream.WriteAsync(now, _stop.Token).ConfigureAwait(false);
        }

        switch (then)
        {
            case FakeAsteriskFault.Cut:
                Cut(reset: false);
                break;
            case FakeAsteriskFault.Freeze:
                Freeze();
                var frozen = Volatile.Read(ref _frozen);
                await (frozen?.Task ?? Task.CompletedTask).ConfigureAwait(false);
                await _stream.WriteAsync(bytes[allowed..], _stop.Token).ConfigureAwait(false);
                break;
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        var line = new List<byte>();
        var message = new List<string>();
        var isTooLong = false;
        for (int length; (length = await _stream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false)) > 0;)
        {
            foreach (var one in buffer.AsMemory(0, length).ToArray())
            {
                if (one != '\n')
                {
                    line.Add(one);
                    isTooLong |= line.Count > LongestLine;
                    continue;
                }

                var text = Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
                line.Clear();
                if (text.Length > 0)
                {
                    message.Add(text.Length > LongestLine ? text[..LongestLine] : text);
                }
                else if (message.Count > 0)
                {
                    Take(message, isTooLong);
                    message.Clear();
                    isTooLong = false;
                }
            }

            if (line.Count > LongestMessage || message.Count > LongestMessage / LongestLine)
            {
                return;
            }
        }
    }

    private void Take(List<string> lines, bool isTooLong)
    {
        var action = new AmiFrame(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"));
        _server.Take(this, action, isTooLong ? action.Error("Failed to parse message: line too long") : null);
    }
}
