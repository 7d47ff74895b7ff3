using CallTracking.Pbx.Links;
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
    private readonly AsteriskOptions _options;
    private readonly IFrameRecorder? _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LinkPump _pump;
    private readonly AsteriskControl _control;
    private AmiSession? _session;

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
        var decoder = new AmiDecoder(EncodingNameAttribute.Find(options.FallbackEncoding), options.Cdr.Events);
        _pump = new LinkPump(decoder, options.SnapshotInterval, _time, _logger);
        _control = new AsteriskControl(options.Control, options.ActionTimeout, _logger);
        RecordSources = AsteriskCdrAdapter.SourcesOf(options.Cdr, _time, _logger);
    }

    /// <inheritdoc/>
    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot | AsteriskControl.Abilities;

    /// <inheritdoc/>
    public IReadOnlyList<IPbxRecordSource> RecordSources { get; }

    /// <inheritdoc/>
    public IPbxCallControl Control => _control;

    /// <inheritdoc/>
    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var connection = await AmiConnection.OpenAsync(_options, _recorder, _time, _logger, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await AmiLogin.LogInAsync(connection, _options, _time, cancellationToken).ConfigureAwait(false);
            connection.Watch(_options.KeepAliveInterval);
            _session = await AmiSession.BeginAsync(connection, _session, _time, _logger, cancellationToken).ConfigureAwait(false);
            Log.LoggedIn(_logger, connection.Peer, _options.User, _session.Product);
            var questions = new LinkQuestions(token => AmiSnapshot.AskAsync(connection, _logger, token))
            {
                Complete = up => up with { Product = _session.Product ?? up.Product, BootedAt = up.BootedAt ?? _session.BootedAt },
            };
            _control.Connected(connection);
            try
            {
                await _pump.RunAsync(connection, questions, sink, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _control.Disconnected();
            }
        }
    }
}
