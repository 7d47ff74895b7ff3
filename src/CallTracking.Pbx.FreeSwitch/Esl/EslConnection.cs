using CallTracking.Pbx.Links;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>One connection to an event socket: what every connection does, and commands that wait for their answers.</summary>
/// <remarks>Sending is thread-safe and may be awaited by whoever handles the events.</remarks>
internal sealed class EslConnection : LinkConnection, IEslLine
{
    private readonly FreeSwitchOptions _options;
    private readonly EslCorrelator _correlator;

    private EslConnection(
        FreeSwitchOptions options, FreeSwitchControl? control, LinkTransport transport, LinkTap tap, TimeProvider time, ILogger logger)
        : base(options.Target.Peer, transport, tap, time, logger, EslReader.DefaultMaxFrameBytes)
    {
        _options = options;
        _correlator = new EslCorrelator(Peer, control);
    }

    /// <inheritdoc cref="EslCorrelator.Greeting"/>
    public Task Greeting => _correlator.Greeting;

    /// <inheritdoc cref="EslCorrelator.Farewell"/>
    public string? Farewell => _correlator.Farewell;

    protected override string PingName => "command";

    protected override bool IsReplyAwaited => _correlator.HasPending;

    /// <summary>Connects and begins to read.</summary>
    /// <exception cref="PbxLinkException">It cannot be reached, or its certificate is not the right one.</exception>
    public static async Task<EslConnection> OpenAsync(
        FreeSwitchOptions options, FreeSwitchControl? control, IFrameRecorder? recorder, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        var transport = await LinkTransport.OpenAsync(options.Target, time, cancellationToken).ConfigureAwait(false);
        var tap = new LinkTap(EslDecoderFactory.KindName, recorder, logger);
        var connection = new EslConnection(options, control, transport, tap, time, logger);
        connection.Start();
        return connection;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="ArgumentException">The command holds what may not be sent; nothing was.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="PbxLinkException">The connection ended.</exception>
    public async Task<EslReply> SendAsync(EslCommand command, CancellationToken cancellationToken)
    {
        EslCorrelator.Pending? pending = null;
        try
        {
            await WriteAsync(
                (output, hide) =>
                {
                    EslWriter.Write(output, command, hide);
                    if (pending is null)
                    {
                        pending = _correlator.Expect();
                        Inbox.Reconsider();
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return await pending!.Source.Task.WaitAsync(_options.ReplyTimeout, Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"{Peer} did not answer the command {command.Name} within {_options.ReplyTimeout.TotalSeconds:0.#} s "
                + "(ReplyTimeout).", error);
        }
        finally
        {
            if (pending is not null)
            {
                _correlator.Forget(pending);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<string> AskAsync(EslCommand command, CancellationToken cancellationToken) =>
        (await SendAsync(command, cancellationToken).ConfigureAwait(false)).Text;

    /// <inheritdoc/>
    public async Task<EslJob> BeginAsync(EslCommand command, CancellationToken cancellationToken)
    {
        var job = command.Job ?? throw new ArgumentException($"{command.Name} is no background job.", nameof(command));
        var result = _correlator.ExpectJob(job);
        try
        {
            var reply = await AskAsync(command, cancellationToken).ConfigureAwait(false);
            return new EslJob(reply, result) { Forget = () => _correlator.ForgetJob(job) };
        }
        catch
        {
            _correlator.ForgetJob(job);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task LogOffAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(EslCommand.Exit(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or PbxLinkException)
        {
            // It is closed anyway.
        }
    }

    /// <summary>The error to report when the greeting did not come.</summary>
    public PbxLinkException NoGreeting(string otherwise) => _correlator.NoGreeting(otherwise);

    protected override void Receive(ReadOnlyMemory<byte> bytes) => _correlator.Receive(bytes);

    protected override void End(PbxLinkException error) => _correlator.End(error);

    /// <summary>Among what FreeSWITCH answers at once this is the least: one line that it has ready.</summary>
    protected override Task PingAsync(CancellationToken cancellationToken) => SendAsync(EslCommand.Version(), cancellationToken);
}
