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
    public Task<AmiReply> SendAsync(AmiAction action, CancellationToken cancellationToken) =>
        AskAsync(action, _correlator.Expect(action.IsList), cancellationToken);

    /// <summary>Sends an action that calls somebody, and waits for its reply.</summary>
    /// <param name="action">The action.</param>
    /// <param name="leg">The <c>Uniqueid</c> of the leg that it makes.</param>
    /// <param name="patience">How long to wait for what becomes of that leg.</param>
    /// <param name="cancellationToken">Ends the wait for the reply.</param>
    /// <returns>The reply, and what becomes of the leg: null when that was not told in time. Never fails.</returns>
    /// <inheritdoc cref="SendAsync" path="/exception"/>
    public async Task<(AmiReply Reply, Task<DialResult?> Verdict)> OriginateAsync(
        AmiAction action, string leg, TimeSpan patience, CancellationToken cancellationToken)
    {
        var expected = _correlator.Expect(isList: false);
        var verdict = _correlator.ExpectVerdict(expected.Id, leg);
        var isTaken = false;
        try
        {
            var reply = await AskAsync(action, expected, cancellationToken).ConfigureAwait(false);
            isTaken = reply.IsSuccess;
            return (reply, isTaken ? VerdictAsync(expected.Id, verdict, patience) : Task.FromResult<DialResult?>(DialResult.Unknown));
        }
        finally
        {
            if (!isTaken)
            {
                _correlator.ForgetVerdict(expected.Id);
            }
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

    private async Task<AmiReply> AskAsync(
        AmiAction action, (long Id, string ActionId, Task<AmiReply> Reply) expected, CancellationToken cancellationToken)
    {
        try
        {
            Inbox.Reconsider();
            await WriteAsync((output, hide) => AmiWriter.Write(output, action, expected.ActionId, hide), cancellationToken)
                .ConfigureAwait(false);
            return await expected.Reply.WaitAsync(_options.ActionTimeout, Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"{Peer} did not answer the action {action.Name} within {_options.ActionTimeout.TotalSeconds:0.#} s "
                + "(ActionTimeout).", error);
        }
        finally
        {
            _correlator.Forget(expected.Id);
        }
    }

    private async Task<DialResult?> VerdictAsync(long id, Task<DialResult> verdict, TimeSpan patience)
    {
        try
        {
            return await verdict.WaitAsync(patience, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _correlator.ForgetVerdict(id);
            return null;
        }
    }

    protected override void Receive(ReadOnlyMemory<byte> bytes) => _correlator.Receive(bytes);

    protected override void End(PbxLinkException error) => _correlator.End(error);

    protected override Task PingAsync(CancellationToken cancellationToken) => SendAsync(new AmiAction("Ping"), cancellationToken);
}
