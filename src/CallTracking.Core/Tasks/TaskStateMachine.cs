using Stateless;

namespace CallTracking.Tasks;

/// <summary>What may move a task from one state to another.</summary>
internal enum TaskTrigger
{
    /// <summary>Somebody begins.</summary>
    Start,

    /// <summary>The assignee reports it as done, and somebody else has to accept.</summary>
    Report,

    /// <summary>It is done, and nobody has to accept.</summary>
    Complete,

    /// <summary>The assigner says that it is done.</summary>
    Accept,

    /// <summary>The assigner says that it is not.</summary>
    Return,

    /// <summary>The assignee will not do it.</summary>
    Decline,

    /// <summary>It is given to somebody else.</summary>
    Reassign,

    /// <summary>It is called off.</summary>
    Cancel,

    /// <summary>It is opened again.</summary>
    Reopen,
}

/// <summary>The states of a task. The state lives in the row; the machine says whether a trigger is allowed. Not thread-safe.</summary>
internal sealed class TaskStateMachine
{
    private readonly StateMachine<TaskState, TaskTrigger> _machine;
    private WorkTask? _current;
    private bool _refused;

    public TaskStateMachine()
    {
        _machine = new StateMachine<TaskState, TaskTrigger>(() => _current?.State ?? TaskState.Open, state => _current!.State = state);
        Configure(_machine);
        _machine.OnUnhandledTrigger((_, _) => _refused = true);
    }

    /// <summary>Moves a task.</summary>
    /// <returns>False when its state does not allow it; then nothing changed.</returns>
    public bool Fire(WorkTask task, TaskTrigger trigger)
    {
        _current = task;
        _refused = false;
        _machine.Fire(trigger);
        _current = null;
        task.IsOpen = task.State is not (TaskState.Accepted or TaskState.Cancelled);
        return !_refused;
    }

    /// <summary>Builds the same configuration apart from any task, for the diagram in the documentation.</summary>
    public static StateMachine<TaskState, TaskTrigger> Describe()
    {
        var machine = new StateMachine<TaskState, TaskTrigger>(TaskState.Open);
        Configure(machine);
        return machine;
    }

    private static void Configure(StateMachine<TaskState, TaskTrigger> machine)
    {
        foreach (var state in (ReadOnlySpan<TaskState>)[TaskState.Open, TaskState.Started, TaskState.Returned])
        {
            var active = machine.Configure(state)
                .Permit(TaskTrigger.Report, TaskState.Done)
                .Permit(TaskTrigger.Complete, TaskState.Accepted)
                .Permit(TaskTrigger.Decline, TaskState.Declined)
                .Permit(TaskTrigger.Cancel, TaskState.Cancelled);
            _ = state == TaskState.Open ? active.PermitReentry(TaskTrigger.Reassign) : active.Permit(TaskTrigger.Reassign, TaskState.Open);
            _ = state == TaskState.Started ? active.Ignore(TaskTrigger.Start) : active.Permit(TaskTrigger.Start, TaskState.Started);
        }

        machine.Configure(TaskState.Done)
            .Permit(TaskTrigger.Accept, TaskState.Accepted)
            .Permit(TaskTrigger.Return, TaskState.Returned)
            .Permit(TaskTrigger.Cancel, TaskState.Cancelled);
        machine.Configure(TaskState.Declined)
            .Permit(TaskTrigger.Reassign, TaskState.Open)
            .Permit(TaskTrigger.Cancel, TaskState.Cancelled);
        machine.Configure(TaskState.Accepted)
            .Permit(TaskTrigger.Reopen, TaskState.Open);
        machine.Configure(TaskState.Cancelled)
            .Permit(TaskTrigger.Reopen, TaskState.Open);
    }
}
