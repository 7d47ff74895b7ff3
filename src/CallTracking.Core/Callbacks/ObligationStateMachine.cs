using Stateless;

namespace CallTracking.Callbacks;

/// <summary>What may move an obligation from one state to another.</summary>
internal enum ObligationTrigger
{
    /// <summary>A further unserved call of the same customer.</summary>
    Join,

    /// <summary>We called, and did not reach him.</summary>
    Try,

    /// <summary>We called, and he answered.</summary>
    Reach,

    /// <summary>He called, and was answered.</summary>
    Return,

    /// <summary>A person closes it.</summary>
    Close,

    /// <summary>A person waives it.</summary>
    Waive,

    /// <summary>Its last unserved call turned out to be none.</summary>
    Void,

    /// <summary>Another obligation takes over its calls.</summary>
    Merge,

    /// <summary>The evidence turned out to be none, its call is unserved after all, or a person opens it again.</summary>
    Reopen,
}

/// <summary>
/// The states of an obligation. One configured machine serves all obligations of a piece of work: the state lives in the row, the machine
/// says whether a trigger is allowed. Not thread-safe.
/// </summary>
internal sealed class ObligationStateMachine
{
    private readonly StateMachine<ObligationState, ObligationTrigger> _machine;
    private Obligation? _current;
    private bool _refused;

    public ObligationStateMachine()
    {
        _machine = new StateMachine<ObligationState, ObligationTrigger>(
            () => _current?.State ?? ObligationState.Open,
            state => _current!.State = state);
        Configure(_machine);
        _machine.OnUnhandledTrigger((_, _) => _refused = true);
    }

    /// <summary>Moves an obligation.</summary>
    /// <returns>False when its state does not allow it; then nothing changed.</returns>
    public bool Fire(Obligation obligation, ObligationTrigger trigger)
    {
        _current = obligation;
        _refused = false;
        _machine.Fire(trigger);
        _current = null;
        if (_refused)
        {
            return false;
        }

        obligation.IsOpen = obligation.State is ObligationState.Open or ObligationState.Tried;
        return true;
    }

    /// <summary>Builds the same configuration apart from any obligation, for the diagram in the documentation.</summary>
    public static StateMachine<ObligationState, ObligationTrigger> Describe()
    {
        var machine = new StateMachine<ObligationState, ObligationTrigger>(ObligationState.Open);
        Configure(machine);
        return machine;
    }

    private static void Configure(StateMachine<ObligationState, ObligationTrigger> machine)
    {
        machine.Configure(ObligationState.Open)
            .Ignore(ObligationTrigger.Join)
            .Permit(ObligationTrigger.Try, ObligationState.Tried)
            .Permit(ObligationTrigger.Reach, ObligationState.Reached)
            .Permit(ObligationTrigger.Return, ObligationState.Returned)
            .Permit(ObligationTrigger.Close, ObligationState.Closed)
            .Permit(ObligationTrigger.Waive, ObligationState.Waived)
            .Permit(ObligationTrigger.Void, ObligationState.Void)
            .Permit(ObligationTrigger.Merge, ObligationState.Merged);
        machine.Configure(ObligationState.Tried)
            .Ignore(ObligationTrigger.Join)
            .Ignore(ObligationTrigger.Try)
            .Permit(ObligationTrigger.Reach, ObligationState.Reached)
            .Permit(ObligationTrigger.Return, ObligationState.Returned)
            .Permit(ObligationTrigger.Close, ObligationState.Closed)
            .Permit(ObligationTrigger.Waive, ObligationState.Waived)
            .Permit(ObligationTrigger.Void, ObligationState.Void)
            .Permit(ObligationTrigger.Merge, ObligationState.Merged);

        // An earlier answered call may become known after a later one, a call within the time that is closed already too.
        machine.Configure(ObligationState.Reached)
            .Ignore(ObligationTrigger.Join)
            .Ignore(ObligationTrigger.Reach)
            .Permit(ObligationTrigger.Return, ObligationState.Returned)
            .Permit(ObligationTrigger.Void, ObligationState.Void)
            .Permit(ObligationTrigger.Merge, ObligationState.Merged)
            .Permit(ObligationTrigger.Reopen, ObligationState.Open);
        machine.Configure(ObligationState.Returned)
            .Ignore(ObligationTrigger.Join)
            .Ignore(ObligationTrigger.Return)
            .Permit(ObligationTrigger.Reach, ObligationState.Reached)
            .Permit(ObligationTrigger.Void, ObligationState.Void)
            .Permit(ObligationTrigger.Merge, ObligationState.Merged)
            .Permit(ObligationTrigger.Reopen, ObligationState.Open);

        // What a person decided stands until a person decides otherwise.
        machine.Configure(ObligationState.Closed)
            .Ignore(ObligationTrigger.Void)
            .Permit(ObligationTrigger.Reopen, ObligationState.Open);
        machine.Configure(ObligationState.Waived)
            .Ignore(ObligationTrigger.Void)
            .Permit(ObligationTrigger.Reopen, ObligationState.Open);
        machine.Configure(ObligationState.Void)
            .Permit(ObligationTrigger.Reopen, ObligationState.Open);
        machine.Configure(ObligationState.Merged);
    }
}
