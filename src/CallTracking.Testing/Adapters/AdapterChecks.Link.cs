using CallTracking.Pbx;

namespace CallTracking.Testing.Adapters;

/// <content>The link's beginning and end.</content>
internal sealed partial class AdapterChecks
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TicksEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    public async Task LinkUpComesFirstAsync()
    {
        await UpAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
        Require(_sink.Events[0] is LinkUp, $"LinkUp must be the first event. Seen: {Seen()}");
        Require(Of<LinkUp>().Count == 1, "one connection has one LinkUp.");
    }

    public async Task TimeIsToldAsync()
    {
        await UpAsync().ConfigureAwait(false);
        if (Pbx.BeginCall())
        {
            await UntilAsync(() => _sink.Started > 0, "the begin of a leg").ConfigureAwait(false);
            var before = Of<Tick>().Count;
            await UntilAsync(() => Of<Tick>().Count >= before + 6, "Ticks while a call is open").ConfigureAwait(false);
        }
        else
        {
            await CallAsync().ConfigureAwait(false);
        }

        var open = new HashSet<LegId>();
        PbxEvent last = _sink.Events[0];
        foreach (var pbxEvent in _sink.Events)
        {
            var silence = pbxEvent.At - last.At;
            Require(
                open.Count == 0 || silence <= TicksEvery + LongestStep,
                $"while a call is open, time is told at least every five seconds; here {silence.TotalSeconds:0.#} s passed without a word.");
            Note(open, pbxEvent);
            last = pbxEvent;
        }
    }

    public async Task LinkDownWhenClosedAsync()
    {
        await UpAsync().ConfigureAwait(false);
        Applies(Pbx.Close(), "the PBX cannot close");
        await EndAsync().ConfigureAwait(false);
        RequireDownAtTheEnd();
    }

    public async Task LinkDownWhenCutAsync()
    {
        await UpAsync().ConfigureAwait(false);
        Applies(Pbx.Cut(), "the line cannot be cut");
        await EndAsync().ConfigureAwait(false);
        RequireDownAtTheEnd();
    }

    public async Task SilenceIsNoticedAsync()
    {
        await UpAsync().ConfigureAwait(false);
        Applies(Pbx.Freeze(), "the PBX cannot go silent");
        var since = _time.GetUtcNow();
        var error = await EndAsync().ConfigureAwait(false);
        RequireDownAtTheEnd();
        var took = _time.GetUtcNow() - since;
        Require(took <= LongestSilence + LongestStep, $"a line that went silent must be lost within 20 s, not after {took.TotalSeconds:0.#} s.");
        Require(error is PbxLinkException { Failure: PbxLinkFailure.Lost }, "a line that went silent ends with PbxLinkFailure.Lost.");
    }

    public async Task CancellationIsPromptAsync()
    {
        await UpAsync().ConfigureAwait(false);
        await CancelAsync().ConfigureAwait(false);
    }

    public async Task CancellationWhileWaitingAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        _sink.Barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await UpAsync().ConfigureAwait(false);
        Pbx.MakeCall();
        await UntilAsync(() => _sink.IsWaiting, "the begin of a leg").ConfigureAwait(false);
        await CancelAsync().ConfigureAwait(false);
    }

    public async Task ReconnectsAsync()
    {
        await UpAsync().ConfigureAwait(false);
        Applies(Pbx.Cut(), "the line cannot be cut");
        await EndAsync().ConfigureAwait(false);
        Run();
        await UntilAskedAsync(() => Of<LinkUp>().Count == 2, "a second LinkUp").ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
    }

    public async Task SnapshotFollowsAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Adapter.Abilities.HasFlag(PbxAbilities.Snapshot), "the adapter does not claim PbxAbilities.Snapshot");
        await UpAsync().ConfigureAwait(false);
        await UntilAskedAsync(() => Of<Snapshot>().Count == 1, "a Snapshot behind the LinkUp").ConfigureAwait(false);
        Applies(Pbx.BeginCall(), "the PBX has no calls that stay");
        await UntilAsync(() => Of<LegStarted>().Count > 0, "the begin of a leg").ConfigureAwait(false);
        Applies(Pbx.Cut(), "the line cannot be cut");
        await EndAsync().ConfigureAwait(false);
        Run();
        await UntilAskedAsync(() => Of<Snapshot>().Count == 2, "a Snapshot behind the second LinkUp").ConfigureAwait(false);
        var told = Of<Snapshot>()[1].Legs.Select(static leg => leg.Leg).ToHashSet();
        var lost = Of<LegStarted>().Select(static leg => leg.Leg).Where(leg => !told.Contains(leg)).ToList();
        Require(lost.Count == 0, $"the snapshot must tell every leg that is there, by the same id; it lacks {string.Join(", ", lost)}.");
        var events = _sink.Events.ToList();
        Require(
            events.FindLastIndex(static one => one is Snapshot) > events.FindLastIndex(static one => one is LinkUp),
            "a Snapshot comes behind the LinkUp of its connection.");
    }

    public async Task NothingBeforeReadyAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.StartSlowly(), "the PBX is ready as soon as it listens");
        Run();
        for (var i = 0; i < 50; i++)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            Require(_sink.Count == 0, $"the PBX is not ready, nothing may be told yet. Seen: {Seen()}");
        }

        Pbx.BecomeReady();
        await UntilAskedAsync(() => Of<LinkUp>().Count == 1, "a LinkUp once the PBX is ready").ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
    }

    public async Task RefusalIsAccessDeniedAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.RefuseLogins(), "the PBX knows no logins");
        Run();
        var error = await EndAsync(isAsked: true).ConfigureAwait(false);
        Require(error is PbxLinkException { Failure: PbxLinkFailure.AccessDenied }, $"a refused login is AccessDenied, not {error?.Message ?? "a return"}.");
        Require(_sink.Count == 0, $"a link that was never up tells nothing. Seen: {Seen()}");
    }

    public async Task NobodyIsUnreachableAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.Stop(), "the PBX cannot stop");
        Run();
        var error = await EndAsync(isAsked: true).ConfigureAwait(false);
        Require(error is PbxLinkException { Failure: PbxLinkFailure.Unreachable }, $"nobody listens: that is Unreachable, not {error?.Message ?? "a return"}.");
        Require(error!.Message.Trim().Length > 0 && !error.Message.Contains('\n', StringComparison.Ordinal), "the message is one line for people.");
    }

    private static void Note(HashSet<LegId> open, PbxEvent pbxEvent)
    {
        switch (pbxEvent)
        {
            case LegStarted started:
                open.Add(started.Leg);
                break;
            case LegEnded ended:
                open.Remove(ended.Leg);
                break;
        }
    }

    private async Task CancelAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        var rest = new Rest(isAsked: false);
        var until = _time.GetUtcNow() + Prompt;
        while (!_running.IsCompleted && rest.Waited <= Prompt)
        {
            if (rest.IsRest(Doings()) && _time.NextTimer is { } next && next <= until)
            {
                _time.AdvanceTo(next);
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        Require(_running.IsCompleted, $"the end of RunAsync did not come within {Prompt.TotalSeconds:0} s of its token's cancellation. Seen: {Seen()}");
        var error = await EndAsync().ConfigureAwait(false);
        Require(error is OperationCanceledException, $"a cancelled RunAsync throws OperationCanceledException, but it ended {Ending()}.");
        RequireDownAtTheEnd();
    }
}
