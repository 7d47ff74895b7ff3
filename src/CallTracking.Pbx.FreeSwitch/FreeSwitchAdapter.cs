using CallTracking.Pbx.Links;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Listens to one FreeSWITCH through its event socket. <c>AddFreeSwitch</c> makes one per link; programs that want the events without the
/// engine make their own.
/// </summary>
/// <remarks>
/// Three stages: one task reads and ties answers to commands, one decodes and publishes, commands are written by whoever sends them. So a
/// command awaited inside an event handler completes. What is read and not yet published is bounded (20 MiB, since an answer may be 16 MiB
/// long; 32 MiB while one is awaited).
/// </remarks>
public sealed class FreeSwitchAdapter : IPbxAdapter
{
    private readonly FreeSwitchOptions _options;
    private readonly IFrameRecorder? _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EslDecoder _decoder;
    private readonly LinkPump _pump;
    private readonly FreeSwitchControl _control;

    /// <summary>Creates an adapter.</summary>
    /// <param name="options">Where and how to connect; validated by the caller.</param>
    /// <param name="recorder">Takes the raw frames, for a trace; null for none. The password is not in them.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">The log; null for none.</param>
    public FreeSwitchAdapter(
        FreeSwitchOptions options, IFrameRecorder? recorder = null, TimeProvider? timeProvider = null,
        ILogger<FreeSwitchAdapter>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _recorder = recorder;
        _time = timeProvider ?? TimeProvider.System;
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        _decoder = new EslDecoder(EncodingNameAttribute.Find(options.FallbackEncoding));
        _pump = new LinkPump(_decoder, options.SnapshotInterval, _time, _logger);
        _control = new FreeSwitchControl(options.Control, _time, _logger);
        RecordSources = FreeSwitchCdrAdapter.SourcesOf(options.Cdr, _time, _logger);
    }

    /// <inheritdoc/>
    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot | FreeSwitchControl.Abilities
        | (RecordSources.Count > 0 ? PbxAbilities.FinishedRecords : PbxAbilities.None);

    /// <inheritdoc/>
    public IReadOnlyList<IPbxRecordSource> RecordSources { get; }

    /// <inheritdoc/>
    public IPbxCallControl Control => _control;

    /// <inheritdoc/>
    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var connection = await EslConnection.OpenAsync(_options, _control, _recorder, _time, _logger, cancellationToken)
            .ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await EslLogin.LogInAsync(connection, _options, _time, cancellationToken).ConfigureAwait(false);
            connection.Watch(_options.KeepAliveInterval);
            var product = await EslSession.BeginAsync(connection, _options, _logger, cancellationToken).ConfigureAwait(false);
            Log.LoggedIn(_logger, connection.Peer, product);
            var malformed = _decoder.Malformed;
            _control.Connected(connection);
            try
            {
                var questions = new LinkQuestions(token => EslSnapshot.AskAsync(connection, _logger, token)) { StreamTellsUp = true };
                await _pump.RunAsync(connection, questions, sink, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _control.Disconnected();
                if (connection.Farewell is { } farewell)
                {
                    Log.Farewell(_logger, connection.Peer, farewell);
                }

                if (_decoder.Malformed != malformed)
                {
                    Log.Malformed(_logger, connection.Peer, _decoder.Malformed, _decoder.Warnings[^1]);
                }
            }
        }
    }
}
