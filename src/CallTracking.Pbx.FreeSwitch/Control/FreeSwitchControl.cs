using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Gives commands to one FreeSWITCH, over whatever connection the link has. All of them run as background jobs with ids of our own, so that
/// none holds up the events that come over the same connection; each is answered twice, when it is taken and with its result.
/// </summary>
internal sealed class FreeSwitchControl : IPbxCallControl
{
    public const PbxAbilities Abilities = PbxAbilities.Originate | PbxAbilities.HangUp | PbxAbilities.Transfer | PbxAbilities.Hold
        | PbxAbilities.Play | PbxAbilities.Record | PbxAbilities.CollectDigits;

    private readonly FreeSwitchControlOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DigitCollections _collections;
    private volatile IEslLine? _line;

    public FreeSwitchControl(FreeSwitchControlOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _collections = new DigitCollections(time);
    }

    /// <summary>The link is up: commands go over this connection from now on.</summary>
    public void Connected(IEslLine line) => _line = line;

    /// <summary>The link is down.</summary>
    public void Disconnected()
    {
        _line = null;
        _collections.End();
    }

    /// <summary>Whether somebody waits for a result that <see cref="Hear"/> would find.</summary>
    public bool IsListening => _collections.IsOpen;

    /// <summary>Looks at an event for results that somebody waits for.</summary>
    public void Hear(EslMessage message) => _collections.Hear(message);

    public async Task<PbxOriginateResult> OriginateAsync(PbxOriginateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = OriginatePlan.Of(request, _options);
        var line = Line(plan.Command);
        var job = await BeginAsync(line, plan.Command, cancellationToken).ConfigureAwait(false);
        var taken = EslAnswer.Result(job.Reply);
        return new PbxOriginateResult(
            taken, request.AgentLeg, plan.CustomerLeg, taken.IsAccepted ? VerdictAsync(job, plan, line) : Refused(job));
    }

