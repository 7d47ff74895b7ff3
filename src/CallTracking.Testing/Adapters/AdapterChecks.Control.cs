using CallTracking.Pbx;

namespace CallTracking.Testing.Adapters;

/// <content>What an adapter that takes commands must do with them.</content>
internal sealed partial class AdapterChecks
{
    private const string SomeNumber = "+12025550123";
    private const string SomeFile = "/sounds/hello.wav";

    private static readonly string[] Hostile =
        ["1\n\nx", "1\r\nAction: Ping", "1\n", "1\0", "${x}", "$${x}", "1 2", "1,2", "1|2", "'1'", "\"1\"", "1;2", "}1", "\u17e1"];

    private static readonly (PbxAbilities Ability, string Name, Func<IPbxCallControl, LegId, string, CancellationToken, Task> Do)[] Commands =
    [
        (PbxAbilities.Originate, "OriginateAsync", static (c, leg, text, token) => c.OriginateAsync(To(c) with { Number = text }, token)),
        (PbxAbilities.HangUp, "HangUpAsync", static (c, leg, text, token) => c.HangUpAsync(leg, PbxHangUpReason.Normal, token)),
        (PbxAbilities.Transfer, "TransferAsync", static (c, leg, text, token) => c.TransferAsync(leg, text, token)),
        (PbxAbilities.Hold, "HoldAsync", static (c, leg, text, token) => c.HoldAsync(leg, token)),
        (PbxAbilities.Hold, "ResumeAsync", static (c, leg, text, token) => c.ResumeAsync(leg, token)),
        (PbxAbilities.Play, "PlayAsync", static (c, leg, text, token) => c.PlayAsync(leg, File(text), toBothSides: false, token)),
        (PbxAbilities.Play, "StopPlayingAsync", static (c, leg, text, token) => c.StopPlayingAsync(leg, token)),
        (PbxAbilities.Record, "RecordAsync", static (c, leg, text, token) => c.RecordAsync(leg, File(text), null, token)),
        (PbxAbilities.Record, "StopRecordingAsync", static (c, leg, text, token) => c.StopRecordingAsync(leg, File(text), token)),
        (PbxAbilities.CollectDigits, "CollectDigitsAsync",
            static (c, leg, text, token) => c.CollectDigitsAsync(leg, new PbxDigitsRequest { File = File(text) }, token)),
    ];

    public async Task AbilitiesAreOfferedAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        var abilities = Commands.Aggregate(PbxAbilities.None, static (all, command) => all | command.Ability) & Adapter.Abilities;
        Require(
            (Adapter.Control is not null) == (abilities != PbxAbilities.None),
            $"Abilities names {abilities} of what it can be asked, but Control is {(Adapter.Control is null ? "null" : "there")}.");
        Require(ReferenceEquals(Adapter.Control, Adapter.Control), "Control must be the same object for the adapter's whole life.");
        if (Adapter.Control is not { } control)
        {
            return;
        }

        Require(control.NewLeg() != control.NewLeg(), "NewLeg gave the same name twice.");
        foreach (var command in Commands.Where(command => !Adapter.Abilities.HasFlag(command.Ability)))
        {
            var error = await ErrorOfAsync(command.Do, control, control.NewLeg(), SomeNumber).ConfigureAwait(false);
            Require(
                error is PbxControlException { Failure: PbxControlFailure.NotAble },
                $"{command.Name}, which Abilities does not name, must throw PbxControlException with NotAble{Instead(error)}.");
        }
    }

    public async Task CommandsNeedALinkAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        var control = AskableControl();
        foreach (var command in Able())
        {
            var error = await ErrorOfAsync(command.Do, control, control.NewLeg(), SomeNumber).ConfigureAwait(false);
            Require(
                error is PbxControlException { Failure: PbxControlFailure.LinkDown },
                $"{command.Name} before the link is up must throw PbxControlException with LinkDown{Instead(error)}.");
        }
    }

    public async Task HostileArgumentsAreRefusedAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        var control = AskableControl();
        await UpAsync().ConfigureAwait(false);
        foreach (var command in Able())
        {
            foreach (var hostile in Hostile)
            {
                var error = await ErrorOfAsync(command.Do, control, new LegId(hostile), hostile).ConfigureAwait(false);
                Require(error is ArgumentException, $"{command.Name} must throw ArgumentException for what may not be sent{Instead(error)}.");
                Require(!error!.Message.Contains('\n', StringComparison.Ordinal), $"{command.Name} must say in one line what may not be sent.");
            }
        }

        Require(!_running.IsCompleted, $"the link must live on whatever is refused, but RunAsync ended {Ending()}.");
    }

    public async Task UnknownLegsAreRefusedAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        var control = AskableControl();
        Applies(Adapter.Abilities.HasFlag(PbxAbilities.HangUp), "the adapter cannot end legs");
        await UpAsync().ConfigureAwait(false);
        var asked = control.HangUpAsync(control.NewLeg(), PbxHangUpReason.Normal, cancellationToken);
        await UntilAskedAsync(() => asked.IsCompleted, "the answer to HangUpAsync of a leg that is not there").ConfigureAwait(false);
        var result = await asked.ConfigureAwait(false);
        Require(
            result.Status == PbxCommandStatus.NoSuchLeg,
            $"HangUpAsync of a leg that is not there must be NoSuchLeg, but is {result.Status} (\"{result.Answer}\").");
    }

    private static PbxOriginateRequest To(IPbxCallControl control) => new()
    {
        AgentLeg = control.NewLeg(),
        CustomerLeg = control.NewLeg(),
        Agent = "1001",
        Number = SomeNumber,
    };

    private static string File(string text) => text == SomeNumber ? SomeFile : text;

    private static string Instead(Exception? error) =>
        error is null ? ", but took it" : $", but threw {error.GetType().Name}: {error.Message}";

    private IEnumerable<(PbxAbilities Ability, string Name, Func<IPbxCallControl, LegId, string, CancellationToken, Task> Do)> Able() =>
        Commands.Where(command => Adapter.Abilities.HasFlag(command.Ability));

    private IPbxCallControl AskableControl()
    {
        Applies(Adapter.Control is not null, "the adapter takes no commands");
        return Adapter.Control!;
    }

    /// <summary>What a command throws, at once or when its answer is there.</summary>
    private async Task<Exception?> ErrorOfAsync(
        Func<IPbxCallControl, LegId, string, CancellationToken, Task> command, IPbxCallControl control, LegId leg, string text)
    {
        try
        {
            await command(control, leg, text, cancellationToken).WaitAsync(patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // What it throws is what is asked for.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return error;
        }
    }
}
