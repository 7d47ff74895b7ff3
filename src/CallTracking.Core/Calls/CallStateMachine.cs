using Stateless;

namespace CallTracking.Calls;

/// <summary>What may move a call from one state to another.</summary>
internal enum CallTrigger
{
    /// <summary>Somebody is being rung for the caller.</summary>
    Ring,

    /// <summary>The caller waits in a queue, a menu or a park slot.</summary>
    Queue,

    /// <summary>A person or a room took the call.</summary>
    Answer,

    /// <summary>The far side was put on hold.</summary>
    Hold,

    /// <summary>The far side was taken back.</summary>
    Resume,

    /// <summary>The last conversation is over and the caller is still there.</summary>
    Part,

    /// <summary>The last leg is gone.</summary>
    End,

    /// <summary>A leg was born into a call that had seemed to be over.</summary>
    Reopen,
}

/// <summary>
/// The states of a call. One configured machine serves all calls of a tracker: the state lives in the call, the machine only says
/// whether a trigger is allowed. A machine per call would cost more than all other tracking.
/// </summary>
internal sealed class CallStateMachine
{
    private readonly StateMachine<CallState, CallTrigger> _machine;
    private CallFacts? _current;
    private bool _refused;

    public CallStateMachine()
    {
        _machine = new StateMachine<CallState, CallTrigger>(
            () => _current?.State ?? CallState.Ringing,
            state => _current!.State = state);
        Configure(_machine);
        _machine.OnUnhandledTrigger((_, _) => _refused = true);
    }

    /// <summary>Triggers fired, over the life of the tracker.</summary>
    public long Fired { get; private set; }

    /// <summary>Triggers that the state did not allow, over the life of the tracker.</summary>
    public long Refused { get; private set; }

    /// <summary>Moves a call. A trigger that its state does not allow is counted and noted, and changes nothing.</summary>
    public void Fire(CallFacts call, CallTrigger trigger, long seq)
    {
        Fired++;
        _current = call;
        _refused = false;
        _machine.Fire(trigger);
        _current = null;
        if (_refused)
        {
            Refused++;
            const int NotesKept = 16;
            if (call.Notes.Count < NotesKept)
            {
                call.Notes.Add(new Because("state", $"triggerNotAllowed:{call.State}:{trigger}", [seq]));
            }
        }
    }

    /// <summary>Builds the same configuration apart from any call, for the diagram in the documentation.</summary>
    public static StateMachine<CallState, CallTrigger> Describe()
    {
        var machine = new StateMachine<CallState, CallTrigger>(CallState.Ringing);
        Configure(machine);
        return machine;
    }

    private static void Configure(StateMachine<CallState, CallTrigger> machine)
    {
        machine.Configure(CallState.Ringing)
            .Ignore(CallTrigger.Ring)
            .Ignore(CallTrigger.Part)
            .Ignore(CallTrigger.Resume)
            .Permit(CallTrigger.Queue, CallState.Queued)
            .Permit(CallTrigger.Answer, CallState.Talking)
            .Permit(CallTrigger.End, CallState.Ended);
        machine.Configure(CallState.Queued)
            .Ignore(CallTrigger.Queue)
            .Ignore(CallTrigger.Part)
            .Ignore(CallTrigger.Resume)
            .Permit(CallTrigger.Ring, CallState.Ringing)
            .Permit(CallTrigger.Answer, CallState.Talking)
            .Permit(CallTrigger.End, CallState.Ended);
        machine.Configure(CallState.Talking)
            .Ignore(CallTrigger.Answer)
            .Ignore(CallTrigger.Ring)
            .Ignore(CallTrigger.Resume)
            .Permit(CallTrigger.Queue, CallState.Queued)
            .Permit(CallTrigger.Hold, CallState.Held)
            .Permit(CallTrigger.Part, CallState.Ringing)
            .Permit(CallTrigger.End, CallState.Ended);
        machine.Configure(CallState.Held)
            .Ignore(CallTrigger.Hold)
            .Ignore(CallTrigger.Answer)
            .Ignore(CallTrigger.Ring)
            .Permit(CallTrigger.Queue, CallState.Queued)
            .Permit(CallTrigger.Resume, CallState.Talking)
            .Permit(CallTrigger.Part, CallState.Ringing)
            .Permit(CallTrigger.End, CallState.Ended);
        machine.Configure(CallState.Ended)
            .Ignore(CallTrigger.End)
            .Permit(CallTrigger.Reopen, CallState.Ringing);
    }
}
