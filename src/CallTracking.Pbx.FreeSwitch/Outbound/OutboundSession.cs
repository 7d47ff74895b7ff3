using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// The connection that FreeSWITCH opens for one leg. FreeSWITCH waits for <c>connect</c>, answers with all it knows of the leg, and from
/// then on takes commands, whose replies come in their order. When the leg ends it says so and goes on telling for a while (<c>linger</c>);
/// only the second notice, or the end of the stream, is the end.
/// </summary>
internal sealed class OutboundSession : IAsyncDisposable
{
    /// <summary>The longest frame that is read; longer ones are passed over. The first has some 10 kB.</summary>
    private const int LongestFrame = 4 * 1024 * 1024;

    private static readonly EslSkip Wanted = new(["CHANNEL_EXECUTE_COMPLETE", "CHANNEL_HANGUP_COMPLETE"], []);

    private readonly Stream _stream;
    private readonly FreeSwitchOutboundOptions _options;
    private readonly TimeProvider _time;
    private readonly EslReader _reader = new(Wanted, LongestFrame);
    private readonly EslMessage _message = new();
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentQueue<Action<EslMessage?>> _replies = new();
    private readonly ConcurrentDictionary<string, Action<EslMessage?>> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _legGone = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private volatile bool _isOver;
    private bool _repliesAtOnce = true;

    private OutboundSession(Stream stream, string peer, FreeSwitchOutboundOptions options, TimeProvider time)
    {
        _stream = stream;
        Peer = peer;
        _options = options;
        _time = time;
    }

    public string Peer { get; }

    public string Leg { get; private set; } = string.Empty;

    /// <summary>What FreeSWITCH said of the leg when it handed it over.</summary>
    public IReadOnlyDictionary<string, string> State { get; private set; } = new Dictionary<string, string>();

    public Task<string?> Ended => _ended.Task;

    /// <summary>Cancelled when the leg ended or left.</summary>
    public CancellationToken LegGone => _legGone.Token;

    /// <summary>Whether replies come at once, because the dial plan says <c>async</c>; else each waits until the application is over.</summary>
    public bool IsAsync => _repliesAtOnce;

