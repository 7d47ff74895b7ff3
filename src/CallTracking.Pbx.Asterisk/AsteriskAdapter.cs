using System.IO.Pipelines;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Listens to one Asterisk (16 to 22) through its manager interface. <c>AddAsterisk</c> makes one per link; programs that want the events
/// without the engine make their own.
/// </summary>
/// <remarks>
/// Three stages: one task reads and ties replies to actions, one decodes and publishes, actions are written by whoever sends them. So an
/// action awaited inside an event handler completes. What is read and not yet published is bounded (4 MiB; 32 MiB while a reply is
/// awaited).
/// </remarks>
public sealed class AsteriskAdapter : IPbxAdapter
{
    /// <summary>With what a look at the clock every second adds, at least every five seconds.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    private readonly AsteriskOptions _options;
    private readonly IFrameRecorder? _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AmiDecoder _decoder;
    private readonly List<PbxEvent> _events = [];
    private AmiSession? _session;
    private long _oversizeReported;
    private bool _isUp;
    private Task<string?>? _asking;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _upAt;
    private long _strays;
    private bool _mayAsk;

    /// <summary>Creates an adapter.</summary>
    /// <param name="options">Where and how to connect; validated by the caller.</param>
    /// <param name="recorder">Takes the raw frames, for a trace; null for none. The secret is not in them.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">The log; null for none.</param>
    public AsteriskAdapter(
        AsteriskOptions options, IFrameRecorder? recorder = null, TimeProvider? timeProvider = null,
        ILogger<AsteriskAdapter>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _recorder = recorder;
        _time = timeProvider ?? TimeProvider.System;
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        _decoder = new AmiDecoder(EncodingNameAttribute.Find(options.FallbackEncoding), options.Cdr.Events);
        RecordSources = AsteriskCdrAdapter.SourcesOf(options.Cdr, _time, _logger);
    }

    /// <inheritdoc/>
    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<IPbxRecordSource> RecordSources { get; }

