using CallTracking.Staff;

namespace CallTracking.Callbacks;

/// <summary>How unserved calls become obligations. Checked when the host starts; an error names the option and its cure.</summary>
public sealed class CallbackOptions
{
    /// <summary>A caller who hangs up after so many seconds of waiting or fewer is counted and obliges nobody, 0 to 60. Default 3; 0 leaves
    /// nobody out: sources whose times have no fractions tell of waits of zero seconds.</summary>
    public double ShortAbandonSeconds { get; set; } = 3;

    /// <summary>A call that ended longer ago than this when it becomes known (an import of old records) is counted and obliges nobody, 1 hour
    /// to 10 years. Default 30 days.</summary>
    public TimeSpan OldestCall { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How much working time may go by until the customer has to be called, zero to 30 days. Default one hour.</summary>
    public TimeSpan DueWithin { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When we work: due times and escalation are counted in it. Null (the default) for the hours of the department whose
    /// obligation it is, as they are kept with the staff.</summary>
    public WorkingHours? WorkingHours { get; set; }

    /// <summary>Who becomes the owner: the first rule that finds somebody. Default: the responsible employee of the contact, who spoke with
    /// the customer last, the department of the queue, of the dialled number, of the extensions that rang.</summary>
    public IList<ObligationOwnerRule> OwnerRules { get; } =
    [
        ObligationOwnerRule.Responsible, ObligationOwnerRule.LastHandler, ObligationOwnerRule.QueueDepartment,
        ObligationOwnerRule.DialedNumberDepartment, ObligationOwnerRule.RungDepartment,
    ];

    /// <summary>Departments by queue or ring group, as the PBX names it. Default: none.</summary>
    public IDictionary<string, Guid> QueueDepartments { get; } = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Departments by the number that was dialled (DID), as the PBX gives it. Default: none.</summary>
    public IDictionary<string, Guid> DialedNumberDepartments { get; } = new Dictionary<string, Guid>(StringComparer.Ordinal);

    /// <summary>Who becomes the owner when no rule finds anybody; null (the default) for nobody: then everybody who works on callbacks sees
    /// it.</summary>
    public Guid? DefaultOwner { get; set; }

    /// <summary>The department when no rule finds anybody; null (the default) for none.</summary>
    public Guid? DefaultDepartment { get; set; }

    /// <summary>What happens when an obligation is overdue, in order; each step once, also after a restart. At most 16. Default: none but that
    /// the worklist shows it.</summary>
    public IList<EscalationStep> Escalation { get; } = [];

    /// <summary>How long we must have talked for an answered call to be evidence, zero to 10 minutes. Default zero: an answer is an
    /// answer. An answering machine of the customer answers too; a few seconds here leave it out.</summary>
    public TimeSpan EvidenceTalk { get; set; }
}

/// <summary>How an owner is found. Numbers are stored nowhere; the names are the codes in the history.</summary>
public enum ObligationOwnerRule
{
    /// <summary>The contact's responsible employee, else the department that is responsible for the contact.</summary>
    Responsible = 1,

    /// <summary>The employee who spoke with the customer last.</summary>
    LastHandler = 2,

    /// <summary>The department of the queue: <see cref="CallbackOptions.QueueDepartments"/>.</summary>
    QueueDepartment = 3,

    /// <summary>The department of the number that was dialled: <see cref="CallbackOptions.DialedNumberDepartments"/>.</summary>
    DialedNumberDepartment = 4,

    /// <summary>The department of the first employee whose extension rang.</summary>
    RungDepartment = 5,

    /// <summary>The first employee whose extension rang.</summary>
    RungEmployee = 6,
}

/// <summary>A step of escalation.</summary>
/// <param name="AfterOverdue">After how much working time beyond the due time; zero for at once.</param>
/// <param name="Action">What is done.</param>
public sealed record EscalationStep(TimeSpan AfterOverdue, EscalationAction Action)
{
    /// <summary>Who is told, or becomes the owner (the first who is still active). Empty: see <see cref="Department"/>.</summary>
    public IReadOnlyList<Guid> Employees { get; init; } = [];

    /// <summary>The department whose members are told, or which takes over; null for none. With neither employees nor department the owner
    /// is reminded, or else everybody of the obligation's department.</summary>
    public Guid? Department { get; init; }
}

/// <summary>What a step of escalation does.</summary>
public enum EscalationAction
{
    /// <summary>Tells people, by a message that waits for those who are away.</summary>
    Notify = 1,

    /// <summary>Gives the obligation to somebody else, who is told.</summary>
    Reassign = 2,
}
