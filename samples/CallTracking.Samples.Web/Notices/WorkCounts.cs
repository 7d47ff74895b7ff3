using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;

namespace CallTracking.Samples.Web.Notices;

/// <summary>How much waits for the user: the numbers beside the pages of the menu. One for each circuit.</summary>
/// <remarks><see cref="Changed"/> may come from any thread.</remarks>
internal sealed class WorkCounts(UserSession session, MessageBook messages, TaskBook tasks, ObligationBook callbacks)
{
    private int _reading;
    private volatile bool _again;

    /// <summary>A number became different.</summary>
    public event Action? Changed;

    /// <summary>Messages that he has not read.</summary>
    public int Messages { get; private set; }

    /// <summary>Tasks of his that are overdue.</summary>
    public int Tasks { get; private set; }

    /// <summary>Callbacks of his that are overdue.</summary>
    public int Callbacks { get; private set; }

    /// <summary>The number of an area of the menu; zero shows none.</summary>
    public int Of(string area) => area switch
    {
        "messages" => Messages,
        "tasks" => Tasks,
        "callbacks" => Callbacks,
        _ => 0,
    };

    /// <summary>Counts again. Of several at the same time one counts, once more for the others.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        _again = true;
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            return;
        }

        try
        {
            while (_again)
            {
                _again = false;
                var caller = await session.GetCallerAsync(cancellationToken);
                var before = (Messages, Tasks, Callbacks);
                Messages = await messages.CountUnreadAsync(caller, null, cancellationToken);
                Tasks = caller.Access.Allows(Permission.TasksRead)
                    ? await tasks.CountAsync(caller, new TaskFilter { AssigneeId = caller.Employee, OnlyOverdue = true }, cancellationToken) : 0;
                Callbacks = caller.Access.Allows(Permission.CallbacksRead)
                    ? await callbacks.CountAsync(caller, new ObligationFilter { OwnerId = caller.Employee, OnlyOverdue = true }, cancellationToken) : 0;
                if (before != (Messages, Tasks, Callbacks))
                {
                    Changed?.Invoke();
                }
            }
        }
        catch (Exception error) when (error is LedgerStoreException or SignedOutException or OperationCanceledException)
        {
            // The numbers stay as they were; the pages say what is wrong.
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Whether a notice may change a number.</summary>
    public static bool Concerns(EmployeeNoticeKind kind) => kind is EmployeeNoticeKind.Message or EmployeeNoticeKind.TaskDue or EmployeeNoticeKind.TaskChanged
        or EmployeeNoticeKind.ObligationAssigned or EmployeeNoticeKind.ObligationChanged or EmployeeNoticeKind.Escalated or EmployeeNoticeKind.Lagging;
}
