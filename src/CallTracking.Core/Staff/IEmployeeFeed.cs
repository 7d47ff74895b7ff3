using CallTracking.Access;

namespace CallTracking.Staff;

/// <summary>What concerns an employee, told at once to whatever screens he has open in this process: a pop, a message, a task that is due.</summary>
/// <remarks>Thread-safe. A notice is a hint without contents: the receiver reads the thing itself, with the rights that he has then, so
/// that nothing is told that may not be seen and nothing is lost when a notice is. Nobody waits for a reader: one that is too slow is told so
/// (<see cref="EmployeeNoticeKind.Lagging"/>) and reads everything again.</remarks>
public interface IEmployeeFeed
{
    /// <summary>Tells whoever follows. Never waits.</summary>
    /// <param name="notice">What.</param>
    void Publish(EmployeeNotice notice);

    /// <summary>Follows the notices of the caller from the moment the enumeration begins until the host stops.</summary>
    /// <param name="caller">An employee.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The caller is no employee.</exception>
    IAsyncEnumerable<EmployeeNotice> FollowAsync(Caller caller, CancellationToken cancellationToken = default);

    /// <summary>Follows the notices of all employees of a tenant: for a push channel, which hands each one to its employee's screens.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<EmployeeNotice> FollowAllAsync(string tenant, CancellationToken cancellationToken = default);
}

/// <summary>That something concerns an employee.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Employee">Whom it concerns; of <see cref="EmployeeNoticeKind.Lagging"/> the reader's own, or empty: everybody.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Id">Which: the call of a pop, the message, the task, the obligation.</param>
/// <param name="At">When.</param>
public readonly record struct EmployeeNotice(string Tenant, Guid Employee, EmployeeNoticeKind Kind, Guid Id, DateTimeOffset At);

/// <summary>What kind of thing concerns an employee. Members may be added; a reader passes over what it does not know.</summary>
public enum EmployeeNoticeKind
{
    /// <summary>The reader was too slow and notices were left out: it reads everything again.</summary>
    Lagging = 0,

    /// <summary>A pop is new or says something new.</summary>
    PopChanged = 1,

    /// <summary>A pop is gone.</summary>
    PopRemoved = 2,

    /// <summary>An internal message came.</summary>
    Message = 3,

    /// <summary>A reminder or a task is due.</summary>
    TaskDue = 4,

    /// <summary>A task was given, changed or finished.</summary>
    TaskChanged = 5,

    /// <summary>A callback obligation was given to the employee.</summary>
    ObligationAssigned = 6,

    /// <summary>A callback obligation of the employee changed or was closed.</summary>
    ObligationChanged = 7,

    /// <summary>A callback obligation or a task of the employee is late and went up to somebody.</summary>
    Escalated = 8,

    /// <summary>A call that the employee placed from the program got on.</summary>
    DialChanged = 9,

    /// <summary>What the employee may do has changed: screens ask for it again.</summary>
    RightsChanged = 10,
}
