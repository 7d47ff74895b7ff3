using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Links;

/// <summary>
/// The handling stage of a link: decodes what its connection reads and publishes it, lets the time pass where nothing is read, and asks
/// the PBX now and again what it has. One for all connections of a link.
/// </summary>
internal sealed class LinkPump
{
    /// <summary>With what a look at the clock every second adds, at least every five seconds.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    private readonly ILinkDecoder _decoder;
    private readonly TimeSpan _snapshotInterval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<PbxEvent> _events = [];
    private IPbxEventSink _sink = null!;
    private LinkConnection _connection = null!;
    private LinkQuestions _questions = null!;
    private long _oversizeReported;
    private bool _isUp;
    private Task<Unanswered?>? _asking;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _upAt;
    private long _strays;
    private bool _mayAsk;

    public LinkPump(ILinkDecoder decoder, TimeSpan snapshotInterval, TimeProvider time, ILogger logger)
    {
        _decoder = decoder;
        _snapshotInterval = snapshotInterval;
        _time = time;
        _logger = logger;
    }

    /// <summary>Publishes what a connection brings until it ends; <see cref="LinkDown"/> last, if ever <see cref="LinkUp"/>.</summary>
    /// <param name="connection">The connection, logged in.</param>
    /// <param name="questions">What the link asks and knows beyond the stream.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="cancellationToken">Ends the connection in good order.</param>
    /// <exception cref="PbxLinkException">The connection did not end in good order.</exception>
    public async Task RunAsync(LinkConnection connection, LinkQuestions questions, IPbxEventSink sink, CancellationToken cancellationToken)
    {
        (_connection, _questions, _sink) = (connection, questions, sink);
        (_isUp, _asking, _mayAsk) = (false, null, true);
        _events.Clear();
        _decoder.Open(connection.OpenedAt);
        try
        {
            await PumpAsync(cancellationToken).ConfigureAwait(false);
            await CloseAsync(connection.EndedAt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            using var farewell = new CancellationTokenSource(FarewellTimeout, _time);

            // What was received and not handled is not seen: the link went blind where the handling stopped. And a line that said nothing
            // lately may be a dead one that nobody has noticed yet: nothing is known since its last byte.
            DateTimeOffset? at = connection.Inbox.Buffered == 0 ? connection.HeardAt : null;
            await CloseAsync(at, farewell.Token).ConfigureAwait(false);
            await connection.LogOffAsync(farewell.Token).ConfigureAwait(false);
            throw;
        }

        if (connection.Failure is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Decodes and publishes, one read of the connection after the other, each with the time of its arrival.</summary>
    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        var inbox = _connection.Inbox;
        var reader = inbox.Reader;
        var ready = inbox.Written;
        var position = 0L;
        var ticked = _connection.OpenedAt;
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
                    await PublishAsync(cancellationToken).ConfigureAwait(false);
                    inbox.PieceDone();
                    reader.AdvanceTo(consumed, piece.End);
                    position = end - rest;
                    inbox.Consumed(position);
                    if (!_isUp && !_questions.StreamTellsUp && end >= ready)
                    {
                        await RaiseAsync(_decoder.Frames, _decoder.LastTime, cancellationToken).ConfigureAwait(false);
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

                await AskAsync(at, cancellationToken).ConfigureAwait(false);

                // Counted in arrival times: what waits to be handled is never overtaken, and what came before the last look at the clock turns
                // nothing back. A clock set back ticks at once.
                var since = at - ticked;
                if ((hasPiece ? since : since.Duration()) >= TickInterval)
                {
                    ticked = at;
                    _decoder.Advance(at, _events);
                    if (!_events.Exists(static e => e is Tick))
                    {
                        // The stream itself never said that the link is up.
                        _events.Add(new Tick(_decoder.Frames, _decoder.LastTime));
                    }

                    await PublishAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Asks what the PBX has, as soon as the link is up and then now and again. The answers come in the stream; what is awaited
    /// here is only whether it answers.</summary>
    private async ValueTask AskAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_asking is { IsCompleted: true } asked)
        {
            _asking = null;
            if (await asked.ConfigureAwait(false) is { } unanswered)
            {
                _mayAsk = !unanswered.IsRefused;
                _sink.CannotAsk(unanswered.Why);
            }
        }
        else if (_isUp && _mayAsk && _asking is null && IsDue(now))
        {
            (_askedAt, _strays) = (now, _decoder.Strays);
            _asking = _questions.Ask(cancellationToken);
        }
    }

    private bool IsDue(DateTimeOffset now) => (now - _askedAt).Duration() is var since
        && (_askedAt < _upAt || (since >= _snapshotInterval && _decoder.Channels > 0)
            || (since >= AskAgainAfter && _decoder.Strays != _strays));

    private async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var pbxEvent in _events)
        {
            switch (pbxEvent)
            {
                case LinkUp up when !_isUp:
                    await RaiseAsync(up.Seq, up.At, cancellationToken, up).ConfigureAwait(false);
                    continue;

                case LinkUp:
                case Tick or LinkDown when !_isUp:
                    continue;

                case LinkDown:
                    _isUp = false;
                    break;

                case var _ when !_isUp:
                    await RaiseAsync(pbxEvent.Seq, pbxEvent.At, cancellationToken).ConfigureAwait(false);
                    break;
            }

            await _sink.PublishAsync(pbxEvent, cancellationToken).ConfigureAwait(false);
        }

        _events.Clear();
        Report();
    }

    /// <summary>Says that the link is up: what the stream itself says of it, completed by what was asked at login.</summary>
    private ValueTask RaiseAsync(long seq, DateTimeOffset at, CancellationToken cancellationToken, LinkUp? told = null)
    {
        _isUp = true;
        _upAt = _time.GetUtcNow();
        _askedAt = DateTimeOffset.MinValue;
        var up = told ?? new LinkUp(seq, at, Product: null, BootedAt: null);
        return _sink.PublishAsync(_questions.Complete(up), cancellationToken);
    }

    private async Task CloseAsync(DateTimeOffset? at, CancellationToken cancellationToken)
    {
        _events.Clear();
        _decoder.Close(at, _events);
        await PublishAsync(cancellationToken).ConfigureAwait(false);
        if (_isUp)
        {
            _isUp = false;
            var down = new LinkDown(_decoder.Frames, _decoder.LastTime, PbxStopped: false);
            await _sink.PublishAsync(down, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Report()
    {
        if (_decoder.Oversize != _oversizeReported)
        {
            _oversizeReported = _decoder.Oversize;
            LinkLog.Oversize(_logger, _connection.Peer, _oversizeReported, _decoder.OversizeLimit);
        }

        if (_decoder.Names.HasNews)
        {
            ReportUnknown();
        }
    }

    private void ReportUnknown()
    {
        _decoder.Names.Report((name, isFirst) =>
        {
            if (isFirst)
            {
                LinkLog.UnknownEvent(_logger, _connection.Peer, name);
            }

            _sink.CountUnknown(name);
        });
    }
}

/// <summary>What a link asks and knows beyond its stream.</summary>
/// <param name="Ask">Asks what the PBX has: null when it answers.</param>
internal sealed record LinkQuestions(Func<CancellationToken, Task<Unanswered?>> Ask)
{
    /// <summary>Adds to the stream's word that the link is up what was asked at login.</summary>
    public Func<LinkUp, LinkUp> Complete { get; init; } = static up => up;

    /// <summary>Whether the stream itself always tells that the link is up, sooner or later. Else it is up when all that came until the
    /// login was done is handled.</summary>
    public bool StreamTellsUp { get; init; }
}

/// <summary>The PBX did not say what it has.</summary>
/// <param name="Why">For people, with what to do.</param>
/// <param name="IsRefused">It will not say it over this connection; else it was only too slow, and is asked again when it is time.</param>
internal sealed record Unanswered(string Why, bool IsRefused);
