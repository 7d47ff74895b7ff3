namespace CallTracking.Staff;

/// <summary>A change of the staff or the roles that a rule forbids, whoever asks. The message is one line that says what to do.</summary>
public sealed class StaffRuleException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="rule">Which rule.</param>
    /// <param name="message">One line.</param>
    public StaffRuleException(StaffRule rule, string message)
        : base(message)
    {
        Rule = rule;
    }

    /// <summary>Which rule forbids it.</summary>
    public StaffRule Rule { get; }
}

/// <summary>Rules of the staff and the roles.</summary>
public enum StaffRule
{
    /// <summary>What was given cannot be stored: too long, empty, not known.</summary>
    Invalid = 1,

    /// <summary>There is no such row, or it is not the caller's to see.</summary>
    NotFound = 2,

    /// <summary>The name or user is taken.</summary>
    Taken = 3,

    /// <summary>The extension is somebody's at that time.</summary>
    ExtensionTaken = 4,

    /// <summary>A department would stand below itself.</summary>
    Cycle = 5,

    /// <summary>It is still used.</summary>
    InUse = 6,

    /// <summary>A role that is built in cannot be changed.</summary>
    BuiltIn = 7,

    /// <summary>Nobody would be left who may change roles and staff.</summary>
    LastAdministrator = 8,
}
