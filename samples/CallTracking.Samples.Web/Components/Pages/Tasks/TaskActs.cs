using CallTracking.Tasks;

namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>What somebody may do with a task as it stands: what the page offers. The rules themselves are the task book's.</summary>
internal static class TaskActs
{
    /// <summary>The acts, the likeliest first.</summary>
    /// <param name="task">The task.</param>
    /// <param name="me">The employee.</param>
    /// <param name="mayEdit">Whether he may do anything with tasks.</param>
    /// <param name="isOverOthers">Whether he reaches more than his own.</param>
    public static IReadOnlyList<TaskAct> Of(WorkTask task, Guid? me, bool mayEdit, bool isOverOthers)
    {
        if (!mayEdit)
        {
            return [];
        }

        var (isMine, isAssigner) = (task.AssigneeId is null || task.AssigneeId == me, task.AssignerId == me || isOverOthers);
        var isGiven = task.AssignerId is not null && task.AssignerId != task.AssigneeId;
        List<TaskAct> acts = [];
        switch (task.State)
        {
            case TaskState.Open or TaskState.Started or TaskState.Returned:
                Add(TaskAct.Start, isMine && task.State != TaskState.Started);
                Add(TaskAct.Finish, isMine || isAssigner);
                Add(TaskAct.Decline, isMine && isGiven && task.AssignerId != me);
                Add(TaskAct.Cancel, isAssigner);
                break;
            case TaskState.Done:
                Add(TaskAct.Accept, isAssigner);
                Add(TaskAct.Return, isAssigner);
                Add(TaskAct.Cancel, isAssigner);
                break;
            case TaskState.Declined:
                Add(TaskAct.Cancel, isAssigner);
                break;
            default:
                Add(TaskAct.Reopen, isAssigner);
                break;
        }

        return acts;

        void Add(TaskAct act, bool isAllowed)
        {
            if (isAllowed)
            {
                acts.Add(act);
            }
        }
    }

    /// <summary>Whether the act is one with a reason.</summary>
    public static bool NeedsNote(TaskAct act) => act is TaskAct.Return or TaskAct.Decline;

    /// <summary>What takes an act back; null for what nothing does.</summary>
    public static TaskAct? Undoes(TaskAct act, WorkTask after) => act switch
    {
        TaskAct.Cancel or TaskAct.Accept => TaskAct.Reopen,
        TaskAct.Finish when !after.IsOpen => TaskAct.Reopen,
        _ => null,
    };

    public static string TestId(TaskAct act) => act switch
    {
        TaskAct.Start => "action-start",
        TaskAct.Finish => "action-finish",
        TaskAct.Accept => "action-accept",
        TaskAct.Return => "action-return",
        TaskAct.Decline => "action-decline",
        TaskAct.Cancel => "action-cancel",
        _ => "action-reopen",
    };
}
