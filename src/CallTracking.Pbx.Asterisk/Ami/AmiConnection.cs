using CallTracking.Pbx.Links;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>One connection to AMI: what every connection does, and actions that wait for their replies.</summary>
/// <remarks><see cref="SendAsync"/> is thread-safe and may be awaited by whoever handles the events.</remarks>
internal sealed class AmiConnection : LinkConnection
{
    private readonly AsteriskOptions _options;
    private readonly AmiCorrelator _correlator;

    private AmiConnection(AsteriskOptions options, LinkTransport transport, LinkTap tap, TimeProvider time, ILogger logger)
        : base(options.Target.Peer, transport, tap, time, logger)
    {
        _options = options;
        _correlator = new AmiCorrelator(Peer);
    }

    /// <inheritdoc cref="AmiCorrelator.Banner"/>
    public Task<string> Banner => _correlator.Banner;

    /// <inheritdoc cref="AmiCorrelator.FullyBooted"/>
    public Task<long?> FullyBooted => _correlator.FullyBooted;

    protected override string PingName => "Ping";

    protected override bool IsReplyAwaited => _correlator.HasPending;

    /// <summary>Connects and begins to read.</summary>
    /// <exception cref="PbxLinkException">It cannot be reached, or its certificate is not the right one.</exception>
    public static async Task<AmiConnection> OpenAsync(
        AsteriskOptions options, IFrameRecorder? recorder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var transport = await LinkTransport.OpenAsync(options.Target, time, cancellationToken).ConfigureAwait(false);
        var tap = new LinkTap(AmiDecoderFactory.KindName, recorder, logger);
        var connection = new AmiConnection(options, transport, tap, time, logger);
        connection.Start();
        return connection;
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
            await WriteAsync((output, hide) => AmiWriter.Write(output, action, actionId, hide), cancellationToken).ConfigureAwait(false);
            return await reply.WaitAsync(_options.ActionTimeout, Time, cancellationToken).ConfigureAwait(false);
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

    /// <inheritdoc/>
    public override async Task LogOffAsync(CancellationToken cancellationToken)
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

    protected override void Receive(ReadOnlyMemory<byte> bytes) => _correlator.Receive(bytes);

    protected override void End(PbxLinkException error) => _correlator.End(error);

    protected override Task PingAsync(CancellationToken cancellationToken) => SendAsync(new AmiAction("Ping"), cancellationToken);
}