    public Task<PbxCommandResult> HangUpAsync(LegId leg, PbxHangUpReason reason, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.Kill(NewJob(), leg.Value, CauseOf(reason)), cancellationToken);
    }

    public Task<PbxCommandResult> TransferAsync(LegId leg, string destination, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.Transfer(NewJob(), leg.Value, destination, _options.Context), cancellationToken);
    }

    public Task<PbxCommandResult> HoldAsync(LegId leg, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.Hold(NewJob(), leg.Value), cancellationToken);
    }

    public Task<PbxCommandResult> ResumeAsync(LegId leg, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.Resume(NewJob(), leg.Value), cancellationToken);
    }

    public Task<PbxCommandResult> PlayAsync(LegId leg, string file, bool toBothSides, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.Play(NewJob(), leg.Value, file, toBothSides), cancellationToken);
    }

    public Task<PbxCommandResult> StopPlayingAsync(LegId leg, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.StopPlaying(NewJob(), leg.Value), cancellationToken);
    }

    public Task<PbxCommandResult> RecordAsync(LegId leg, string file, TimeSpan? longest, CancellationToken cancellationToken)
    {
        int? limit = longest is { } time ? OriginatePlan.Seconds(time, 86_400, nameof(longest)) : null;
        return DoAsync(leg, EslCommand.Record(NewJob(), leg.Value, RecordingPath(file), limit), cancellationToken);
    }

    public Task<PbxCommandResult> StopRecordingAsync(LegId leg, string? file, CancellationToken cancellationToken)
    {
        return DoAsync(leg, EslCommand.StopRecording(NewJob(), leg.Value, file is null ? null : RecordingPath(file)), cancellationToken);
    }

    public async Task<PbxDigitsResult> CollectDigitsAsync(LegId leg, PbxDigitsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = NewJob();
        var ask = EslCommand.CollectDigits(leg.Value, EslDigits.Of(request), id);
        var tell = EslCommand.TellDigits(leg.Value, id);
        var line = Line(ask);

        // Watched for before it is asked: the keys may be there before the answer.
        var collected = _collections.Begin(id, leg.Value);
        var isAsked = false;
        try
        {
            var taken = EslAnswer.Result(await AskAsync(line, ask, cancellationToken).ConfigureAwait(false));
            if (taken.IsAccepted)
            {
                // Queued behind the question. When the leg is gone by now, its end has ended the collection, too.
                isAsked = EslAnswer.IsOk(await AskAsync(line, tell, cancellationToken).ConfigureAwait(false));
            }

            return new PbxDigitsResult(taken, collected);
        }
        finally
        {
            if (!isAsked)
            {
                _collections.Drop(id);
            }
        }
    }

    /// <summary>FreeSWITCH's name of a reason.</summary>
    internal static EslCause CauseOf(PbxHangUpReason reason) => reason switch
    {
        // By this name the mapping knows that it was no party who hung up.
        PbxHangUpReason.Normal => EslCause.MANAGER_REQUEST,
        PbxHangUpReason.Busy => EslCause.USER_BUSY,
        PbxHangUpReason.Declined => EslCause.CALL_REJECTED,
        PbxHangUpReason.NoAnswer => EslCause.NO_ANSWER,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), "There is no such reason; give one that the enumeration names."),
    };

    private static Guid NewJob() => Guid.NewGuid();

    private static Task<DialResult> Refused(EslJob job)
    {
        job.Dispose();
        return Task.FromResult(DialResult.Unknown);
    }

    private string RecordingPath(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var isWhole = file.StartsWith('/') || file is [_, ':', ..];
        return isWhole ? file
            : _options.RecordingFolder is { } folder ? $"{folder}/{file}"
            : throw new ArgumentException(
                $"{nameof(file)} names no folder; give a whole path, or set {nameof(FreeSwitchControlOptions.RecordingFolder)}.", nameof(file));
    }

    private IEslLine Line(EslCommand command) => _line ?? throw new PbxControlException(
        PbxControlFailure.LinkDown, $"The link to FreeSWITCH is not connected; {command.Name} was not sent. Try again when the link is up.");

    private async Task<PbxCommandResult> DoAsync(LegId leg, EslCommand command, CancellationToken cancellationToken)
    {
        var line = Line(command);
        var result = await RunAsync(line, command, cancellationToken).ConfigureAwait(false);
        if (result.Status != PbxCommandStatus.Refused)
        {
            return result;
        }

        // Some commands say no more than that they failed, most often because the leg is gone.
        var exists = await AskAsync(line, EslCommand.Exists(leg.Value), cancellationToken).ConfigureAwait(false);
        return exists.Trim() == "false" ? result with { Status = PbxCommandStatus.NoSuchLeg } : result;
    }

    private async Task<PbxCommandResult> RunAsync(IEslLine line, EslCommand command, CancellationToken cancellationToken)
    {
        using var job = await BeginAsync(line, command, cancellationToken).ConfigureAwait(false);
        if (!EslAnswer.IsOk(job.Reply))
        {
            return EslAnswer.Result(job.Reply);
        }

        try
        {
            return EslAnswer.Result(await job.Result.WaitAsync(_options.CommandTimeout, _time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            throw Unanswered(line, command, error);
        }
    }

    private static async Task<EslJob> BeginAsync(IEslLine line, EslCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await line.BeginAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            throw Unanswered(line, command, error);
        }
    }

    private static async Task<string> AskAsync(IEslLine line, EslCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await line.AskAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            throw Unanswered(line, command, error);
        }
    }

    private static PbxControlException Unanswered(IEslLine line, EslCommand command, Exception error) => new(
        PbxControlFailure.Unanswered,
        error is TimeoutException
            ? $"{line.Peer} did not say in time what became of {command.Name}; whether it was done, the call's events tell."
            : $"The connection to {line.Peer} ended before it answered {command.Name}; whether it was done, the call's events tell.",
        error);

    /// <summary>Reads what became of the agent's leg.</summary>
    private async Task<DialResult> VerdictAsync(EslJob job, OriginatePlan plan, IEslLine line)
    {
        using (job)
        {
            try
            {
                var answer = await job.Result.WaitAsync(plan.AgentTimeout + _options.CommandTimeout, _time).ConfigureAwait(false);
                var word = EslAnswer.Word(answer);
                if (!EslAnswer.IsOk(answer))
                {
                    return HangupCauses.OfCalled(word);
                }

                if (string.Equals(word, plan.AgentLeg, StringComparison.OrdinalIgnoreCase))
                {
                    return DialResult.Answered;
                }

                await GiveUpAsync(word, line).ConfigureAwait(false);
            }
            catch (Exception error) when (error is TimeoutException or PbxLinkException)
            {
                ControlLog.OriginateUnanswered(_logger, line.Peer, error.Message);
            }

            return DialResult.Unknown;
        }
    }

    /// <summary>FreeSWITCH gave the leg another name, because ours was taken: whoever asked waits for a leg that will never be, so the other
    /// one is ended.</summary>
    private async Task GiveUpAsync(string? leg, IEslLine line)
    {
        ControlLog.LegNamedOtherwise(_logger, line.Peer);
        if (leg is null || !EslArgument.IsLeg(leg))
        {
            return;
        }

        try
        {
            using var job = await line.BeginAsync(EslCommand.Kill(NewJob(), leg, EslCause.MANAGER_REQUEST), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            ControlLog.OriginateUnanswered(_logger, line.Peer, error.Message);
        }
    }
}