    /// <summary>Takes over a connection that FreeSWITCH has opened.</summary>
    /// <exception cref="PbxLinkException">It did not say in time which leg it hands over, or speaks another protocol.</exception>
    public static async Task<OutboundSession> OpenAsync(
        Stream stream, string peer, FreeSwitchOutboundOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = new OutboundSession(stream, peer, options, time);
        session._reading = session.ReadAsync();
        try
        {
            await session.BeginAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <exception cref="PbxControlException">It was not answered, or the leg has left.</exception>
    public async Task<string> AskAsync(EslCommand command, CancellationToken cancellationToken) =>
        await SendAsync(command, static message => message.Get("Reply-Text"u8) ?? string.Empty, cancellationToken).ConfigureAwait(false);

    /// <summary>Runs an application on the leg and waits until it is over.</summary>
    /// <param name="command">The command; it carries the id.</param>
    /// <param name="id">By it the application's end is known.</param>
    /// <param name="read">Reads the result from the event of the end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was taken, and its result; null when the leg ended before.</returns>
    public async Task<(PbxCommandResult Taken, string? Result)> ExecuteAsync(
        EslCommand command, Guid id, Func<EslMessage, string?> read, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var key = id.ToString("D");
        _running[key] = message => result.TrySetResult(message is null ? null : read(message));
        try
        {
            var taken = EslAnswer.Result(await AskAsync(command, cancellationToken).ConfigureAwait(false));
            if (!taken.IsAccepted)
            {
                return (taken, null);
            }

            if (_isOver)
            {
                result.TrySetResult(null);
            }

            return (taken, await result.Task.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    /// <summary>Gives the leg back to the dial plan; errors mean nothing any more.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            if (!_isOver)
            {
                await SendAsync(EslCommand.Exit(), static _ => string.Empty, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (PbxControlException)
        {
            // It is closed anyway.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _writing.Dispose();
        _closing.Dispose();
        _legGone.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            State = await SendAsync(EslCommand.Connect(), StateOf, cancellationToken).ConfigureAwait(false);
            Leg = State.GetValueOrDefault("Unique-ID") ?? string.Empty;
            if (!EslArgument.IsLeg(Leg))
            {
                throw NotTheProtocol("answered connect without a leg");
            }

            _repliesAtOnce = !State.TryGetValue("Socket-Mode", out var mode) || mode == "async";
            await AskAsync(EslCommand.Linger(OriginatePlan.Seconds(_options.Linger, 60, nameof(_options.Linger))), cancellationToken)
                .ConfigureAwait(false);
            await AskAsync(EslCommand.MyEvents(), cancellationToken).ConfigureAwait(false);
        }
        catch (PbxControlException error)
        {
            throw _reader.IsForeign ? NotTheProtocol("speaks another protocol")
                : new PbxLinkException(PbxLinkFailure.Lost, $"{Peer} did not say which call it hands over: {error.Message}", error);
        }
    }

    private PbxLinkException NotTheProtocol(string what) => new(
        PbxLinkFailure.Protocol, $"{Peer} {what}; only FreeSWITCH's application socket may connect here. See AllowedPeers.");

    private static Dictionary<string, string> StateOf(EslMessage message)
    {
        var state = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < message.Count; index++)
        {
            // Of repeated names the first counts.
            state.TryAdd(
                System.Text.Encoding.UTF8.GetString(message.Name(index)), System.Text.Encoding.UTF8.GetString(message.Value(index)));
        }

        return state;
    }

    private async Task<T> SendAsync<T>(EslCommand command, Func<EslMessage, T> read, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(command, message => reply.TrySetResult(message is null ? default : read(message)), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            // A dial plan that does not say async lets the reply wait for the application's end: then only the leg's end is a limit.
            var limit = _repliesAtOnce ? _options.ReplyTimeout : Timeout.InfiniteTimeSpan;
            return await reply.Task.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false) ?? throw new PbxControlException(
                PbxControlFailure.Unanswered, $"The leg ended or left this program before {command.Name} was answered.");
        }
        catch (TimeoutException error)
        {
            throw new PbxControlException(
                PbxControlFailure.Unanswered, $"{Peer} did not answer {command.Name} in time (ReplyTimeout).", error);
        }
    }

    private async Task WriteAsync(EslCommand command, Action<EslMessage?> reply, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOver)
            {
                throw Gone(command);
            }

            _output.ResetWrittenCount();
            EslWriter.Write(_output, command);
            _replies.Enqueue(reply);
            await _stream.WriteAsync(_output.WrittenMemory, _closing.Token).ConfigureAwait(false);
            await _stream.FlushAsync(_closing.Token).ConfigureAwait(false);
            if (_isOver)
            {
                // It ended meanwhile: nobody else will find this reply's place.
                DropReplies();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw Gone(command, error);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static PbxControlException Gone(EslCommand command, Exception? error = null) => new(
        PbxControlFailure.LinkDown, $"The leg has ended or left this program; {command.Name} was not done.", error);

    private async Task ReadAsync()
    {
        var pipe = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (!_isOver)
            {
                var result = await pipe.ReadAsync(_closing.Token).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (_reader.TryRead(ref buffer, _message))
                {
                    Handle(_message);
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted || _reader.IsForeign)
                {
                    break;
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The end, in whatever way.
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
        End();
    }

    private void Handle(EslMessage message)
    {
        switch (message.Kind)
        {
            case EslMessageKind.CommandReply or EslMessageKind.ApiResponse:
                if (_replies.TryDequeue(out var reply))
                {
                    reply(message);
                }

                break;

            case EslMessageKind.DisconnectNotice:
                LeaveLeg();
                _isOver = !message.Is("Content-Disposition"u8, "linger"u8);
                break;

            case EslMessageKind.Event when message.EventName.SequenceEqual("CHANNEL_EXECUTE_COMPLETE"u8):
                if (message.Get("Application-UUID"u8) is { } id && _running.TryGetValue(id, out var waiting))
                {
                    waiting(message);
                }

                break;

            case EslMessageKind.Event when message.EventName.SequenceEqual("CHANNEL_HANGUP_COMPLETE"u8):
                if (message.Get("Unique-ID"u8) == Leg)
                {
                    _ended.TrySetResult(message.Get("Hangup-Cause"u8));
                    LeaveLeg();
                }

                break;
        }
    }

    private void LeaveLeg()
    {
        if (!_legGone.IsCancellationRequested)
        {
            // The host's code must not run on the reading loop.
            _ = _legGone.CancelAsync();
        }
    }

    private void End()
    {
        _isOver = true;
        LeaveLeg();
        _ended.TrySetResult(null);
        DropReplies();
        foreach (var waiting in _running.Values)
        {
            waiting(null);
        }
    }

    private void DropReplies()
    {
        while (_replies.TryDequeue(out var reply))
        {
            reply(null);
        }
    }
}
