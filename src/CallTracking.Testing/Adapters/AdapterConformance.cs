using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Testing.Adapters;

/// <summary>What an adapter is to be made with so that the kit sees what it does.</summary>
/// <param name="Time">The clock. An adapter that takes none is checked too, but waits in real time.</param>
/// <param name="Recorder">Takes the raw frames.</param>
/// <param name="Loggers">Makes its log.</param>
public sealed record AdapterSurroundings(TimeProvider Time, IFrameRecorder Recorder, ILoggerFactory Loggers);

/// <summary>An adapter and the PBX it is set up for.</summary>
/// <param name="Adapter">The adapter, not yet run.</param>
/// <param name="Pbx">The PBX; it listens.</param>
public sealed record AdapterUnderTest(IPbxAdapter Adapter, IFakePbx Pbx);

/// <summary>
/// What every adapter must do, as named checks to be run one by one from any test framework: the link's beginning and end are told, time
/// passes, back-pressure and cancellation are heeded, nothing secret leaks, nothing but <see cref="PbxLinkException"/> is thrown whatever
/// the PBX does.
/// </summary>
/// <remarks>Each check makes an adapter and a PBX of its own. Checks are independent and may run side by side.</remarks>
public sealed class AdapterConformance
{
    private static readonly Dictionary<string, Func<AdapterChecks, Task>> Known = new(StringComparer.Ordinal)
    {
        ["LinkUp comes before anything else"] = static checks => checks.LinkUpComesFirstAsync(),
        ["A call is told whole and in order"] = static checks => checks.CallIsToldWholeAsync(),
        ["Instants are in UTC and whole microseconds"] = static checks => checks.InstantsAreMicrosecondsAsync(),
        ["Time is told while a call is open"] = static checks => checks.TimeIsToldAsync(),
        ["LinkDown follows when the PBX closes"] = static checks => checks.LinkDownWhenClosedAsync(),
        ["LinkDown follows when the line breaks"] = static checks => checks.LinkDownWhenCutAsync(),
        ["A silent line is lost within 20 seconds"] = static checks => checks.SilenceIsNoticedAsync(),
        ["Cancellation is heeded at once and tells LinkDown"] = static checks => checks.CancellationIsPromptAsync(),
        ["Cancellation is heeded while the sink waits"] = static checks => checks.CancellationWhileWaitingAsync(),
        ["A sink that waits stops the reading, and nothing is lost"] = static checks => checks.BackpressureIsHeededAsync(),
        ["The adapter connects again after a cut"] = static checks => checks.ReconnectsAsync(),
        ["A snapshot follows each LinkUp where the adapter is able to"] = static checks => checks.SnapshotFollowsAsync(),
        ["Nothing is told before the PBX is ready"] = static checks => checks.NothingBeforeReadyAsync(),
        ["Events that it does not know are counted"] = static checks => checks.UnknownIsCountedAsync(),
        ["Bytes that come one by one are the same call"] = static checks => checks.DripIsTheSameAsync(),
        ["A refused login is AccessDenied"] = static checks => checks.RefusalIsAccessDeniedAsync(),
        ["A PBX that is not there is Unreachable"] = static checks => checks.NobodyIsUnreachableAsync(),
        ["Nothing secret is recorded, logged or thrown"] = static checks => checks.SecretsStaySecretAsync(),
        ["Garbage throws nothing but PbxLinkException"] = static checks => checks.GarbageIsHarmlessAsync(),
        ["What it can be asked is what it says"] = static checks => checks.AbilitiesAreOfferedAsync(),
        ["A command without a link is LinkDown"] = static checks => checks.CommandsNeedALinkAsync(),
        ["An argument that may not be sent is refused"] = static checks => checks.HostileArgumentsAreRefusedAsync(),
        ["A command to a leg that is not there is NoSuchLeg"] = static checks => checks.UnknownLegsAreRefusedAsync(),
    };

    private readonly Func<AdapterSurroundings, ValueTask<AdapterUnderTest>> _create;

    /// <summary>Creates the kit for one adapter.</summary>
    /// <param name="create">Starts a PBX and makes an adapter that is set up for it; called for each check.</param>
    public AdapterConformance(Func<AdapterSurroundings, ValueTask<AdapterUnderTest>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = create;
    }

    /// <summary>The names of the checks.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. Known.Keys];

    /// <summary>How long a check waits, in real time, for what has to happen before it fails. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name, one of <see cref="Checks"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it was met; else why it does not apply to this adapter or PBX.</returns>
    /// <exception cref="ConformanceException">It was not met.</exception>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    public async Task<string?> RunAsync(string check, CancellationToken cancellationToken = default)
    {
        if (check is null || !Known.TryGetValue(check, out var run))
        {
            throw new ArgumentException($"There is no check '{check}'. There are: {string.Join("; ", Checks)}.", nameof(check));
        }

        var checks = new AdapterChecks(_create, Patience, cancellationToken);
        await using (checks.ConfigureAwait(false))
        {
            try
            {
                await run(checks).ConfigureAwait(false);
                return null;
            }
            catch (NotApplicableException reason)
            {
                return reason.Message;
            }
            catch (ConformanceException failure)
            {
                throw new ConformanceException($"{check}: {failure.Message}", failure.InnerException);
            }
        }
    }
}
