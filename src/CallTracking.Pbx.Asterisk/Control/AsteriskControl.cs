using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Gives commands to one Asterisk, over whatever connection the link has.</summary>
/// <remarks>The manager interface has no hold, plays nothing to a channel and asks for no keys, so these are not offered.</remarks>
internal sealed class AsteriskControl : IPbxCallControl
{
    public const PbxAbilities Abilities =
        PbxAbilities.Originate | PbxAbilities.HangUp | PbxAbilities.Transfer | PbxAbilities.Record;

    /// <summary>More recordings of one leg than anybody makes: a PBX that never says that there is none left must not hold us.</summary>
    private const int MostRecordings = 16;

    private readonly AsteriskControlOptions _options;
    private readonly TimeSpan _actionTimeout;
    private readonly ILogger _logger;
    private volatile AmiConnection? _connection;

    public AsteriskControl(AsteriskControlOptions options, TimeSpan actionTimeout, ILogger logger)
    {
        _options = options;
        _actionTimeout = actionTimeout;
        _logger = logger;
    }

    /// <summary>The link is up: commands go over this connection from now on.</summary>
    public void Connected(AmiConnection connection) => _connection = connection;

    /// <summary>The link is down.</summary>
    public void Disconnected() => _connection = null;

    public async Task<PbxOriginateResult> OriginateAsync(PbxOriginateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = OriginatePlan.Of(request, _options);
        var connection = Line(plan.Action);
        try
        {
            var patience = plan.AgentTimeout + _actionTimeout;
            var (reply, verdict) = await connection.OriginateAsync(plan.Action, plan.AgentLeg, patience, cancellationToken)
                .ConfigureAwait(false);

            // Asterisk names the customer's leg itself.
            return new PbxOriginateResult(
                ResultOf(reply), request.AgentLeg, CustomerLeg: null, ToldAsync(connection, verdict, patience));
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            throw Unanswered(connection, plan.Action, error);
        }
    }

    public Task<PbxCommandResult> HangUpAsync(LegId leg, PbxHangUpReason reason, CancellationToken cancellationToken)
    {
        return DoAsync(AmiCommand.HangUp(leg, reason), cancellationToken);
    }

    public Task<PbxCommandResult> TransferAsync(LegId leg, string destination, CancellationToken cancellationToken)
    {
        return DoAsync(AmiCommand.Redirect(leg, destination, _options.Context), cancellationToken);
    }

    public Task<PbxCommandResult> RecordAsync(LegId leg, string file, TimeSpan? longest, CancellationToken cancellationToken)
    {
        var action = AmiCommand.Record(leg, RecordingPath(file));
        return longest is null ? DoAsync(action, cancellationToken) : throw new PbxControlException(
            PbxControlFailure.NotAble,
            $"Asterisk ends no recording by itself; leave {nameof(longest)} out and end it with {nameof(StopRecordingAsync)}.");
    }

    public Task<PbxCommandResult> StopRecordingAsync(LegId leg, string? file, CancellationToken cancellationToken)
    {
        return file is null ? StopAllAsync(leg, cancellationToken) : StopAsync(leg, RecordingPath(file), cancellationToken);
    }

    private async Task<PbxCommandResult> StopAllAsync(LegId leg, CancellationToken cancellationToken)
    {
        PbxCommandResult? first = null;
        for (var i = 0; i < MostRecordings; i++)
        {
            var result = await DoAsync(AmiCommand.StopRecording(leg, recording: null), cancellationToken).ConfigureAwait(false);
            first ??= result;
            if (!result.IsAccepted)
            {
                break;
            }
        }

        return first!;
    }

    private async Task<PbxCommandResult> StopAsync(LegId leg, string file, CancellationToken cancellationToken)
    {
        var find = await SendAsync(AmiCommand.FindRecording(leg, file), cancellationToken).ConfigureAwait(false);
        if (!find.IsSuccess)
        {
            return ResultOf(find);
        }

        return find.Response["Value"] is { Length: > 0 } recording and not "(null)"
            ? await DoAsync(AmiCommand.StopRecording(leg, recording), cancellationToken).ConfigureAwait(false)
            : new PbxCommandResult(PbxCommandStatus.Refused, "No such recording of this leg.");
    }

    private string RecordingPath(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.StartsWith('/') || _options.RecordingFolder is not { } folder ? file : $"{folder}/{file}";
    }

    private AmiConnection Line(AmiAction action) => _connection ?? throw new PbxControlException(
        PbxControlFailure.LinkDown, $"The link to Asterisk is not connected; {action.Name} was not sent. Try again when the link is up.");

    private async Task<PbxCommandResult> DoAsync(AmiAction action, CancellationToken cancellationToken) =>
        ResultOf(await SendAsync(action, cancellationToken).ConfigureAwait(false));

    private async Task<AmiReply> SendAsync(AmiAction action, CancellationToken cancellationToken)
    {
        var connection = Line(action);
        try
        {
            return await connection.SendAsync(action, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            throw Unanswered(connection, action, error);
        }
    }

    private static PbxControlException Unanswered(AmiConnection connection, AmiAction action, Exception error) => new(
        PbxControlFailure.Unanswered,
        error is TimeoutException
            ? $"{connection.Peer} did not answer {action.Name} in time; whether it was done, the call's events tell."
            : $"The connection to {connection.Peer} ended before it answered {action.Name}; whether it was done, the call's events tell.",
        error);

    private static PbxCommandResult ResultOf(AmiReply reply) => new(
        reply.IsSuccess ? PbxCommandStatus.Accepted
        : reply.IsPermissionDenied ? PbxCommandStatus.NotAllowed
        : IsNoSuchChannel(reply.Message) ? PbxCommandStatus.NoSuchLeg
        : PbxCommandStatus.Refused,
        reply.Message);

    /// <summary>Each action has its own words for a channel that is not there.</summary>
    private static bool IsNoSuchChannel(string? message) => message is not null
        && (message.StartsWith("No such channel", StringComparison.OrdinalIgnoreCase)
            || message.StartsWith("Channel does not exist", StringComparison.OrdinalIgnoreCase)
            || message.StartsWith("Channel not found", StringComparison.OrdinalIgnoreCase));

    private async Task<DialResult> ToldAsync(AmiConnection connection, Task<DialResult?> verdict, TimeSpan patience)
    {
        if (await verdict.ConfigureAwait(false) is { } result)
        {
            return result;
        }

        ControlLog.OriginateUnanswered(_logger, connection.Peer, patience.TotalSeconds);
        return DialResult.Unknown;
    }
}
