using System.Buffers;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Links;

/// <summary>
/// One connection to a PBX: reads for ever into the <see cref="Inbox"/>, shows what it reads to whoever ties replies to commands, writes
/// commands, and watches that the other side is alive. It knows nothing of calls, and nothing of the protocol.
/// </summary>
internal abstract class LinkConnection : IAsyncDisposable
{
    private const int MissedSignsOfLife = 3;

    private readonly LinkTransport _transport;
    private readonly LinkTap _tap;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private Task _reading = Task.CompletedTask;
    private ITimer? _watch;
    private TimeSpan _keepAliveInterval;
    private long _heard;
    private int _asked;
    private long _lastReceived;
    private PbxLinkException? _failure;
    private int _disposed;

    /// <summary>Takes over an open stream.</summary>
    protected LinkConnection(
        string peer, LinkTransport transport, LinkTap tap, TimeProvider time, ILogger logger, int longestMessage = 0)
    {
        Peer = peer;
        _transport = transport;
        _tap = tap;
        Time = time;
        Logger = logger;
        Inbox = new LinkInbox(() => IsReplyAwaited, longestMessage);
        _lastReceived = time.GetTimestamp();
        OpenedAt = time.GetUtcNow();
    }

    /// <summary>The other side, for messages to people.</summary>
    public string Peer { get; }

    /// <summary>Everything received since the connection began, greeting and replies included.</summary>
    public LinkInbox Inbox { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>When the connection ended; null when that moment is not known, because the line fell silent.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the last byte came.</summary>
    public DateTimeOffset HeardAt => Time.GetUtcNow() - Time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>Whether nobody can overhear the connection.</summary>
    public bool IsPrivate => _transport.IsPrivate;

    /// <summary>Why the connection ended; null while it lives, and when the other side closed it in good order.</summary>
    public PbxLinkException? Failure => Volatile.Read(ref _failure);

    protected TimeProvider Time { get; }

    protected ILogger Logger { get; }

    /// <summary>Cancelled when the connection ends.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>What the other side does not answer when it is silent, for messages to people.</summary>
    protected abstract string PingName { get; }

    /// <summary>Whether somebody waits for a reply: the reading goes on then, however far the handling is behind.</summary>
    protected abstract bool IsReplyAwaited { get; }

    /// <summary>Begins to watch that the other side is alive; before the login it answers nothing.</summary>
    /// <param name="keepAliveInterval">After this long without a byte it is asked, after three times as long it counts as dead.</param>
    public void Watch(TimeSpan keepAliveInterval)
    {
        _keepAliveInterval = keepAliveInterval;
        var period = keepAliveInterval / 5;
        _watch = Time.CreateTimer(static state => ((LinkConnection)state!).CheckAlive(), this, period, period);
    }

    /// <summary>Says goodbye and waits for the answer; errors mean nothing any more.</summary>
    public abstract Task LogOffAsync(CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_watch is not null)
        {
            await _watch.DisposeAsync().ConfigureAwait(false);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _transport.Stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _tap.RecordEnd(EndedAt ?? Time.GetUtcNow());
        _writing.Dispose();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins to read.</summary>
    protected void Start()
    {
        _tap.RecordStart(OpenedAt);
        _reading = Task.Run(ReadAsync, CancellationToken.None);
    }

    /// <summary>Looks at what was read, on the reading stage, before it is handed on.</summary>
    /// <exception cref="PbxLinkException">The other side does not speak this protocol.</exception>
    protected abstract void Receive(ReadOnlyMemory<byte> bytes);

    /// <summary>The connection is over: everybody who waits is to be told.</summary>
    protected abstract void End(PbxLinkException error);

    /// <summary>Asks for a sign of life.</summary>
    protected abstract Task PingAsync(CancellationToken cancellationToken);

    /// <summary>Writes one command.</summary>
    /// <param name="write">Writes it; asked twice when the connection is recorded, the second time to hide secrets.</param>
    /// <param name="cancellationToken">Ends the wait for those before.</param>
    /// <exception cref="ArgumentException">The command holds what may not be sent; nothing was.</exception>
    /// <exception cref="PbxLinkException">The connection ended.</exception>
    protected async Task WriteAsync(Action<IBufferWriter<byte>, bool> write, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await _writing.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                _frame.ResetWrittenCount();
                write(_frame, false);
                RecordSent(write);

                // Not cancelled by the caller: half a command would spoil all that follow.
                await _transport.Stream.WriteAsync(_frame.WrittenMemory, _closing.Token).ConfigureAwait(false);
                await _transport.Stream.FlushAsync(_closing.Token).ConfigureAwait(false);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failure ?? new PbxLinkException(PbxLinkFailure.Lost, $"{Peer}: the connection ended.", error);
        }
    }

    private void RecordSent(Action<IBufferWriter<byte>, bool> write)
    {
        if (!_tap.IsOn)
        {
            return;
        }

        var shown = new ArrayBufferWriter<byte>(_frame.WrittenCount + 64);
        write(shown, true);
        _tap.Record(TraceDirection.Sent, shown.WrittenSpan, Time.GetUtcNow());
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var memory = Inbox.GetMemory();
                var length = await _transport.Stream.ReadAsync(memory, _closing.Token).ConfigureAwait(false);
                var at = Time.GetUtcNow();
                if (length == 0)
                {
                    EndedAt = at;
                    break;
                }

                Volatile.Write(ref _lastReceived, Time.GetTimestamp());
                _tap.Record(TraceDirection.Received, memory.Span[..length], at);
                Receive(memory[..length]);
                await Inbox.CommitAsync(length, at, _closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by us; the failure, if any, is known.
        }
        catch (PbxLinkException error)
        {
            Fail(error);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            if (!_closing.IsCancellationRequested)
            {
                // Not an end in good order: what the PBX said last may be lost with it.
                EndedAt = HeardAt;
                Fail(new PbxLinkException(PbxLinkFailure.Lost, $"{Peer}: the connection broke ({error.Message.TrimEnd('.')}).", error));
            }
        }

        End(Failure ?? new PbxLinkException(PbxLinkFailure.Lost, $"{Peer} closed the connection."));
        Inbox.Complete();
    }

    private void CheckAlive()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        if (Inbox.IsPaused)
        {
            // We do not listen, so silence proves nothing.
            Volatile.Write(ref _lastReceived, Time.GetTimestamp());
        }

        var heard = Volatile.Read(ref _lastReceived);
        if (heard != _heard)
        {
            _heard = heard;
            _asked = 0;
        }

        var silent = Time.GetElapsedTime(heard);
        if (silent >= _keepAliveInterval * MissedSignsOfLife)
        {
            // Nothing is known since the last byte: the silence before it was noticed was no observation.
            EndedAt = Time.GetUtcNow() - silent;
            Fail(new PbxLinkException(
                PbxLinkFailure.Lost,
                $"{Peer} has been silent for {silent.TotalSeconds:0.#} s and answers no {PingName}; the line is dead."));
            _ = _closing.CancelAsync();
        }
        else if (silent >= _keepAliveInterval * (_asked + 1))
        {
            _asked++;
            LinkLog.Pinging(Logger, Peer, silent.TotalSeconds);
            _ = TryPingAsync();
        }
    }

    private async Task TryPingAsync()
    {
        try
        {
            await PingAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or PbxLinkException
            or ObjectDisposedException)
        {
            // That nothing is heard is noticed by the watch, whatever became of this ping.
        }
    }

    private void Fail(PbxLinkException error) => Interlocked.CompareExchange(ref _failure, error, null);
}