    /// <inheritdoc/>
    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var connection = await AmiConnection.OpenAsync(_options, _recorder, _time, _logger, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await AmiLogin.LogInAsync(connection, _options, _time, cancellationToken).ConfigureAwait(false);
            connection.Watch();
            _session = await AmiSession.BeginAsync(connection, _session, _time, _logger, cancellationToken).ConfigureAwait(false);
            Log.LoggedIn(_logger, connection.Peer, _options.User, _session.Product);
            _decoder.Open(connection.OpenedAt);
            _isUp = false;
            (_asking, _mayAsk) = (null, true);
            try
            {
                await PumpAsync(connection, sink, cancellationToken).ConfigureAwait(false);
                await CloseAsync(connection, connection.EndedAt, sink, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                using var farewell = new CancellationTokenSource(FarewellTimeout, _time);

                // What was received and not handled is not seen: the link went blind where the handling stopped. And a line that said nothing
                // lately may be a dead one that nobody has noticed yet: nothing is known since its last byte.
                DateTimeOffset? at = connection.Inbox.Buffered == 0 ? connection.HeardAt : null;
                await CloseAsync(connection, at, sink, farewell.Token).ConfigureAwait(false);
                await connection.LogOffAsync(farewell.Token).ConfigureAwait(false);
                throw;
            }

            if (connection.Failure is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>Decodes and publishes, one read of the connection after the other, each with the time of its arrival.</summary>
    private async Task PumpAsync(AmiConnection connection, IPbxEventSink sink, CancellationToken cancellationToken)
    {
        var inbox = connection.Inbox;
        var reader = inbox.Reader;
        var ready = inbox.Written;
        var position = 0L;
        var ticked = connection.OpenedAt;
        var clock = _time.CreateTimer(static state => ((PipeReader)state!).CancelPendingRead(), reader, ClockInterval, ClockInterval);
        await using (clock.ConfigureAwait(false))
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var buffer = result.Buffer;
                var hasPiece = inbox.TryPeekPiece(out var end, out var at) && end - position <= buffer.Length;
                if (hasPiece)
                {
                    var piece = buffer.Slice(0, end - position);
                    var consumed = _decoder.Decode(piece, at, _events);
                    var rest = piece.Slice(consumed).Length;
                    await PublishAsync(connection, sink, cancellationToken).ConfigureAwait(false);
                    inbox.PieceDone();
                    reader.AdvanceTo(consumed, piece.End);
                    position = end - rest;
                    inbox.Consumed(position);
                    if (!_isUp && end >= ready)
                    {
                        await RaiseAsync(_decoder.Frames, _decoder.LastTime, sink, cancellationToken).ConfigureAwait(false);
                    }
                }
                else
                {
                    reader.AdvanceTo(buffer.Start, buffer.End);
                    if (result.IsCompleted)
                    {
                        return;
                    }

                    at = _time.GetUtcNow();
                }

                await AskAsync(connection, sink, at, cancellationToken).ConfigureAwait(false);

                // Counted in arrival times: what waits to be handled is never overtaken. A clock set back ticks at once.
                if ((at - ticked).Duration() >= TickInterval)
                {
                    ticked = at;
                    _decoder.Advance(at, _events);
                    if (!_events.Exists(static e => e is Tick))
                    {
                        // The stream itself never said that the link is up: the user may not read class system.
                        _events.Add(new Tick(_decoder.Frames, _decoder.LastTime));
                    }

                    await PublishAsync(connection, sink, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Asks what the PBX has, as soon as the link is up and then now and again. The answers come in the stream; what is awaited here
    /// is only whether it answers.</summary>
    private async ValueTask AskAsync(AmiConnection connection, IPbxEventSink sink, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_asking is { IsCompleted: true } asked)
        {
            _asking = null;
            if (await asked.ConfigureAwait(false) is { } refusal)
            {
                _mayAsk = false;
                sink.CannotAsk(refusal);
            }
        }
        else if (_isUp && _mayAsk && _asking is null && IsDue(now))
        {
            (_askedAt, _strays) = (now, _decoder.Strays);
            _asking = AmiSnapshot.AskAsync(connection, _logger, cancellationToken);
        }
    }

    private bool IsDue(DateTimeOffset now) => (now - _askedAt).Duration() is var since
        && (_askedAt < _upAt || (since >= _options.SnapshotInterval && _decoder.Channels > 0)
            || (since >= AskAgainAfter && _decoder.Strays != _strays));

    private async ValueTask PublishAsync(AmiConnection connection, IPbxEventSink sink, CancellationToken cancellationToken)
    {
        foreach (var pbxEvent in _events)
        {
            switch (pbxEvent)
            {
                case LinkUp up when !_isUp:
                    await RaiseAsync(up.Seq, up.At, sink, cancellationToken, up).ConfigureAwait(false);
                    continue;

                case LinkUp:
                case Tick or LinkDown when !_isUp:
                    continue;

                case LinkDown:
                    _isUp = false;
                    break;

                case var _ when !_isUp:
                    await RaiseAsync(pbxEvent.Seq, pbxEvent.At, sink, cancellationToken).ConfigureAwait(false);
                    break;
            }

            await sink.PublishAsync(pbxEvent, cancellationToken).ConfigureAwait(false);
        }

        _events.Clear();
        Report(connection, sink);
    }

    /// <summary>Says that the link is up: what the stream itself says of it, completed by what the session asked.</summary>
    private ValueTask RaiseAsync(long seq, DateTimeOffset at, IPbxEventSink sink, CancellationToken cancellationToken, LinkUp? told = null)
    {
        _isUp = true;
        _upAt = _time.GetUtcNow();
        _askedAt = DateTimeOffset.MinValue;
        var up = told ?? new LinkUp(seq, at, Product: null, BootedAt: null);
        return sink.PublishAsync(
            up with { Product = _session?.Product ?? up.Product, BootedAt = up.BootedAt ?? _session?.BootedAt }, cancellationToken);
    }

    private async Task CloseAsync(AmiConnection connection, DateTimeOffset? at, IPbxEventSink sink, CancellationToken cancellationToken)
    {
        _events.Clear();
        _decoder.Close(at, _events);
        await PublishAsync(connection, sink, cancellationToken).ConfigureAwait(false);
        if (_isUp)
        {
            _isUp = false;
            var down = new LinkDown(_decoder.Frames, _decoder.LastTime, PbxStopped: false);
            await sink.PublishAsync(down, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Report(AmiConnection connection, IPbxEventSink sink)
    {
        if (_decoder.Oversize != _oversizeReported)
        {
            _oversizeReported = _decoder.Oversize;
            Log.Oversize(_logger, connection.Peer, _oversizeReported, AmiReader.DefaultMaxMessageBytes);
        }

        if (_decoder.Names.HasNews)
        {
            ReportUnknown(connection, sink);
        }
    }

    private void ReportUnknown(AmiConnection connection, IPbxEventSink sink)
    {
        _decoder.Names.Report((name, isFirst) =>
        {
            if (isFirst)
            {
                Log.UnknownEvent(_logger, connection.Peer, name);
            }

            sink.CountUnknown(name);
        });
    }
}
