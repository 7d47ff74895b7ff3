using System.Runtime.CompilerServices;
using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Dialing;

/// <summary>A call that was placed, as it goes. It ends in exactly one outcome, whatever becomes of link, PBX and host.</summary>
/// <remarks>Thread-safe. It may be let go of: the call goes on.</remarks>
public sealed class DialHandle
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<DialOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<CancellationToken, Task<PbxCommandResult>> _hangUp;
    private TaskCompletionSource _changed = NewSignal();
    private DialState _state = new(0, DialProgress.Asked, DialProgress.Waiting, null, null);

    internal DialHandle(Dial dial, Func<CancellationToken, Task<PbxCommandResult>> hangUp)
    {
        Id = dial.Id;
        Tenant = dial.Tenant;
        Employee = dial.EmployeeId;
        Link = dial.Link;
        Extension = dial.Extension;
        AgentLeg = new LegId(dial.AgentLeg);
        Number = dial.Number;
        Obligation = dial.ObligationId;
        _hangUp = hangUp;
    }

    /// <summary>Its id.</summary>
    public Guid Id { get; }

    /// <summary>Whose phone rings first.</summary>
    public Guid Employee { get; }

    /// <summary>The link it is placed over.</summary>
    public string Link { get; }

    /// <summary>The extension that rings first.</summary>
    public string Extension { get; }

    /// <summary>Our own name of that phone's leg, by which the call is known before it begins.</summary>
    public LegId AgentLeg { get; }

    /// <summary>The number that is called, E.164 where it has one.</summary>
    public string Number { get; }

    /// <summary>The callback obligation that it serves; null for none.</summary>
    public Guid? Obligation { get; }

    /// <summary>How far it is now.</summary>
    public DialState State => Volatile.Read(ref _state);

    /// <summary>How it ends. Never fails and is never cancelled.</summary>
    public Task<DialOutcome> Outcome => _outcome.Task;

    internal string Tenant { get; }

    /// <summary>Follows it: how far it is now, then each change; of changes that follow one another quickly the newest. Ends behind the
    /// outcome.</summary>
    /// <param name="cancellationToken">Ends the following, not the call.</param>
    public async IAsyncEnumerable<DialState> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DialState? told = null;
        while (told?.Outcome is null)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var state = State;
            if (state.Revision != told?.Revision)
            {
                told = state;
                yield return state;
                continue;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the call, whoever rings or talks.</summary>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether the PBX took it. The outcome comes from the ledger all the same.</returns>
    /// <exception cref="PbxControlException">The link is down, or the PBX did not answer.</exception>
    public Task<PbxCommandResult> HangUpAsync(CancellationToken cancellationToken = default) => _hangUp(cancellationToken);

    /// <summary>The employee's phone was lifted, as the PBX says; the ledger will.</summary>
    internal void AgentLifted() => Change(state => state with { Agent = Further(state.Agent, DialProgress.Lifted) });

    /// <summary>Takes in what the ledger says.</summary>
    internal void Observe(CallChange change)
    {
        var call = change.Call;
        if (change.Kind == CallChangeKind.Withdrawn)
        {
            Change(state => state.CallId == call.Id ? state with { CallId = null } : state);
            return;
        }

        var isOver = call.State == CallState.Ended;
        var agent = call.Participants.FirstOrDefault(one => one.Kind == ParticipantKind.Extension && one.Party == Extension);
        var customer = call.Participants.FirstOrDefault(one => !ReferenceEquals(one, agent) && one.Asked);
        Change(state => state with
        {
            CallId = call.Id,
            Agent = Further(Further(state.Agent, ProgressOf(agent, isOver)), customer is null ? DialProgress.Asked : isOver ? DialProgress.Left : DialProgress.Lifted),
            Customer = Further(state.Customer, ProgressOf(customer, isOver)),
        });
        if (isOver)
        {
            var reason = call.Outcome == CallOutcome.NotStarted ? ReasonOf(agent?.Result) : null;
            End(new DialOutcome(call.Outcome ?? CallOutcome.Unknown, reason, call.Id));
        }
    }

    internal bool End(DialOutcome outcome)
    {
        lock (_lock)
        {
            if (_state.Outcome is not null)
            {
                return false;
            }

            var agent = outcome.Outcome == CallOutcome.NotStarted ? DialProgress.NotReached : _state.Agent;
            Volatile.Write(ref _state, _state with { Revision = _state.Revision + 1, Agent = agent, Outcome = outcome });
        }

        _outcome.SetResult(outcome);
        Signal();
        return true;
    }

    internal static string? ReasonOf(DialResult verdict) => verdict switch
    {
        DialResult.Busy => "busy",
        DialResult.Declined => "declined",
        DialResult.NoAnswer => "noAnswer",
        DialResult.Unavailable or DialResult.NoSuchNumber or DialResult.Congested => "unavailable",
        _ => null,
    };

    private static string? ReasonOf(ParticipantResult? result) => result switch
    {
        ParticipantResult.Busy => "busy",
        ParticipantResult.Declined => "declined",
        ParticipantResult.NoAnswer => "noAnswer",
        ParticipantResult.Unavailable => "unavailable",
        ParticipantResult.Cancelled => "cancelled",
        _ => null,
    };

    private static DialProgress ProgressOf(Participant? participant, bool isOver) => participant switch
    {
        null => DialProgress.Waiting,
        { Answered: true } => isOver ? DialProgress.Left : DialProgress.Lifted,
        { Result: { } } => DialProgress.NotReached,
        { Rang: true } => DialProgress.Ringing,
        { Asked: true } => DialProgress.Asked,
        _ => DialProgress.Waiting,
    };

    private static DialProgress Further(DialProgress one, DialProgress other) => one > other ? one : other;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Func<DialState, DialState> change)
    {
        lock (_lock)
        {
            var next = change(_state);
            if (_state.Outcome is not null || next == _state)
            {
                return;
            }

            Volatile.Write(ref _state, next with { Revision = _state.Revision + 1 });
        }

        Signal();
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
