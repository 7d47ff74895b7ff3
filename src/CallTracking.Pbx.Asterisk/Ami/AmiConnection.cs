using System.Buffers;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// One connection to AMI: reads for ever into the <see cref="Inbox"/>, ties replies to actions on the way, writes actions, and watches
/// that the other side is alive. It knows nothing of calls.
/// </summary>
/// <remarks><see cref="SendAsync"/> is thread-safe and may be awaited by whoever handles the events.</remarks>
internal sealed class AmiConnection : IAsyncDisposable
{
    private const int MissedSignsOfLife = 3;

    private readonly AsteriskOptions _options;
    private readonly AmiTransport _transport;
    private readonly AmiCorrelator _correlator;
    private readonly AmiTap _tap;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private Task _reading = Task.CompletedTask;
    private ITimer? _watch;
    private long _heard;
    private int _asked;
    private long _lastReceived;
    private PbxLinkException? _failure;
    private int _disposed;

    private AmiConnection(AsteriskOptions options, AmiTransport transport, AmiTap tap, TimeProvider time, ILogger logger)
    {
        _options = options;
        _transport = transport;
        _tap = tap;
        _time = time;
        _logger = logger;
        Peer = AmiTransport.PeerOf(options);
        _correlator = new AmiCorrelator(Peer);
        Inbox = new AmiInbox(() => _correlator.HasPending);
        _lastReceived = time.GetTimestamp();
        OpenedAt = time.GetUtcNow();
    }

    /// <summary>The other side, for messages to people.</summary>
    public string Peer { get; }

    /// <summary>Everything received since the connection began, banner and replies included.</summary>
    public AmiInbox Inbox { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>When the connection ended; null when that moment is not known, because the line fell silent.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the last byte came.</summary>
    public DateTimeOffset HeardAt => _time.GetUtcNow() - _time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>Whether nobody can overhear the connection.</summary>
    public bool IsPrivate => _transport.IsPrivate;

    /// <inheritdoc cref="AmiCorrelator.Banner"/>
    public Task<string> Banner => _correlator.Banner;

    /// <inheritdoc cref="AmiCorrelator.FullyBooted"/>
    public Task<long?> FullyBooted => _correlator.FullyBooted;

    /// <summary>Why the connection ended; null while it lives, and when the other side closed it in good order.</summary>
    public PbxLinkException? Failure => Volatile.Read(ref _failure);

    /// <summary>Connects and begins to read.</summary>
    /// <exception cref="PbxLinkException">It cannot be reached, or its certificate is not the right one.</exception>
    public static async Task<AmiConnection> OpenAsync(
        AsteriskOptions options, IFrameRecorder? recorder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var transport = await AmiTransport.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
        var connection = new AmiConnection(options, transport, new AmiTap(recorder, logger), time, logger);
        connection._tap.RecordStart(connection.OpenedAt);
        connection._reading = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    /// <summary>Begins to watch that the other side is alive; before the login it answers nothing.</summary>
    public void Watch()
    {
        var period = _options.KeepAliveInterval / 5;
        _watch = _time.CreateTimer(static state => ((AmiConnection)state!).CheckAlive(), this, period, period);
    }

    /// <summary>Sends an action and waits for its reply, a list's items included.</summary>
    /// <exception cref="ArgumentException">The action holds what may not be sent.</exception>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="PbxLinkException">The connection ended.</exception>
    public async Task<AmiReply> SendAsync(AmiAction action, CancellationToken cancellationToken)
    {
        var (id, actionId, reply) = _correlator.Expect(action.IsList);
        try
        {
            Inbox.Reconsider();
            await WriteAsync(action, actionId, cancellationToken).ConfigureAwait(false);
            return await reply.WaitAsync(_options.ActionTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"{Peer} did not answer the action {action.Name} within {_options.ActionTimeout.TotalSeconds:0.#} s "
                + "(ActionTimeout).", error);
        }
        finally
        {
            _correlator.Forget(id);
        }
    }

    /// <summary>Says goodbye and waits for the answer; errors mean nothing any more.</summary>
    public async Task LogOffAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(new AmiAction("Logoff"), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or PbxLinkException)
        {
            // It is closed anyway.
        }
    }

    /// <summary>The error to report when the greeting did not come.</summary>
    public PbxLinkException NoBanner(string otherwise) => _correlator.NoBanner(otherwise);

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
        _tap.RecordEnd(EndedAt ?? _time.GetUtcNow());
        _writing.Dispose();
        _closing.Dispose();
    }

    private async Task WriteAsync(AmiAction action, string actionId, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _writing.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                _frame.ResetWrittenCount();
                AmiWriter.Write(_frame, action, actionId);
                RecordSent(action, actionId);

                // Not cancelled by the caller: half an action would spoil all that follow.
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

    private void RecordSent(AmiAction action, string actionId)
    {
        if (!_tap.IsOn)
        {
            return;
        }

        var shown = new ArrayBufferWriter<byte>(_frame.WrittenCount + 64);
        AmiWriter.Write(shown, action, actionId, hideSecrets: true);
        _tap.Record(TraceDirection.Sent, shown.WrittenSpan, _time.GetUtcNow());
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var memory = Inbox.GetMemory();
                var length = await _transport.Stream.ReadAsync(memory, _closing.Token).ConfigureAwait(false);
                var at = _time.GetUtcNow();
                if (length == 0)
                {
                    EndedAt = at;
                    break;
                }

                Volatile.Write(ref _lastReceived, _time.GetTimestamp());
                _tap.Record(TraceDirection.Received, memory.Span[..length], at);
                _correlator.Receive(memory[..length]);
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

        _correlator.End(Failure ?? new PbxLinkException(PbxLinkFailure.Lost, $"{Peer} closed the connection."));
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
            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        }

        var heard = Volatile.Read(ref _lastReceived);
        if (heard != _heard)
        {
            _heard = heard;
            _asked = 0;
        }

        var silent = _time.GetElapsedTime(heard);
        if (silent >= _options.KeepAliveInterval * MissedSignsOfLife)
        {
            // Nothing is known since the last byte: the silence before it was noticed was no observation.
            EndedAt = _time.GetUtcNow() - silent;
            Fail(new PbxLinkException(
                PbxLinkFailure.Lost, $"{Peer} has been silent for {silent.TotalSeconds:0.#} s and answers no Ping; the line is dead."));
            _ = _closing.CancelAsync();
        }
        else if (silent >= _options.KeepAliveInterval * (_asked + 1))
        {
            _asked++;
            Log.Pinging(_logger, Peer, silent.TotalSeconds);
            _ = PingAsync();
        }
    }

    private async Task PingAsync()
    {
        try
        {
            await SendAsync(new AmiAction("Ping"), _closing.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or PbxLinkException
            or ObjectDisposedException)
        {
            // That nothing is heard is noticed by the watch, whatever became of this Ping.
        }
    }

    private void Fail(PbxLinkException error) => Interlocked.CompareExchange(ref _failure, error, null);
}
