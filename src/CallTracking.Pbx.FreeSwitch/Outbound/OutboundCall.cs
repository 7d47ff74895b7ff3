namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// A leg that FreeSWITCH hands over by its application <c>socket</c>, and what can be done with it. The ledger hears of the leg over the
/// link to the same FreeSWITCH and not from here, so that nothing is told twice.
/// </summary>
/// <remarks>Thread-safe; but FreeSWITCH does one thing after the other with a leg. Methods throw <see cref="ArgumentException"/> for what may not
/// be sent, and <see cref="PbxControlException"/> when FreeSWITCH does not answer or the leg has left this program.</remarks>
public sealed class OutboundCall
{
    private readonly OutboundSession _session;
    private readonly FreeSwitchOutboundOptions _options;

    internal OutboundCall(OutboundSession session, FreeSwitchOutboundOptions options)
    {
        _session = session;
        _options = options;
    }

    /// <summary>The leg, by the name it has in the events of the link.</summary>
    public LegId Leg => new(_session.Leg);

    /// <summary>The caller's number; null when withheld or unknown.</summary>
    public string? CallerNumber => this["Caller-Caller-ID-Number"];

    /// <summary>The caller's name as FreeSWITCH gives it, which may be anything; null when unknown.</summary>
    public string? CallerName => this["Caller-Caller-ID-Name"];

    /// <summary>What was dialled; null when unknown.</summary>
    public string? DialedNumber => this["Caller-Destination-Number"];

    /// <summary>What FreeSWITCH said of the leg when it handed it over, by FreeSWITCH's names (<c>variable_sip_gateway_name</c>). Values come
    /// from strangers: they may hold line ends or <c>${</c>. Null when absent.</summary>
    /// <param name="name">The name.</param>
    public string? this[string name] => _session.State.GetValueOrDefault(name);

    /// <summary>Completes when the leg ended or left this program: with FreeSWITCH's name of the cause, or null when it lives on or the
    /// cause was not told. Never fails.</summary>
    public Task<string?> Ended => _session.Ended;

    /// <summary>Lifts.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when the line is up, or at once when FreeSWITCH refused.</returns>
    public Task<PbxCommandResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        return PlainAsync(EslCommand.Answer(_session.Leg, id), id, cancellationToken);
    }

    /// <summary>Plays a file.</summary>
    /// <param name="file">The file as the PBX names it.</param>
    /// <param name="cancellationToken">Ends the wait, not the file.</param>
    /// <returns>Completes when it was played to its end, or at once when FreeSWITCH refused.</returns>
    public Task<PbxCommandResult> PlayAsync(string file, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        return PlainAsync(EslCommand.Playback(_session.Leg, file, id), id, cancellationToken);
    }

    /// <summary>Plays a question and waits for keys.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    /// <returns>The keys; null when too few were pressed, the leg ended or FreeSWITCH refused.</returns>
    public async Task<string?> CollectDigitsAsync(PbxDigitsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = Guid.NewGuid();
        var command = EslCommand.CollectDigits(_session.Leg, EslDigits.Of(request), id);
        var (_, digits) = await _session.ExecuteAsync(
            command, id, message => EslDigits.Read(message, id), cancellationToken).ConfigureAwait(false);
        return digits;
    }

    /// <summary>Calls an extension and connects it with the leg.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="ring">How long it may ring: whole seconds, 1 s to 10 min.</param>
    /// <param name="cancellationToken">Ends the wait, not the call.</param>
    /// <returns>Completes when nobody can be reached, or when the conversation is over: then <see cref="DialResult.Answered"/>, of which early
    /// media is not told apart.</returns>
    public Task<DialResult> ConnectToExtensionAsync(string extension, TimeSpan ring, CancellationToken cancellationToken)
    {
        var endpoint = EslEndpoint.User(extension, _options.Domain);
        var variables = new EslVariables { Leg = Guid.NewGuid(), RingSeconds = OriginatePlan.Seconds(ring, 600, nameof(ring)) };
        return ConnectAsync(endpoint, variables, cancellationToken);
    }

    /// <summary>Calls a number over a gateway and connects it with the leg.</summary>
    /// <param name="number">The number.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="callerNumber">The number that the called party sees; null for the leg's own.</param>
    /// <param name="ring">How long it may ring: whole seconds, 1 s to 10 min.</param>
    /// <param name="cancellationToken">Ends the wait, not the call.</param>
    /// <returns>As with <see cref="ConnectToExtensionAsync"/>.</returns>
    public Task<DialResult> ConnectToNumberAsync(
        string number, string gateway, string? callerNumber, TimeSpan ring, CancellationToken cancellationToken)
    {
        var endpoint = EslEndpoint.Gateway(gateway, number);
        var variables = new EslVariables
        {
            Leg = Guid.NewGuid(),
            CallerNumber = callerNumber is null ? null : EslArgument.Number(callerNumber, nameof(callerNumber)),
            RingSeconds = OriginatePlan.Seconds(ring, 600, nameof(ring)),
        };
        return ConnectAsync(endpoint, variables, cancellationToken);
    }

    /// <summary>Sends the leg to another destination of the dial plan. It leaves this program.</summary>
    /// <param name="destination">Extension or number.</param>
    /// <param name="cancellationToken">Ends the wait for the reply.</param>
    /// <returns>Whether FreeSWITCH took it.</returns>
    public async Task<PbxCommandResult> TransferAsync(string destination, CancellationToken cancellationToken) => EslAnswer.Result(
        await _session.AskAsync(EslCommand.Route(_session.Leg, destination, _options.Context), cancellationToken).ConfigureAwait(false));

    /// <summary>Ends the leg.</summary>
    /// <param name="reason">What the party is told, where it still matters.</param>
    /// <param name="cancellationToken">Ends the wait for the reply.</param>
    /// <returns>Whether FreeSWITCH took it.</returns>
    public async Task<PbxCommandResult> HangUpAsync(PbxHangUpReason reason, CancellationToken cancellationToken) => EslAnswer.Result(
        await _session.AskAsync(EslCommand.HangUp(_session.Leg, FreeSwitchControl.CauseOf(reason)), cancellationToken).ConfigureAwait(false));

    private async Task<PbxCommandResult> PlainAsync(EslCommand command, Guid id, CancellationToken cancellationToken)
    {
        var (taken, _) = await _session.ExecuteAsync(command, id, static _ => string.Empty, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    private async Task<DialResult> ConnectAsync(EslEndpoint endpoint, EslVariables variables, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var command = EslCommand.Bridge(_session.Leg, endpoint, variables, id);
        var (_, disposition) = await _session.ExecuteAsync(
            command, id, static message => message.Get("variable_originate_disposition"u8), cancellationToken).ConfigureAwait(false);
        return disposition == "SUCCESS" ? DialResult.Answered : HangupCauses.OfCalled(disposition);
    }
}
